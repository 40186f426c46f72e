/* 01-terminal - what any lesson does on a terminal, shown with lesson 1

   Its keys, those of the terminal, its colours and its lines; see termios(3). */

#include "support/clock.h"
#include "support/launch.h"
#include "support/outside.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <signal.h>
#include <string.h>

static const char lesson[] = "01-fork-wait";

static void ctrl_c_and_a_closed_terminal_clean_up(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 9);
    robot_type(robot, "\003");
    assert_status(robot, 130, "Ctrl-C is SIGINT; see termios(3)");

    robot = robot_start(lesson);
    robot_go_to(robot, 9);
    robot_type(robot, "\034");
    assert_status(robot, 131, "Ctrl-\\ is SIGQUIT; see termios(3)");

    robot = robot_start(lesson);
    robot_go_to(robot, 9);
    robot_hang_up(robot);
    assert_status(robot, 129, "a closed terminal is SIGHUP; see signal(7)");
}

static void the_keys_do_what_the_help_says(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_prompt(robot, 1);
    robot_key(robot, "v");
    robot_prompt(robot, 1);
    assert_said(robot, "There is no verify line yet", "step 1 has said none");
    robot_key(robot, "?");
    robot_prompt(robot, 1);
    assert_said(robot, "q: quit and clean up", "? lists the keys");
    robot_enter(robot);
    robot_key(robot, "v");
    robot_prompt(robot, 2);
    assert_said(robot, "01-fork-wait", "v runs the last verify line, ps here");
    robot_key(robot, "c");
    assert_status(robot, 0, "c runs on to the end");
    assert_text("the end", robot->out, "done:", "c shows the rest");
}

/* With tostop a process of another group than the terminal's is stopped when it
   writes there: SIGTTOU. */
static void v_has_the_terminal(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson, .wrapper = { "sh", "-c",
        "stty tostop; \"$0\" \"$@\"; status=$?; stty -tostop; exit $status" });

    robot_prompt(robot, 1);
    robot_enter(robot);
    robot_key(robot, "v");
    robot_prompt(robot, 2);
    assert_said(robot, "01-fork-wait",
                "what v runs is in the foreground; see termios(3)");
    assert_int_equal(robot_quit(robot), 0);
}

/* The ps of the verify line is one that does not end. */
static void ctrl_c_ends_what_v_runs(void **state)
{
    (void) state;
    const char *at = robot_shell(HERE, "mktemp -d")->out;
    const char *folder = text_line(&at);

    shell(text("chmod 755 %s; printf '#!/bin/sh\\nexec sleep 1000' >%s/ps; "
               "chmod 755 %s/ps", folder, folder, folder));
    struct robot *robot = robot_start(lesson,
        .wrapper = { "env", text("PATH=%s:/usr/bin:/bin", folder) });
    robot_prompt(robot, 1);
    robot_enter(robot);
    robot_type(robot, "v\n");
    shell(text("until pgrep -P %d; do sleep 0.02; done", (int) robot->pid));
    robot_type(robot, "\003");
    assert_status(robot, 130, "Ctrl-C is for both; see termios(3)");
    shell(text("rm -r %s", folder));
}

/* Nothing would be on the screen but the next prompt: the learner would take the
   silence for the kernel's answer. */
static void v_that_finds_no_shell_says_so(void **state)
{
    (void) state;
    need_command("strace");
    struct robot *robot = robot_start(lesson, .wrapper = { "strace", "-f",
        "-qq", "-o", "/dev/null", "-P", "/bin/sh", "-e",
        "inject=execve:error=ENOMEM" });

    robot_prompt(robot, 1);
    robot_enter(robot);
    robot_key(robot, "v");
    assert_status(robot, 1, "v without a shell is a failure; see execve(2)");
    assert_text("v without a shell", robot->out, "execve(/bin/sh): Cannot "
                "allocate memory (ENOMEM)", "which call failed, and why");
    assert_text("v without a shell", robot->out, "type the verify line in a",
                "what can be done instead");
}

/* A shell that finds no ps says so itself, and ends with status 127, as a child
   might that is no shell yet. */
