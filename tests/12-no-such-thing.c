/* 12-no-such-thing - the second telling of lesson 12: claims, and their proof

   What the lesson says about a process is asked again from outside, with
   readlink(1), capsh(1) and the files of /proc and cgroups; jq(1) reads its
   JSON. */

#include "support/launch.h"
#include "support/test.h"
#include "support/ways_out.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "12-no-such-thing";

/* ---- asking the lesson about processes --------------------------------- */

/* A shell script with $LESSON: the program.  What it starts it ends. */
static struct robot *script(const char *words)
{
    return shell(text("export LESSON='%s'; %s", launch_path(lesson, false),
                      words));
}

/* The value of ROW for the process PID, by --json. */
static const char *value(long pid, const char *row)
{
    struct robot *jq = script(
        text("$LESSON --json %ld | jq -r '.rows[] | select(.row == \"%s\") "
             "| .values[0]'", pid, row));

    return text("%.*s", (int) strcspn(jq->out, "\n"), jq->out);
}

/* The rows in which two processes differ, between spaces. */
static const char *differing(long a, long b)
{
    struct robot *jq = script(
        text("$LESSON --json %ld %ld | jq -r '[.rows[] | "
             "select(.same == false) | .row] | join(\" \")'", a, b));

    return text("%.*s", (int) strcspn(jq->out, "\n"), jq->out);
}

static long first_shell(struct robot *robot)
{
    return robot_number(robot, "host: processes");
}

static long box_of(struct robot *robot)
{
    return robot_number(robot, "sudo readlink /proc/");
}

/* Exactly these rows differ, in the order of the table. */
static void assert_differing_at(struct where where, long a, long b,
                                const char *expected, const char *why)
{
    const char *seen = differing(a, b);

    if (strcmp(seen, expected) != 0)
        fail_saying(where, "  expected: these rows differ: %s\n"
                    "  seen:     %s\n  why:      %s", expected, seen, why);
}

#define assert_differing(a, b, expected, why) \
    assert_differing_at(HERE, a, b, expected, why)

/* ---- the story --------------------------------------------------------- */

static void the_whole_show(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
}

static void two_shells_differ_in_no_row(void **state)
{
    (void) state;
    need_root();
    need_command("jq");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 2);
    assert_said(robot, "of 10 rows 0 differ -> same",
                "a child is in the namespaces of its parent; see clone(2)");
    assert_not_said(robot, "-> different", "nothing was done to either");
    long shell_pid = first_shell(robot);
    assert_differing(shell_pid, robot->pid, "",
                     "execve(2) changes none of them, if nobody asks for it");
    assert_int_equal(robot_quit(robot), 0);
}

/* Lessons 2, 7 and 8: views; 4 and 10: amounts; 5 and 6: permissions.  And
   nothing else. */
