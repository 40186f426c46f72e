/* 03-without-root - lesson 3, and who may change which network

   A plain user is told the way; in a user namespace he has a network of his
   own, with two sides like the one of root. */

#include "support/test.h"

#include <string.h>

static const char lesson[] = "03-veth-pair";

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .plain_user = true);

    assert_status(robot, 77, "77: not on this machine, or not as this user");
    assert_text("stderr", robot->err, "CAP_SYS_ADMIN",
                "the cause is named; see capabilities(7)");
    assert_text("stderr", robot->err, "sudo build/03-veth-pair",
                "the cure is named");
}

static bool plain_users_have_namespaces(void)
{
    struct robot *robot = robot_run("00-your-machine", .plain_user = true,
                                    .args = { "--only=2" });

    return strstr(robot->out, "may make and use a user namespace") != NULL;
}

/* Host and box both belong to a user namespace of the plain user. */
static void the_whole_show_without_root(void **state)
{
    (void) state;
    if (!plain_users_have_namespaces())
        skip_because("plain users have no user namespaces here");
    struct robot *robot = robot_start(lesson, .plain_user = true,
                                      .wrapper = { "unshare", "-Urn" });

    assert_int_equal(robot_walk(robot), 0);
    assert_no_text("the show", robot->out, "$ sudo",
                   "without root no line asks for it");
}

/* Root of a user namespace, in a network that is not of it. */
static void a_network_of_others_is_not_changed(void **state)
{
    (void) state;
    if (!plain_users_have_namespaces())
        skip_because("plain users have no user namespaces here");
    struct robot *robot = robot_run(lesson, .plain_user = true,
                                    .wrapper = { "unshare", "-Ur" });

    assert_status(robot, 77, "power ends where another owner begins; see "
                             "user_namespaces(7)");
    assert_text("stderr", robot->err, "unshare -Urn", "the cure is named");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(the_whole_show_without_root),
        cmocka_unit_test(a_network_of_others_is_not_changed),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
