/* 09-userns - the second telling of lesson 9: claims, and their proof

   Root's tests see the lesson become nobody; the kernel is asked from outside:
   /proc/PID/uid_map and status, stat(1), and the same deeds by unshare(1). */

#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "09-userns";

/* Runs the lesson with these arguments, no terminal, to its end. */
#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })

/* The user that the lesson is told by: nobody, or the user of the tests. */
static long user(void)
{
    return geteuid() == 0 ? 65534 : (long) geteuid();
}

/* ---- where it can be told ---------------------------------------------- */

static bool plain_users_have_namespaces(void)
{
    struct robot *robot = robot_run("00-your-machine", .plain_user = true,
                                    .args = { "--only=2" });

    return strstr(robot->out, "may make and use a user namespace") != NULL;
}

static void need_user_namespaces(void)
{
    if (!plain_users_have_namespaces())
        skip_because("plain users have no user namespaces here");
}

/* On every machine one of the two is true: a protection may let unshare(2)
   through and refuse the step after it, so true(1) alone is no witness. */
static void the_check_says_what_is_true_here(void **state)
{
    (void) state;
    struct robot *check = robot_run(lesson, .plain_user = true,
                                    .args = { "--check" });
    struct robot *witness = robot_run("/bin/sh", .plain_user = true,
        .args = { "-c", "unshare -Urm mount -t tmpfs none /tmp" });

    if (witness->status == 0) {
        assert_status(check, 0, "unshare(1) can, so it can be shown");
        assert_text("stdout", check->out, "runs", "--check says so");
        return;
    }
    struct robot *story = robot_run(lesson, .plain_user = true);
    assert_status(check, 77, "unshare(1) cannot, so it cannot be shown");
    assert_text("stdout", check->out, "cannot run: ", "--check says why");
    assert_status(story, 77, "77: this machine cannot run it");
    assert_text("stderr", story->err, "cause:", "the cause is named");
    assert_text("stderr", story->err, "cure:", "and a way");
    assert_no_text("stderr", story->err, "sysctl -w kernel",
                   "a protection is never to be switched off");
}

/* The limits of a user namespace of the test's own, set to 0 by its root. */
static void a_limit_of_zero_is_named(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_run(lesson, .plain_user = true, .wrapper = {
        "unshare", "-Ur", "sh", "-c",
        "echo 0 > /proc/sys/user/max_user_namespaces; exec \"$0\" \"$@\"" });

    assert_status(robot, 77, "this machine cannot run it");
    assert_text("stderr", robot->err, "max_user_namespaces is 0",
                "the limit is named; see namespaces(7)");
}

/* ---- the story --------------------------------------------------------- */

static void the_whole_show(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
    assert_no_text("the show", robot->out, "$ sudo", "no line asks for root");
}

static void a_plain_user_sees_the_same(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .plain_user = true);

    assert_int_equal(robot_walk(robot), 0);
    assert_no_text("the show", robot->out, "$ sudo", "no line asks for root");
}

/*   inside: 65534 (nobody yet) -> 0        outside: 65534, all the time      */
static void root_inside_is_nobody_outside(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 2);
    assert_said(robot, "in a new user namespace: uid 65534",
                "nobody has a number yet; see user_namespaces(7)");
    assert_said(robot, "becomes root: uid 0, gid 0", "the map says so");
    long box = robot_number(robot, "nsenter -t");
    assert_shows(text("grep Uid: /proc/%ld/status", box),
                 text("%ld\t%ld\t%ld\t%ld", user(), user(), user(), user()),
                 "outside it is who it was; see user_namespaces(7)");
    assert_shows(text("awk '{ print $1, $2, $3 }' /proc/%ld/uid_map", box),
                 text("0 %ld 1\n", user()), "one line, one id");
    assert_shows(text("cat /proc/%ld/setgroups", box), "deny",
                 "no group may be dropped; see user_namespaces(7)");
    assert_shows(text("sed -n 's/^CapEff:.//p' /proc/%ld/status", box),
                 "1ffffffff", "and it has all capabilities, in there");
    assert_shows(text("grep CapEff /proc/%ld/status", (long) robot->pid),
                 "0000000000000000", "who tells the story has none");
    assert_int_equal(robot_quit(robot), 0);
}