static void the_container_differs_where_lessons_did_something(void **state)
{
    (void) state;
    need_root();
    need_command("jq");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    assert_differing(first_shell(robot), box_of(robot),
                     "cgroup ipc mnt net pid uts root mounts group memory cpu "
                     "pids RLIMIT_CORE effective permitted bounding "
                     "no_new_privs seccomp filters",
                     "namespaces(7), cgroups(7), capabilities(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* The second witness: what the rows say is what the kernel says elsewhere. */
static void the_rows_are_what_the_kernel_says(void **state)
{
    (void) state;
    need_root();
    need_command("jq");
    static const char *const types[] = { "cgroup", "ipc", "mnt", "net", "pid",
                                         "time", "user", "uts" };
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    long box = box_of(robot);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        assert_shows(text("readlink /proc/%ld/ns/%s", box, types[i]),
                     text("%s:[%s]", types[i], value(box, types[i])),
                     "the link names the namespace; see namespaces(7)");
    assert_string_equal(value(box, "memory"), "67108864 bytes");
    assert_string_equal(value(box, "cpu"), "0.500 CPUs");
    assert_string_equal(value(box, "pids"), "64");
    assert_shows(text("grep Seccomp_filters /proc/%ld/status", box),
                 value(box, "filters"), "proc(5)");
    assert_shows(text("wc -l </proc/%ld/mountinfo", box),
                 value(box, "mounts"), "one line is one mount; see proc(5)");
    assert_int_equal(robot_quit(robot), 0);
}

/* The names of the bits in LINE of /proc/PID/status, by libcap's tool. */
static const char *decoded(long pid, const char *line)
{
    struct robot *capsh = shell(
        text("capsh --decode=$(sed -n 's/^%s:\\t//p' /proc/%ld/status) | "
             "sed 's/.*=//; s/cap_//g; s/,/ /g' | tr a-z A-Z", line, pid));

    return text("%.*s", (int) strcspn(capsh->out, "\n"), capsh->out);
}

static void sets_of_capabilities_have_the_names_of_capsh(void **state)
{
    (void) state;
    need_root();
    need_command("jq");
    need_command("capsh");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    long box = box_of(robot);
    assert_text("the row", value(box, "effective"), decoded(box, "CapEff"),
                "the bits are those of /proc/PID/status; see capabilities(7)");
    assert_text("the row", value(box, "bounding"), decoded(box, "CapBnd"),
                "and so for the bounding set");
    assert_int_equal(robot_quit(robot), 0);
}

/* A plain user's program with one capability; execve(2) sets the others so. */
static void each_set_of_capabilities_is_the_one_of_its_name(void **state)
{
    (void) state;
    need_root();
    need_command("jq");
    need_command("setpriv");
    struct robot *jq = script(
        "setpriv --reuid=65534 --clear-groups --bounding-set=-all,+chown,"
        "+kill,+setuid --inh-caps=-all,+chown,+kill --ambient-caps=-all,+chown "
        "sh -c 'echo $$; exec \"$LESSON\" --json $$' >/run/rows; "
        "sed 1d /run/rows | jq -r '.rows[] | select(.row | test(\"effective|"
        "permitted|bounding|inheritable|ambient|^uid$\")) | "
        "\"\\(.row) \\(.values[0]);\"'; rm /run/rows");

    assert_text("the rows", text_squeezed(jq->out),
                "uid 65534; effective 1: CHOWN; permitted 1: CHOWN; "
                "bounding 3: CHOWN KILL SETUID; inheritable 2: CHOWN KILL; "
                "ambient 1: CHOWN;",
                "see capabilities(7), Transformation during execve");
}

/*   group (64 MiB)  --  group below it, without a limit  --  a process       */
static void the_limit_of_a_group_above_counts(void **state)
{
    (void) state;
    need_root();
    need_command("jq");
    need_command("findmnt");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 4);
    struct robot *jq = script(text(
        "m=$(findmnt -nr -o TARGET -t cgroup -O memory | head -n 1)\n"
        "[ -n \"$m\" ] || m=$(findmnt -nr -o TARGET -t cgroup2 | head -n 1)\n"
        "d=$(find $m -type d -name 'loac-%ld-*' | head -n 1)/below\n"
        "mkdir $d || exit; sleep 60 & p=$!; echo $p >$d/cgroup.procs\n"
        "$LESSON --json $p | jq -r '.rows[] | select(.row == \"memory\") "
        "| .values[0]'\n"
        "kill $p; wait $p; until rmdir $d; do :; done", (long) robot->pid));
    assert_text("the row", jq->out, "67108864 bytes",
                "a limit holds for all groups below; see cgroups(7)");
    assert_int_equal(robot_quit(robot), 0);
}

static void one_kernel_answers_all(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);
    struct robot *cat = shell("cat /proc/sys/kernel/random/boot_id");

    robot_go_to(robot, 7);
    const char *boot = text("%.*s", (int) strcspn(cat->out, "\n"), cat->out);
    assert_said(robot, text("host: boot id in its own /proc: %s", boot),
                "the kernel made it up when it started; see random(4)");
    assert_said(robot, text("box: boot id in its own /proc: %s", boot),
                "the same kernel; see proc(5)");
    assert_shows(text("nsenter -t %ld -m cat /proc/sys/kernel/random/boot_id",
                      box_of(robot)), boot, "asked from inside; nsenter(1)");
    assert_int_equal(robot_quit(robot), 0);
}

/* A file that looks like the kernel's is not taken for its answer. */
static void a_forged_boot_id_is_not_believed(void **state)
{
    (void) state;
    need_private_host();
    need_command("jq");
    struct robot *jq = script(
        "mkfifo /run/go; unshare -m sh -c 'mount -n -t tmpfs none /mnt && "
        "echo forged >/mnt/id && "
        "mount -n --bind /mnt/id /proc/sys/kernel/random/boot_id && "
        "echo ready >/run/go && exec sleep 60' & p=$!\n"
        "read x </run/go; rm /run/go\n"
        "cat /proc/$p/root/proc/sys/kernel/random/boot_id\n"
        "$LESSON --json $p | jq -r '.rows[] | select(.row == \"boot id\") "
        "| .values[0]'; cat /proc/sys/kernel/random/boot_id; kill $p");
    const char *at = jq->out, *forged = text_line(&at), *told = text_line(&at);

    assert_string_equal(forged, "forged");
    assert_string_equal(told, text_line(&at));
}

/* ---- every way out ------------------------------------------------------ */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    leave_at_every_pause(lesson);
    kill_at_every_pause(lesson, 1);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(two_shells_differ_in_no_row),
        cmocka_unit_test(the_container_differs_where_lessons_did_something),
        cmocka_unit_test(the_rows_are_what_the_kernel_says),
        cmocka_unit_test(sets_of_capabilities_have_the_names_of_capsh),
        cmocka_unit_test(each_set_of_capabilities_is_the_one_of_its_name),
        cmocka_unit_test(the_limit_of_a_group_above_counts),
        cmocka_unit_test(one_kernel_answers_all),
        cmocka_unit_test(a_forged_boot_id_is_not_believed),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
