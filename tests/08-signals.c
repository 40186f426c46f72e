/* 08-signals - the tool of lesson 8: who gets which signal

   From the keys of a terminal, from another process to process 1 or to the
   lesson itself, and by the end of one of them. */

#include "support/outside.h"
#include "support/pid_one.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <signal.h>

static const char lesson[] = "08-pid-one";

/* ---- keys --------------------------------------------------------------- */

static void ctrl_c_works_below_init(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = interactive(INIT, READY "exec sleep 60");

    robot_type(robot, "\003");
    assert_status(robot, 130, "128 + SIGINT; see signal(7)");
}

/* The very same command. */
static void ctrl_c_does_nothing_to_process_1(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = interactive(NO_INIT, READY "exec sleep 60");
    long one = process_1(robot);

    becomes(text("ps -o comm= -p %ld", one), "sleep", "after execve");
    robot_type(robot, "\003");
    assert_status(shell(text("kill -INT %ld && kill -TERM %ld", one, one)), 0,
                  "they are sent");
    assert_int_equal(state_of(one), 'S');
    assert_status(shell(text("kill -KILL %ld", one)), 0, "from outside");
    assert_status(robot, 137, "SIGINT and SIGTERM were dropped, SIGKILL from "
                  "outside was not; see pid_namespaces(7)");
}

/* With a handler, it is taken.  A shell that waits for a child looks at what has
   come when the child has ended; in read(2) it would miss what came just
   before. */
static void process_1_may_ask_for_a_signal(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = interactive(NO_INIT, "trap 'exit 9' INT; " READY
                                      "while :; do sleep 0.1; done");

    robot_type(robot, "\003");
    assert_status(robot, 9, "the shell has a handler; see pid_namespaces(7)");
}

/* A shell that writes down what it gets. */
#define NOTES "/run/got"
#define TAKES_NOTES \
    "for s in HUP INT QUIT TERM USR1 USR2 CONT TSTP WINCH; do " \
    "trap \"echo $s >>" NOTES "\" $s; done; " READY \
    "while :; do sleep 0.1; done"

static void end_of_notes(struct robot *robot)
{
    assert_status(shell(text("rm " NOTES "; kill -KILL %ld",
                             process_1(robot))), 0, "the end");
    assert_status(robot, 137, "128 + SIGKILL");
}

static void init_passes_signals_on(void **state)
{
    (void) state;
    need_private_host();
    static const char *const names[] = { "HUP", "INT", "QUIT", "TERM", "USR1",
                                         "USR2", "CONT", "TSTP", "WINCH" };
    struct robot *robot = interactive(INIT, TAKES_NOTES);

    for (int i = 0; i < 9; i++) {
        assert_status(shell(text("kill -%s %ld", names[i], process_1(robot))),
                      0, "it is sent to process 1");
        becomes("cat " NOTES, names[i], "init passes it on; see kill(2)");
    }
    end_of_notes(robot);
}

/* The terminal sends SIGINT to all of the group; were init in it, it would pass
   a second one on.  It is stopped meanwhile, so that the two were not one; then
   it takes what waits for it, lower numbers first. */
static void ctrl_c_comes_once(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = interactive(INIT, TAKES_NOTES);

    assert_status(shell(text("kill -STOP %ld", process_1(robot))), 0, "stop");
    robot_type(robot, "\003");
    becomes("cat " NOTES, "INT", "from the terminal; see credentials(7)");
    assert_status(shell(text("kill -CONT %ld", process_1(robot))), 0, "go on");
    becomes("cat " NOTES, "CONT", "init passes it on; see kill(2)");
    assert_shows("echo SIGINT $(grep -c INT " NOTES ") times", "SIGINT 1 times",
                 "init is in a group of its own; see credentials(7)");
    end_of_notes(robot);
}

/* Ctrl-Z stops the command and us, and the shell goes on; fg is SIGCONT. */
static void ctrl_z_stops_the_job(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = interactive(INIT, READY "exec sleep 60");
    long one = process_1(robot), payload = child_of(one);
    const char *payload_state = text("ps -o stat= -p %ld", payload);

    robot_type(robot, "\032");
    becomes(payload_state, "T", "SIGTSTP stops; see signal(7)");
    becomes(text("ps -o stat= -p %ld", (long) robot->pid), "T",
            "the shell must see its job stopped; see wait(2)");
    assert_int_equal(state_of(one), 'S');
    assert_status(shell(text("kill -CONT -$(ps -o pgid= -p %ld | tr -d ' ')",
                             (long) robot->pid)), 0, "fg");
    becomes(payload_state, "S", "SIGCONT; see signal(7)");
    robot_type(robot, "\003");
    assert_status(robot, 130, "and Ctrl-C works as before");
}

