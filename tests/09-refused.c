/* 09-refused - where lesson 9 cannot be told, and what it says there */

#include "support/outside.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <string.h>

static const char lesson[] = "09-userns";

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

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_check_says_what_is_true_here),
        cmocka_unit_test(a_limit_of_zero_is_named),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