/* A root who calls the lesson must not be left over anywhere. */
static void root_gives_all_of_itself_up(void **state)
{
    (void) state;
    need_root();
    need_user_namespaces();
    need_command("setpriv");
    struct robot *robot = robot_start(lesson,
        .wrapper = { "setpriv", "--groups", "4,5" },
        .env = { "SUDO_UID=1234", "SUDO_GID=77" });

    robot_prompt(robot, 1);
    const char *status = text("cat /proc/%ld/status", (long) robot->pid);
    assert_shows(status, "Uid:\t1234\t1234\t1234\t1234",
                 "it becomes the user who called sudo; see setresuid(2)");
    assert_shows(status, "Gid:\t77\t77\t77\t77", "with the group");
    assert_shows(text("%s | sed -n 's/^Groups:[\t ]*$/has none/p'", status),
                 "has none", "and no other; see setgroups(2)");
    assert_shows(status, "CapPrm:\t0000000000000000", "no power is kept");
    assert_int_equal(robot_quit(robot), 0);
}

/* What a row of a table says. */
static void assert_row_at(struct where where, struct robot *robot,
                          const char *deed, const char *answer, const char *why)
{
    const char *said = robot_said(robot), *line;

    while ((line = text_line(&said))) {
        const char *words = text_labelled(line, "box");
        if (!words || strncmp(words, deed, strlen(deed)) != 0)
            continue;
        words = text_squeezed(words);
        const char *last = strrchr(words, ' ');
        if (last && strcmp(last + 1, answer) == 0)
            return;
        fail_saying(where, "  %s: %s\n  expected: %s\n  seen:     %s\n", deed,
                    why, answer, words);
    }
    fail_saying(where, "  there is no row '%s'\n", deed);
}

#define assert_row(robot, deed, answer, why) \
    assert_row_at(HERE, robot, deed, answer, why)

static void that_root_may_do_what_concerns_the_box(void **state)
{
    (void) state;
    need_user_namespaces();
    const char *name = shell("hostname")->out;
    struct robot *robot = robot_start(lesson);
    static const char *const mine[] = {
        "bring a link up", "open a raw socket", "bind port 80",
        "change the host name", "mount a file system", NULL
    };

    robot_go_to(robot, 3);
    for (int i = 0; mine[i]; i++)
        assert_row(robot, mine[i], "allowed",
                   "the box's own namespaces belong to it; see "
                   "user_namespaces(7)");
    assert_row(robot, "make a device file", "EPERM",
               "CAP_MKNOD counts in the first user namespace only");
    assert_row(robot, "give a file to nobody", "EINVAL",
               "there is one user in the box; see user_namespaces(7)");
    long box = robot_number(robot, "nsenter -t");
    assert_shows("hostname", name, "the host keeps its name");
    assert_shows(text("nsenter -t %ld -U --preserve-credentials -u hostname",
                      box), "changed",
                 "the box has its own, and its user can look");
    assert_int_equal(robot_quit(robot), 0);
}

/*   made inside by uid 0  =  outside the user's      root's / = nobody's     */
static void a_file_made_inside_is_the_users(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 4);
    assert_said(robot, "/tmp/made-inside belongs to uid 0", "seen inside");
    assert_said(robot, text("/root/tmp/made-inside belongs to uid %ld", user()),
                "seen from outside; see user_namespaces(7)");
    assert_said(robot, "/ belongs to uid 65534",
                "root of the machine has no number in the box");
    long box = robot_number(robot, "nsenter -t");
    assert_shows(text("stat -c %%u /proc/%ld/root/tmp/made-inside", box),
                 text("%ld\n", user()), "the number outside is on the file");
    assert_shows(text("nsenter -t %ld -U -m --preserve-credentials stat -c %%u "
                      "/tmp/made-inside", box), "0\n",
                 "who is inside reads it through the map");
    assert_int_equal(robot_quit(robot), 0);
}

