/* 05-ends - every way out, and the story of a plain user */

#include "support/test.h"

#include "support/caps.h"
#include "support/launch.h"

#include <signal.h>
#include <string.h>

static const char lesson[] = "05-caps";

/* ---- every way out ----------------------------------------------------- */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

    for (int step = 2; step <= 7; step++) {
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        if (step % 4 == 0) {
            assert_int_equal(robot_quit(robot), 0);
            continue;
        }
        int number = signals[step % 3];
        robot_signal(robot, number);
        assert_status(robot, 128 + number,
                      "a signal is passed on as 128+n; see signal(7)");
    }
}

/* Boxes and shells end with their parent, by PR_SET_PDEATHSIG or the end of
   their pipe, whatever rights they have by then. */
static void a_killed_run_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    for (int step = 3; step <= 8; step++) {
        struct robot *robot = robot_start(lesson);
        robot_go_to(robot, step == 8 ? ROBOT_END : step);
        robot_signal(robot, SIGKILL);
        assert_status(robot, -SIGKILL, "nobody survives SIGKILL");
    }
}

/* Without CAP_KILL root may not kill a process of another user, kill(2): it is
   let go, and ends by itself. */
static void root_without_kill_leaves_nothing_either(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    struct robot *robot = shell(text("setpriv --bounding-set -kill %s "
                                     "--pace=0", launch_path(lesson, false)));

    assert_status(robot, 0, "the story ends well");
    assert_text("stdout", robot->out, "the process of nobody\nknown as",
                "it was cleaned up; see pipe(7)");
}

static void two_at_once_both_succeed(void **state)
{
    (void) state;
    need_root();
    struct robot *one = robot_start(lesson), *other = robot_start(lesson);

    robot_go_to(one, 5);
    robot_go_to(other, 5);
    assert_int_equal(robot_walk(one), 0);
    assert_int_equal(robot_walk(other), 0);
}

static void thirty_runs_leave_nothing(void **state)
{
    (void) state;
    need_root();
    for (int i = 0; i < 30; i++)
        assert_status(robot_run(lesson, .args = { "--pace=0" }), 0,
                      "each run stands alone");
}

static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    const char *run = text("%s --pace=0 | sed 's/[0-9][0-9][0-9]*/N/g'",
                           launch_path(lesson, false));
    struct robot *first = shell(run), *second = shell(run);

    assert_string_equal(first->out, second->out);
}

/* ---- without root ------------------------------------------------------ */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .plain_user = true);

    assert_status(robot, 77, "77: not on this machine, or not as this user");
    assert_text("stderr", robot->err, "CAP_SYS_ADMIN",
                "the cause is named; see capabilities(7)");
    assert_text("stderr", robot->err, "sudo build/05-caps",
                "the cure is named");
}

static void need_user_namespaces(void)
{
    struct robot *robot = robot_run("00-your-machine", .plain_user = true,
                                    .args = { "--only=2" });

    if (!strstr(robot->out, "may make and use a user namespace"))
        skip_because("plain users have no user namespaces here");
}

static void the_whole_show_without_root(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .plain_user = true,
                                      .wrapper = { "unshare", "-Ur" });

    assert_int_equal(robot_walk(robot), 0);
    assert_no_text("the show", robot->out, "$ sudo",
                   "without root no line asks for it");
}

/* Root of a user namespace with one user has every capability, and still four
   of the deeds are not to be had: the kernel asks for MKNOD in the first user
   namespace, and the others need somebody else. */
static void a_user_namespace_has_four_rows_less(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .plain_user = true,
                                      .wrapper = { "unshare", "-Ur" });

    robot_go_to(robot, 3);
    for (int i = 0; caps_deeds[i]; i++) {
        const char *expected = i == 5 ? "not here: not real root"
            : i >= 6 && i <= 8 ? "not here: no other user" : "allowed";
        assert_row(robot, caps_deeds[i], expected, "see user_namespaces(7)");
    }
    robot_go_to(robot, 4);
    assert_row(robot, caps_deeds[0], "allowed allowed", "it was kept");
    assert_row(robot, caps_deeds[1], "allowed EPERM", "see user_namespaces(7)");
    assert_row(robot, caps_deeds[5], "not here: not real root", "as before");
    assert_int_equal(robot_quit(robot), 0);

    struct robot *mknod = robot_run("/bin/sh", .plain_user = true,
        .wrapper = { "unshare", "-Urm" },
        .args = { "-c", "mount -t tmpfs none /tmp; mknod /tmp/x c 1 3; "
                        "touch /tmp/y; chown 65534 /tmp/y" });
    assert_text("mknod and chown there", mknod->err, "Operation not permitted",
                "mknod(1) is told the same; see user_namespaces(7)");
    assert_text("mknod and chown there", mknod->err, "Invalid argument",
                "chown(1) is told the same; see user_namespaces(7)");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(a_killed_run_leaves_nothing),
        cmocka_unit_test(root_without_kill_leaves_nothing_either),
        cmocka_unit_test(two_at_once_both_succeed),
        cmocka_unit_test(thirty_runs_leave_nothing),
        cmocka_unit_test(two_runs_say_the_same),
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(the_whole_show_without_root),
        cmocka_unit_test(a_user_namespace_has_four_rows_less),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
