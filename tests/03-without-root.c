/* 03-without-root - lesson 3, and who may change which network

   A plain user is told the way; in a user namespace he has a network of his
   own, with two sides like the one of root. */

#include "support/plain_user.h"
#include "support/test.h"

static const char lesson[] = "03-veth-pair";
static const char way[] = "-Urn"; /* without root: options of unshare(1) */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    tell_the_way(lesson, way);
}

/* Host and box both belong to a user namespace of the plain user. */
static void the_whole_show_without_root(void **state)
{
    (void) state;
    need_user_namespaces();
    show_without_root(lesson, .wrapper = { "unshare", way });
}

/* Root of a user namespace, in a network that is not of it. */
static void a_network_of_others_is_not_changed(void **state)
{
    (void) state;
    need_user_namespaces();
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