/* The number of capabilities is the same; it matters where they are. */
static void what_is_the_hosts_stays_the_hosts(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson);
    static const char *const hosts[] = {
        "change its host name", "bring its lo up", "mount over its /tmp",
        "set its clock", NULL
    };

    robot_go_to(robot, 5);
    for (int i = 0; hosts[i]; i++)
        assert_row(robot, hosts[i], "EPERM",
                   "the owner is another user namespace; see capabilities(7)");
    assert_row(robot, "read its /etc/shadow", "EACCES",
               "root's files are of a uid that is not mapped");
    assert_said(robot, "host: its host name is owned by the host's user "
                       "namespace", "ioctl_ns(2) tells");
    assert_said(robot, "box: its host name is owned by the box's user "
                       "namespace", "ioctl_ns(2) tells");
    assert_said(robot, "with 0 capabilities, enters the first box",
                "a plain user's process has none, outside");
    assert_shows(text("grep CapEff /proc/%ld/status",
                      robot_number(robot, "my child ")), "1ffffffff",
                 "the owner of a user namespace has all in it; see "
                 "user_namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* The second witness: a shell of the same user that writes the files of a
   process of unshare(1). */
static struct robot *write_maps(const char *commands)
{
    return robot_run("/bin/sh", .plain_user = true, .args = { "-c",
        text("unshare -U sleep 60 & p=$!; "
             "while test $(readlink /proc/$p/ns/user) = "
             "$(readlink /proc/self/ns/user); do sleep 0.01; done; "
             "cd /proc/$p; %s; kill $p; wait $p", commands) });
}

static void setgroups_comes_before_gid_map(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .plain_user = true);

    robot_go_to(robot, 6);
    assert_said(robot, "gid_map: refused, EPERM: setgroups is not denied yet",
                "the cause is probed; see user_namespaces(7)");
    assert_said(robot, "setgroups: deny. gid_map: written", "the right order");
    assert_said(robot, "gid_map again: refused, EPERM: a map is written once",
                "the cause is probed; see user_namespaces(7)");
    assert_said(robot, "to drop its groups: EPERM", "that was the price");
    assert_int_equal(robot_quit(robot), 0);

    struct robot *early = write_maps("echo 0 $(id -g) 1 > gid_map || "
                                     "echo refused");
    assert_text("a shell, gid_map first", early->out, "refused",
                "see user_namespaces(7), setgroups");
    struct robot *late = write_maps("echo deny > setgroups && "
                                    "echo 0 $(id -g) 1 > gid_map && echo did");
    assert_text("a shell, setgroups first", late->out, "did",
                "see user_namespaces(7), setgroups");
}

/* ---- a range ----------------------------------------------------------- */

/* Root's: the files of subuid(5) as TEXT has them, in mounts of the lesson's
   own; then exec "$0" "$@". */
static const char *with_subids(const char *lines)
{
    return text("printf '%s' > /run/subid && "
                "mount -n --bind /run/subid /etc/subuid && "
                "mount -n --bind /run/subid /etc/subgid && rm /run/subid && "
                "exec \"$0\" \"$@\"", lines);
}

static void need_subids(void)
{
    need_root();
    need_private_host();
    need_user_namespaces();
    if (shell("test -f /etc/subuid && test -f /etc/subgid")->status != 0)
        skip_because("there is no /etc/subuid to put another over");
}

#define WITH_SUBIDS(lines) \
    .wrapper = { "unshare", "-m", "sh", "-c", with_subids(lines) }

static void need_newuidmap(void)
{
    need_command("newuidmap");
    need_command("newgidmap");
}

/*   inside:   0      1 ...  65535
     outside:  65534  300000 ...  365534     by newuidmap(1) and subuid(5)    */
static void a_range_brings_other_users(void **state)
{
    (void) state;
    need_subids();
    need_newuidmap();
    struct robot *robot = robot_start(lesson,
                                      WITH_SUBIDS("nobody:300000:65536\\n"));

    robot_go_to(robot, 7);
    long box = robot_number(robot, "stat -c %u /proc/");
    assert_said(robot, "uid_map: 0 65534 1, 1 300000 65535",
                "two lines, read back; see user_namespaces(7)");
    assert_said(robot, "to uid 1; it belongs to uid 1", "seen inside");
    assert_said(robot, "belongs to uid 300000", "seen from outside");
    assert_shows(text("stat -c %%u /proc/%ld/root/tmp/made-inside", box),
                 "300000\n", "the number outside is on the file");
    assert_shows(text("cat /proc/%ld/setgroups", box), "allow",
                 "root gave these groups away; see newgidmap(1)");
    assert_int_equal(robot_quit(robot), 0);

    struct robot *id = robot_run(lesson, WITH_SUBIDS("65534:300000:65536\\n"),
        .args = { "--", "awk", "{ print $1, $2, $3 }", "/proc/self/uid_map" });
    assert_status(id, 0, "a line may have the number, too; see subuid(5)");
    assert_string_equal(id->out, "0 65534 1\n1 300000 65535\n");
}