static void a_command_can_read_the_terminal(void **state)
{
    (void) state;
    need_root();
    for (enum way way = INIT; way <= NO_INIT; way++) {
        struct robot *robot = interactive(way, READY "read -r word; "
                                          "echo got $word; exit 5");
        robot_key(robot, "hello");
        assert_status(robot, 5, "the shell's own status");
        assert_text("the terminal", robot->out, "got hello",
                    "it is in the foreground; see tcgetpgrp(3)");
    }
}

/* SIGTERM to us is for the command. */
static void a_signal_to_the_lesson_is_passed_on(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGTERM, SIGHUP };

    for (int i = 0; i < 2; i++) {
        struct robot *ends = interactive(INIT, READY "exec sleep 60");
        robot_signal(ends, signals[i]);
        assert_status(ends, 128 + signals[i], "by init; see kill(2)");

        for (enum way way = INIT; way <= NO_INIT; way++) {
            struct robot *takes = interactive(way,
                "trap 'exit 9' TERM HUP; " READY "while :; do sleep 0.1; "
                "done");
            robot_signal(takes, signals[i]);
            assert_status(takes, 9, "who takes it ends as he likes");
        }
    }
}

/* What makes `docker stop` take ten seconds. */
static void who_does_not_end_is_killed_after_ten_seconds(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = interactive(NO_INIT, READY "exec sleep 600");

    robot_signal(robot, SIGTERM);
    assert_status(robot, 137, "SIGTERM was dropped, SIGKILL not; see "
                  "pid_namespaces(7)");
    assert_text("the terminal", robot->out, "not ended 10 s after SIGTERM",
                "a wait is explained");
}

/* Ctrl-C goes to all of the group and comes once; kill(1) names one process. */
static void a_key_of_a_process_is_passed_on(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = interactive(INIT, TAKES_NOTES);

    robot_signal(robot, SIGINT);
    becomes("cat " NOTES, "INT", "it was sent to the lesson alone; see "
            "kill(2)");
    robot_signal(robot, SIGQUIT);
    becomes("cat " NOTES, "QUIT", "it was sent to the lesson alone; see "
            "kill(2)");
    robot_type(robot, "\003");
    becomes("echo SIGINT $(grep -c INT " NOTES ") times", "SIGINT 2 times",
            "this one is the terminal's; see credentials(7)");
    end_of_notes(robot);
}

static void a_closed_terminal_ends_it(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = interactive(INIT, READY "exec sleep 60");

    robot_hang_up(robot);
    assert_status(robot, 129, "128 + SIGHUP; see signal(7)");
}

/* By SIGKILL of us, of process 1, of the payload. */
static void whoever_is_killed_nobody_is_left(void **state)
{
    (void) state;
    need_root();
    for (enum way way = INIT; way <= NO_INIT; way++) {
        const char *script = "(sleep 61 &); " READY "exec sleep 60";
        struct robot *ours = interactive(way, script);
        robot_signal(ours, SIGKILL);
        assert_status(ours, -SIGKILL, "nobody survives SIGKILL");

        struct robot *robot = interactive(way, script);
        assert_status(shell(text("kill -KILL %ld", process_1(robot))), 0,
                      "from outside it arrives");
        assert_status(robot, 137, "128 + SIGKILL");
    }
    struct robot *robot = interactive(INIT, READY "exec sleep 60");
    assert_status(shell(text("kill -KILL %ld", child_of(process_1(robot)))), 0,
                  "the payload");
    assert_status(robot, 137, "128 + SIGKILL, told by init");
}

static void a_story_whose_process_1_is_killed_says_so(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson, .args = { "--from=7" });

    robot_prompt(robot, 7);
    long better = robot_number(robot, "kill -TERM");
    assert_status(shell(text("kill -KILL %ld", better)), 0, "it lived");
    becomes(text("echo children: $(ps -o pid= --ppid %ld | wc -l)", better),
            "children: 0", "all in it end with process 1");
    robot_key(robot, "");
    assert_status(robot, 1, "what the step shows is gone");
    assert_text("the end", robot->out, text("process 1, pid %ld: ended early",
                better), "what is missing; see pid_namespaces(7)");
    assert_text("the end", robot->out, "cause: somebody killed it", "why");
    assert_text("the end", robot->out, "cure:  run the lesson again", "and");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ctrl_c_works_below_init),
        cmocka_unit_test(ctrl_c_does_nothing_to_process_1),
        cmocka_unit_test(process_1_may_ask_for_a_signal),
        cmocka_unit_test(init_passes_signals_on),
        cmocka_unit_test(ctrl_c_comes_once),
        cmocka_unit_test(ctrl_z_stops_the_job),
        cmocka_unit_test(a_command_can_read_the_terminal),
        cmocka_unit_test(a_signal_to_the_lesson_is_passed_on),
        cmocka_unit_test(who_does_not_end_is_killed_after_ten_seconds),
        cmocka_unit_test(a_key_of_a_process_is_passed_on),
        cmocka_unit_test(a_closed_terminal_ends_it),
        cmocka_unit_test(whoever_is_killed_nobody_is_left),
        cmocka_unit_test(a_story_whose_process_1_is_killed_says_so),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
