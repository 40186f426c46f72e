/* 12-no-such-thing - the second telling of lesson 12: claims, and their proof

   What the lesson says about a process is asked again from outside, with
   readlink(1), capsh(1) and the files of /proc and cgroups; jq(1) reads its
   JSON. */

#include "support/launch.h"
#include "support/test.h"

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

/* Lesson 2: views; 4: amounts; 5 and 6: permissions.  And nothing else. */
static void the_box_differs_where_lessons_2_to_6_did_something(void **state)
{
    (void) state;
    need_root();
    need_command("jq");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    assert_differing(first_shell(robot), box_of(robot),
                     "cgroup ipc mnt net pid uts mounts group memory cpu pids "
                     "effective permitted bounding no_new_privs seccomp "
                     "filters", "namespaces(7), cgroups(7), capabilities(7)");
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

/* ---- other programs ---------------------------------------------------- */

static void unshare_and_bubblewrap_differ_in_the_same_rows(void **state)
{
    (void) state;
    need_root();
    need_command("bwrap");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 6);
    assert_said(robot, "host: unshare: process", "it was started and found");
    assert_said(robot, "host: bwrap: process", "see bwrap(1)");
    assert_said(robot, "box: view: cgroup ipc mnt net pid uts mounts",
                "what unshare(1) was asked for");
    assert_said(robot, "effective permitted bounding no_new_privs",
                "bwrap(1): --cap-drop, and no_new_privs always");
    const char *children = text("ps -o args= --ppid %d", (int) robot->pid);
    assert_hides(children, "bwrap --unshare-all", "it is ended at once");
    assert_hides(children, "unshare --fork", "and so is this");
    assert_int_equal(robot_quit(robot), 0);
}

/* A machine where they fail: a program that ends with a message. */
static void a_program_that_fails_is_quoted(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .args = { "--only=5" },
        .wrapper = { "sh", "-c",
            ("d=$(mktemp -d) && "
             "printf '#!/bin/sh\\necho cannot do that; exit 1\\n' >$d/bwrap && "
             "chmod +x $d/bwrap && PATH=$d:$PATH \"$0\" \"$@\"; s=$?; "
             "rm -r $d; exit $s") });

    assert_status(robot, 0, "that others cannot is no failure of ours");
    assert_text("step 5", robot->out, "bwrap: cannot do that",
                "its own words are told");
}

/* ---- the tool ---------------------------------------------------------- */

static void equal_rows_are_one_line_unless_all_are_asked_for(void **state)
{
    (void) state;
    struct robot *folded = script("$LESSON $$ $$");
    struct robot *whole = script("$LESSON $$ $$ --all");

    assert_text("folded", folded->out, "kernel: same", "one kernel");
    assert_no_text("folded", folded->out, "oom_score_adj 0",
                   "equal rows are told by their names");
    assert_text("folded", folded->out, "cgroup ipc mnt net pid time user uts",
                "the eight namespaces; see namespaces(7)");
    assert_no_text("both", text("%s%s", folded->out, whole->out),
                   "-> different", "a process is like itself");
    assert_text("--all", whole->out, "oom_score_adj", "every row");
    assert_text("--all", whole->out, "RLIMIT_NOFILE", "every row");
}

static void what_differs_is_said_in_words(void **state)
{
    (void) state;
    struct robot *both = script(
        "prlimit --nofile=64 sleep 60 & p=$!\n"
        "until grep -q 'open files  *64 ' /proc/$p/limits; do :; done\n"
        "$LESSON $$ $p; kill $p");

    assert_text("two", both->out, "amount: different", "see getrlimit(2)");
    assert_text("two", both->out, " 64 ", "the second value beside the first");
    assert_text("two", both->out, "-> different: getrlimit(2)", "in words");
    assert_text("two", both->out, "view: same", "and nothing else differs");
}

/* A name is any 15 bytes: prctl(2), PR_SET_NAME. */
static void json_is_valid_whatever_the_bytes(void **state)
{
    (void) state;
    need_command("jq");
    struct robot *jq = script(
        "printf 'q\"\\\\\\n\\377\\033[1mx' >/proc/$$/comm; "
        "$LESSON --json $$ $$ | jq -c '[(.processes[0].name | explode), "
        "(.rows | length > 40), (.rows | all(.same)), .processes[1].pid]'; "
        "echo $$; $LESSON $$");
    const char *at = jq->out, *line = text_line(&at), *pid = text_line(&at);

    assert_string_equal(line,
                        text("[[113,34,92,10,65533,27,91,49,109,120],true,"
                             "true,%s]", pid));
    assert_text("for people", at, "(q\"\\\\x0a\\xff\\x1b[1mx)",
                "nothing of it commands the terminal");
}

/* The rule is that of ptrace(2): the same user, or CAP_SYS_PTRACE. */
static void a_plain_user_is_told_why_rows_are_missing(void **state)
{
    (void) state;
    need_root();
    struct robot *other = robot_run(lesson, .plain_user = true,
        .args = { text("%d", (int) getpid()) });

    assert_status(other, 0, "the rest of it is readable");
    assert_text("net", text_squeezed(other->out), "net unknown: EACCES: told "
                "to those who may trace it, ptrace(2)", "the reason");
    assert_text("seccomp", text_squeezed(other->out), "seccomp off",
                "/proc/PID/status is for all; see proc(5)");

    struct robot *own = robot_run(lesson, .plain_user = true,
        .wrapper = { "sh", "-c", "exec 3>&1; \"$0\" $$ | cat >&3" });
    assert_status(own, 0, "one's own processes are one's own");
    assert_no_text("own", own->out, "unknown", "nothing is hidden");
}