static void without_a_range_the_story_says_how_to_get_one(void **state)
{
    (void) state;
    need_subids();
    struct robot *robot = robot_start(lesson, WITH_SUBIDS("bob:300000:65536"));

    robot_go_to(robot, 7);
    assert_said(robot, "no range for this user", "bob is another");
    assert_said(robot, "usermod --add-subuids", "the cure is named");
    assert_int_equal(robot_quit(robot), 0);

    struct robot *id = robot_run(lesson, WITH_SUBIDS("bob:300000:65536"),
        .args = { "--map=range", "--", "id", "-u" });
    assert_status(id, 125, "what was asked for cannot be had");
    struct robot *own = robot_run(lesson, WITH_SUBIDS("bob:300000:65536"),
        .args = { "--", "id", "-u" });
    assert_status(own, 0, "one's own id always can");
}

static void a_missing_newuidmap_is_named(void **state)
{
    (void) state;
    need_subids();
    struct robot *robot = robot_run(lesson,
        .wrapper = { "unshare", "-m", "sh", "-c",
                     with_subids("nobody:300000:65536"), "/usr/bin/env",
                     "PATH=/run" },
        .args = { "--map=range", "--", "/bin/true" });

    assert_status(robot, 125, "what was asked for cannot be had");
    assert_text("stderr", robot->err, "newuidmap, newgidmap: not in PATH",
                "the programs are named; see newuidmap(1)");
}

/* ---- -- CMD ------------------------------------------------------------ */

static void a_command_is_root_in_a_box(void **state)
{
    (void) state;
    need_user_namespaces();
    const char *name = shell("hostname")->out;
    const char *deeds = "id -u; id -g; hostname box && hostname; ip -br link; "
                        "wc -l /etc/shadow";
    struct robot *robot = RUN("--map=own", "--", "sh", "-c", deeds);

    assert_text("stdout", robot->out, "0\n0\nbox\n", "uid, gid, own host name");
    assert_text("stdout", robot->out, "lo ", "and a network with nothing else");
    assert_text("stderr", robot->err, "Permission denied",
                "the host's secrets stay secret; see user_namespaces(7)");
    assert_shows("hostname", name, "the host keeps its name");
}

static void the_status_is_the_commands_own(void **state)
{
    (void) state;
    need_user_namespaces();
    assert_status(RUN("--", "true"), 0, "0 is 0");
    assert_status(RUN("--", "sh", "-c", "exit 7"), 7, "and 7 is 7");
    assert_status(RUN("--", "sh", "-c", "kill -KILL $$"), 137,
                  "128 + 9: killed by signal 9; see wait(2)");
    assert_status(RUN("--", "/no/such/program"), 127, "127: not found");
    assert_status(RUN("--", "/etc/passwd"), 126, "126: cannot be executed");
    assert_status(RUN("--map=all", "--", "true"), 2, "2: usage");
    assert_status(RUN("--map=own"), 2, "2: usage");
}

/*   inside 0 ... 65535  =  outside 2130706432 ...: no user of this machine   */
static void root_can_be_mapped_to_nobody(void **state)
{
    (void) state;
    need_subids();
    shell("mkdir -m 1777 /run/open");
    const char *deeds = "awk '{ print $1, $2, $3 }' /proc/self/uid_map "
                        "/proc/self/gid_map; id -u; id -G; "
                        "touch /run/open/file; chown 1000 /run/open/file && "
                        "cat /etc/shadow";
    struct robot *robot = robot_run(lesson, WITH_SUBIDS("bob:300000:65536\\n"),
        .args = { "--map=remap", "--", "sh", "-c", deeds });
    struct robot *owner = shell("stat -c %u:%g /run/open/file; "
                                "rm -r /run/open");

    assert_text("stdout", robot->out, "0 2130706432 65536\n"
                "0 2130706432 65536\n0\n0\n",
                "ids that no user has; see user_namespaces(7)");
    assert_text("stderr", robot->err, "Permission denied",
                "root of the machine it is not");
    assert_text("seen from outside", owner->out, "2130707432:2130706432\n",
                "1000 inside is 1000 further outside");
}

static void root_remaps_to_its_own_range_where_it_has_one(void **state)
{
    (void) state;
    need_subids();
    struct robot *robot = robot_run(lesson, WITH_SUBIDS("root:400000:65536\\n"),
        .args = { "--map=remap", "--", "awk", "{ print $1, $2, $3 }",
                  "/proc/self/uid_map" });
    assert_string_equal(robot->out, "0 400000 65536\n");
    robot = robot_run(lesson, WITH_SUBIDS("root:400000:1000\\n"),
        .args = { "--map=remap", "--", "awk", "{ print $1, $2, $3 }",
                  "/proc/self/uid_map" });
    assert_string_equal(robot->out, "0 2130706432 65536\n");
}

