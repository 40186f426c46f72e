/* 06-ends - every way out of lesson 6

   Boxes behind filters end with the lesson, however that ends. */

#include "support/test.h"
#include "support/ways_out.h"

static const char lesson[] = "06-seccomp";

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    leave_at_every_pause(lesson);
}

/* SIGKILL leaves no time to clean up: the box ends with its parent. */
static void a_killed_lesson_takes_its_box_along(void **state)
{
    (void) state;
    kill_at_every_pause(lesson, 1);
}

static void two_at_once_do_not_meet(void **state)
{
    (void) state;
    struct two two = start_two(lesson, 3);

    assert_int_not_equal(robot_number(two.one, "grep Seccomp: /proc/"),
                         robot_number(two.other, "grep Seccomp: /proc/"));
    walk_two(two);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(a_killed_lesson_takes_its_box_along),
        cmocka_unit_test(two_at_once_do_not_meet),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
