/* 05-terminal - --keep LIST -- CMD at a terminal

   The terminal and its keys are the command's, not the lesson's. */

#include "support/test.h"

#include <signal.h>

static const char lesson[] = "05-caps";

static struct robot *interactive(const char *script)
{
    struct robot *robot = robot_start(lesson, .args = { "--keep", "none", "--",
                                                        "sh", "-c", script });
    robot_prompt(robot, 1);
    return robot;
}

/* A command in a process group of its own would be stopped by SIGTTIN here. */
static void a_command_can_read_the_terminal(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = interactive("printf '[1 of 1] Enter '; read -r word;"
                                      " echo got $word; exit 5");

    robot_key(robot, "hello");
    assert_status(robot, 5, "the shell's own status");
    assert_text("the terminal", robot->out, "got hello",
                "it is in the foreground; see tcgetpgrp(3)");
}

static void ctrl_c_is_for_the_command(void **state)
{
    (void) state;
    need_root();
    struct robot *ends = interactive("printf '[1 of 1] Enter ';"
                                     " exec sleep 60");
    robot_type(ends, "\003");
    assert_status(ends, 130, "128 + SIGINT; see signal(7)");

    /* A shell in read(2) would miss what came just before; one that waits for a
       child looks when that has ended. */
    struct robot *catches = interactive("trap 'echo caught; exit 9' INT; printf"
                                        " '[1 of 1] Enter '; "
                                        "while :; do sleep 0.1; done");
    robot_type(catches, "\003");
    assert_status(catches, 9, "who catches SIGINT ends as he likes");
    assert_text("the terminal", catches->out, "caught", "see system(3)");
}

static void a_signal_to_the_lesson_ends_the_command(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGTERM, SIGHUP, SIGKILL };

    for (int i = 0; i < 3; i++) {
        struct robot *robot = interactive("printf '[1 of 1] Enter ';"
                                          " exec sleep 60");
        robot_signal(robot, signals[i]);
        assert_status(robot, signals[i] == SIGKILL ? -SIGKILL
                                                   : 128 + signals[i],
                      "and nothing of it is left; see prctl(2)");
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_can_read_the_terminal),
        cmocka_unit_test(ctrl_c_is_for_the_command),
        cmocka_unit_test(a_signal_to_the_lesson_ends_the_command),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