static void a_process_that_is_gone_is_reported(void **state)
{
    (void) state;
    struct robot *gone = script("sh -c : & p=$!; wait $p; $LESSON $p; "
                                "echo status $?");

    assert_text("stdout", gone->out, "status 1", "no process, no rows");
    assert_text("stderr", gone->err, "no process has that number", "why");

    struct robot *zombie = script(
        "sh -c 'sleep 0 & echo $!; exec sleep 60' >/dev/null & p=$!\n"
        "until z=$(ps -o pid=,stat= --ppid $p | awk '$2 ~ /Z/ { print $1 }') "
        "&& [ -n \"$z\" ]; do :; done\n"
        "$LESSON $$ $z; echo status $?; kill $p");
    assert_string_equal(zombie->out, "status 1\n");
    assert_text("stderr", zombie->err, "it has ended",
                "a zombie has no namespaces any more; see proc(5)");
}

/* strace holds the lesson back before its last rows; then the process ends. */
static void a_process_that_ends_while_it_is_read_is_not_half_shown(
    void **state)
{
    (void) state;
    need_command("strace");
    struct robot *half = script(
        "sleep 60 & t=$!\n"
        "strace -qq -o /dev/null -e trace=openat2 "
        "-e inject=openat2:delay_enter=3000000:when=1 "
        "env ASAN_OPTIONS=detect_leaks=0 $LESSON --json $t & s=$!\n"
        "until ls -l /proc/$(ps -o pid= --ppid $s | head -n 1 | tr -d ' ')/fd "
        "2>/dev/null | grep -q \"/proc/$t\\$\"; do :; done\n"
        "kill $t; wait $s; echo status $?");

    assert_string_equal(half->out, "status 1\n");
    assert_text("stderr", half->err, "it has ended", "it is said");
}

static void wrong_use_is_two_lines_and_status_2(void **state)
{
    (void) state;
    static const char *const wrong[][3] = {
        { "x", NULL, "'x': expected" }, { "0", NULL, "'0': expected" },
        { "-1", NULL, "unknown option" }, { "1x", NULL, "'1x': expected" },
        { "99999999999999999999", NULL, "expected" }, { "", NULL, "''" },
        { " 1", NULL, "' 1'" }, { "1", "y", "'y': expected" },
        { "--json", NULL, "need the number" },
        { "--all", NULL, "need the number" },
        { "--json=yes", "1", "takes no value" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct robot *robot = robot_run(lesson, .args = { wrong[i][0],
                                                          wrong[i][1] });
        /* Without root the story's own refusal comes first, or after. */
        assert_status(robot, 2, "wrong usage is 2");
        assert_text("stderr", robot->err, wrong[i][2], "what is wrong");
        assert_text("stderr", robot->err, "--help", "where to read on");
        assert_string_equal(robot->out, "");
    }
    struct robot *three = robot_run(lesson, .args = { "1", "1", "1" });
    assert_status(three, 2, "two are the most");
}

static void help_names_the_arguments(void **state)
{
    (void) state;
    struct robot *help = robot_run(lesson, .args = { "--help" });

    assert_text("--help", help->out, "12-no-such-thing [OPTION]... PID [PID]",
                "what it takes besides options");
    assert_text("--help", help->out, "With PID [PID]:", "and what that does");
    assert_no_text("--help", help->out, "COMMAND", "it runs none");
}

static void a_full_output_is_an_error_of_the_tool_too(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .args = { "--json", "1" },
                                    .out = STREAM_FULL);

    assert_status(robot, 1, "what nobody has got was not shown");
    assert_text("stderr", robot->err, "ENOSPC", "see write(2)");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(two_shells_differ_in_no_row),
        cmocka_unit_test(the_box_differs_where_lessons_2_to_6_did_something),
        cmocka_unit_test(the_rows_are_what_the_kernel_says),
        cmocka_unit_test(sets_of_capabilities_have_the_names_of_capsh),
        cmocka_unit_test(each_set_of_capabilities_is_the_one_of_its_name),
        cmocka_unit_test(the_limit_of_a_group_above_counts),
        cmocka_unit_test(one_kernel_answers_all),
        cmocka_unit_test(a_forged_boot_id_is_not_believed),
        cmocka_unit_test(unshare_and_bubblewrap_differ_in_the_same_rows),
        cmocka_unit_test(a_program_that_fails_is_quoted),
        cmocka_unit_test(equal_rows_are_one_line_unless_all_are_asked_for),
        cmocka_unit_test(what_differs_is_said_in_words),
        cmocka_unit_test(json_is_valid_whatever_the_bytes),
        cmocka_unit_test(a_plain_user_is_told_why_rows_are_missing),
        cmocka_unit_test(a_process_that_is_gone_is_reported),
        cmocka_unit_test(
            a_process_that_ends_while_it_is_read_is_not_half_shown),
        cmocka_unit_test(wrong_use_is_two_lines_and_status_2),
        cmocka_unit_test(help_names_the_arguments),
        cmocka_unit_test(a_full_output_is_an_error_of_the_tool_too),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