/* What root belongs to is no more than a number, and opens doors. */
static void remapped_root_leaves_its_groups_behind(void **state)
{
    (void) state;
    need_root();
    need_user_namespaces();
    need_command("setpriv");
    struct robot *robot = robot_run(lesson,
        .wrapper = { "setpriv", "--groups", "4,5" },
        .args = { "--map=remap", "--", "sed", "-n", "s/^Groups:[\t ]*/has:/p",
                  "/proc/self/status" });

    assert_string_equal(robot->out, "has:\n"); /* setgroups(2) was called */
}

static void a_plain_user_cannot_remap(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_run(lesson, .plain_user = true,
                                    .args = { "--map=remap", "--", "true" });

    assert_status(robot, 125, "125: our own error");
    assert_text("stderr", robot->err, "CAP_SETUID",
                "the cause is named; see user_namespaces(7)");
}

/* Which is refused, is not run: the last word is the kernel's. */
static void without_its_map_nothing_is_run(void **state)
{
    (void) state;
    need_root();
    need_user_namespaces();
    need_command("strace");
    static const char *const maps[] = { "--map=own", "--map=remap" };

    for (int i = 0; i < 2; i++) {
        struct robot *robot = robot_run(lesson, .wrapper = { "strace", "-f",
            "-o", "/dev/null", "-e", "inject=setresuid:retval=0" },
            .args = { maps[i], "--", "echo", "it ran" });
        assert_status(robot, 125, "a kernel that says yes and does nothing");
        assert_no_text("stdout", robot->out, "it ran", "it is read back");
    }
}

/* ---- the lessons before ------------------------------------------------- */

static void walk_in_a_box(const char *name)
{
    need_user_namespaces();
    struct robot *robot = robot_start(name, .plain_user = true,
        .wrapper = { launch_path(lesson, true), "--" });

    assert_int_equal(robot_walk(robot), 0);
    assert_no_text("the show", robot->out, "$ sudo",
                   "without root no line asks for it");
}

static void lesson_2_runs_in_a_box(void **state)
{
    (void) state;
    walk_in_a_box("02-unshare");
}

static void lesson_3_runs_in_a_box(void **state)
{
    (void) state;
    walk_in_a_box("03-veth-pair");
}

static void lesson_5_runs_in_a_box(void **state)
{
    (void) state;
    walk_in_a_box("05-caps");
}

/* Root of a user namespace is a plain user for the one below, almost. */
static void it_runs_in_a_box_itself(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_run(lesson, .plain_user = true,
                                    .wrapper = { "unshare", "-Ur" });

    assert_status(robot, 0, "user namespaces can be nested, 32 deep");
    assert_text("step 5", robot->out, "CAP_SETGID makes the order free",
                "what is different is said; see user_namespaces(7)");
    assert_text("step 4", robot->out, "a user namespace above ours",
                "who owns the host's name is not told; see ioctl_ns(2)");
}

static void it_runs_on_the_real_host(void **state)
{
    (void) state;
    need_root();
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .real_host = true);

    assert_int_equal(robot_walk(robot), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_check_says_what_is_true_here),
        cmocka_unit_test(a_limit_of_zero_is_named),
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(a_plain_user_sees_the_same),
        cmocka_unit_test(root_inside_is_nobody_outside),
        cmocka_unit_test(root_gives_all_of_itself_up),
        cmocka_unit_test(that_root_may_do_what_concerns_the_box),
        cmocka_unit_test(a_file_made_inside_is_the_users),
        cmocka_unit_test(what_is_the_hosts_stays_the_hosts),
        cmocka_unit_test(setgroups_comes_before_gid_map),
        cmocka_unit_test(a_range_brings_other_users),
        cmocka_unit_test(without_a_range_the_story_says_how_to_get_one),
        cmocka_unit_test(a_missing_newuidmap_is_named),
        cmocka_unit_test(a_command_is_root_in_a_box),
        cmocka_unit_test(the_status_is_the_commands_own),
        cmocka_unit_test(root_can_be_mapped_to_nobody),
        cmocka_unit_test(root_remaps_to_its_own_range_where_it_has_one),
        cmocka_unit_test(remapped_root_leaves_its_groups_behind),
        cmocka_unit_test(a_plain_user_cannot_remap),
        cmocka_unit_test(without_its_map_nothing_is_run),
        cmocka_unit_test(lesson_2_runs_in_a_box),
        cmocka_unit_test(lesson_3_runs_in_a_box),
        cmocka_unit_test(lesson_5_runs_in_a_box),
        cmocka_unit_test(it_runs_in_a_box_itself),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
