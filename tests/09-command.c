/* 09-command - the tool of lesson 9: -- CMD, as root in a box */

#include "support/launch.h"
#include "support/outside.h"
#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <signal.h>

static const char lesson[] = "09-userns";

/* Runs the lesson with these arguments, no terminal, to its end. */
#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })

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

/* execvp(3) says EACCES of a directory that it could not look into; a name that
   is nowhere is not found all the same, as a shell says. */
static void a_name_that_is_nowhere_is_not_found(void **state)
{
    (void) state;
    need_private_host();
    need_user_namespaces();
    const char *path = text("PATH=/run/closed:%s", launch_search_path(false));

    assert_status(shell("mkdir -m 700 /run/closed"), 0, "a directory of root");
    struct robot *nosuch = robot_run(lesson, .env = { path },
        .args = { "--map=own", "--", "no-such-program" });
    assert_status(nosuch, 127, "127: not found; see execve(2)");
    assert_text("stderr", nosuch->err, "no such program in PATH", "and why");
    assert_status(robot_run(lesson, .env = { path },
                            .args = { "--map=own", "--", "true" }), 0,
                  "the rest of PATH is looked into");
    struct robot *empty = RUN("--map=own", "--", "");
    assert_status(empty, 127, "an empty name is no program; see execve(2)");
    assert_text("stderr", empty->err, "the command is empty", "and why");
    assert_status(shell("rmdir /run/closed"), 0, "as it was");
}

/* Ctrl-C goes to all of the group and comes once; kill(1) names one process. */
static void a_key_of_a_process_is_passed_on(void **state)
{
    (void) state;
    need_private_host();
    need_user_namespaces();
    static const char script[] =
        "trap 'echo INT >>/run/open/got' INT; trap 'exit 9' QUIT; " READY
        "while :; do sleep 0.1; done";

    assert_status(shell("mkdir -m 1777 /run/open"), 0, "for nobody's notes");
    struct robot *robot = robot_start(lesson,
                                      .args = { "--map=own", "--", "sh", "-c",
                                                script });

    robot_prompt(robot, 1);
    robot_signal(robot, SIGINT);
    becomes("cat /run/open/got", "INT", "it was sent to the lesson alone; see "
            "kill(2)");
    /* The lesson is stopped, so that one that it passed on would come later. */
    robot_signal(robot, SIGSTOP);
    robot_type(robot, "\003");
    becomes("cat /run/open/got", "INT\nINT", "this one is the terminal's; see "
            "credentials(7)");
    robot_signal(robot, SIGQUIT);
    robot_signal(robot, SIGCONT);
    assert_status(robot, 9, "SIGQUIT was passed on; see kill(2)");
    assert_shows("echo SIGINT $(grep -c INT /run/open/got) times; "
                 "rm -r /run/open", "SIGINT 2 times",
                 "the terminal's is not passed on as well; see sigaction(2)");
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
        struct robot *robot = robot_run(lesson,
            WITH_FAULT("setresuid:retval=0"),
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

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_root_in_a_box),
        cmocka_unit_test(the_status_is_the_commands_own),
        cmocka_unit_test(a_name_that_is_nowhere_is_not_found),
        cmocka_unit_test(a_key_of_a_process_is_passed_on),
        cmocka_unit_test(remapped_root_leaves_its_groups_behind),
        cmocka_unit_test(a_plain_user_cannot_remap),
        cmocka_unit_test(without_its_map_nothing_is_run),
        cmocka_unit_test(lesson_2_runs_in_a_box),
        cmocka_unit_test(lesson_3_runs_in_a_box),
        cmocka_unit_test(lesson_5_runs_in_a_box),
        cmocka_unit_test(it_runs_in_a_box_itself),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
