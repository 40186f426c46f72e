/* 06-ends - every way out of lesson 6

   Boxes behind filters end with the lesson, however that ends. */

#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <signal.h>

static const char lesson[] = "06-seccomp";

#define STEPS 9

static void quitting_ends_well_at_every_pause(void **state)
{
    (void) state;
    for (int step = 1; step <= STEPS; step++) {
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        assert_int_equal(robot_quit(robot), 0);
        assert_no_text("the end", robot->out, "done:",
                       "q is no proof that all was shown");
    }
}

static void signals_end_it_well_at_every_pause(void **state)
{
    (void) state;
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

    for (int step = 1; step <= STEPS; step++) {
        int number = signals[step % 3];
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        robot_signal(robot, number);
        assert_status(robot, 128 + number, "128 + n, and all is undone");
    }
}

/* SIGKILL leaves no time to clean up: the box ends with its parent. */
static void a_killed_lesson_takes_its_box_along(void **state)
{
    (void) state;
    for (int step = 2; step <= STEPS; step++) {
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        robot_signal(robot, SIGKILL);
        assert_status(robot, -SIGKILL, "nothing could be done");
    }
}

static void two_at_once_do_not_meet(void **state)
{
    (void) state;
    struct robot *one = robot_start(lesson), *two = robot_start(lesson);

    robot_go_to(one, 3);
    robot_go_to(two, 3);
    assert_int_not_equal(robot_number(one, "grep Seccomp: /proc/"),
                         robot_number(two, "grep Seccomp: /proc/"));
    assert_int_equal(robot_walk(one), 0);
    assert_int_equal(robot_walk(two), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quitting_ends_well_at_every_pause),
        cmocka_unit_test(signals_end_it_well_at_every_pause),
        cmocka_unit_test(a_killed_lesson_takes_its_box_along),
        cmocka_unit_test(two_at_once_do_not_meet),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