static void v_leaves_it_to_the_shell_to_miss_a_command(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson,
                                      .wrapper = { "env", "PATH=/nowhere" });

    robot_prompt(robot, 1);
    robot_enter(robot);
    robot_key(robot, "v");
    robot_prompt(robot, 2);
    assert_said(robot, "not found", "127 is the shell's, sh(1): it has spoken");
    assert_int_equal(robot_quit(robot), 0);
}

static void pace_goes_on_by_itself(void **state)
{
    (void) state;
    long began = clock_ms();
    struct robot *robot = robot_run(lesson, .args = { "--pace=0.5",
                                                      "--only=1" });
    long took = clock_ms() - began;

    assert_status(robot, 0, "--pace waits for nobody");
    if (took < 500)
        fail_saying(HERE, "  expected: --pace=0.5 --only=1 pauses once, 500 ms\n"
                          "  seen:     it took %ld ms", took);
}

/* After the deed of step 2 the child is there, and the next pause an hour. */
static void a_long_pace_ends_when_it_is_told_to(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson, .args = { "--pace=3600" });

    robot_go_to(robot, 2);
    robot_key(robot, "c");
    becomes(text("ps -o comm= --ppid %d", (int) robot->pid), lesson,
            "fork made a child; see fork(2)");
    robot_signal(robot, SIGTERM);
    assert_status(robot, 143, "the pause takes signals, too; see signalfd(2)");
    assert_no_text("the end", robot->out, "Step 4", "no step comes after it");
}

static void color_is_asked_for_or_left_out(void **state)
{
    (void) state;
    struct { const char *term, *env, *arg; bool colored; } cases[] = {
        { "xterm", NULL, NULL, true },
        { "dumb", NULL, NULL, false },
        { "xterm", "NO_COLOR=1", NULL, false },
        { "xterm", "NO_COLOR=", NULL, true },
        { "xterm", NULL, "--color=never", false },
        { "dumb", "NO_COLOR=1", "--color=always", true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct robot *robot = robot_run(lesson, .term = cases[i].term,
            .env = { cases[i].env }, .args = { "--only=1", cases[i].arg },
            .out = STREAM_TERMINAL);
        assert_status(robot, 0, "colour or not");
        bool colored = strchr(robot->out, '\033') != NULL;
        if (colored != cases[i].colored)
            fail_saying(HERE, "  expected: %s colour in case %zu\n"
                        "  seen:     the contrary\n"
                        "  why:      --color wins over NO_COLOR, which wins "
                        "over TERM; see isatty(3)",
                        cases[i].colored ? "" : "no", i);
    }
}

static void prose_is_wrapped_and_commands_are_not(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .env = { "COLUMNS=40" });
    const char *at = robot->out, *line;

    assert_status(robot, 0, "a narrow terminal is no error");
    while ((line = text_line(&at))) /* a single long word may stick out */
        if (strlen(line) > 40 && !strchr(line, '$')
            && strchr(line + strspn(line, " "), ' '))
            fail_saying(HERE, "  expected: no line of prose over 40 columns\n"
                        "  seen:     %s", line);
    assert_text("COLUMNS=40", robot->out,
                "$ sh -c 'sleep 0 & sleep 0 & sleep 0 & exec sleep 60'",
                "a command is one line, to be pasted");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ctrl_c_and_a_closed_terminal_clean_up),
        cmocka_unit_test(the_keys_do_what_the_help_says),
        cmocka_unit_test(v_has_the_terminal),
        cmocka_unit_test(ctrl_c_ends_what_v_runs),
        cmocka_unit_test(v_that_finds_no_shell_says_so),
        cmocka_unit_test(v_leaves_it_to_the_shell_to_miss_a_command),
        cmocka_unit_test(pace_goes_on_by_itself),
        cmocka_unit_test(a_long_pace_ends_when_it_is_told_to),
        cmocka_unit_test(color_is_asked_for_or_left_out),
        cmocka_unit_test(prose_is_wrapped_and_commands_are_not),
    };

    return run_lesson_tests("01-terminal", tests, argc, argv);
}
