/* 05-ends - every way out, and the story of a plain user */

#include "support/test.h"

#include "support/caps.h"
#include "support/launch.h"
#include "support/plain_user.h"
#include "support/ways_out.h"

static const char lesson[] = "05-caps";
static const char way[] = "-Ur"; /* without root: options of unshare(1) */

/* ---- every way out ----------------------------------------------------- */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    leave_at_every_pause(lesson);
}

/* Boxes and shells end with their parent, by PR_SET_PDEATHSIG or the end of
   their pipe, whatever rights they have by then. */
static void a_killed_run_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    kill_at_every_pause(lesson, 1);
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
    walk_two(start_two(lesson, 5));
}

static void thirty_runs_leave_nothing(void **state)
{
    (void) state;
    need_root();
    run_in_a_row(lesson, 30, "--pace=0");
}

static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    says_the_same_twice(lesson, LONG_NUMBERS);
}

/* ---- without root ------------------------------------------------------ */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    tell_the_way(lesson, way);
}

static void the_whole_show_without_root(void **state)
{
    (void) state;
    need_user_namespaces();
    show_without_root(lesson, .wrapper = { "unshare", way });
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
