/* 10-terminal - a container at a person's terminal

   The robot is the person: the caller's terminal is one of its own, and
   whatever happens its settings must be what they were (robot_finish() compares
   them). */

#include "support/test.h"

#include "support/clock.h"
#include "support/box_image.h"
#include "support/image.h"
#include "support/inside.h"
#include "support/launch.h"
#include "support/outside.h"
#include "support/processes.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A shell's line without single quotes, at a terminal: in a script, since
   robot_start() would add --step. */
static struct robot *start_line(const char *line, int columns)
{
    const char *script = text("/tmp/loac-terminal.%d", (int) getpid());

    shell(text("printf '%%s\\n' '#!/bin/sh' '%s' >%s; chmod 755 %s", line,
               script, script));
    return robot_start(script, .columns = columns);
}

/* The lesson with a command, in place of a shell. */
static struct robot *start(const char *before, const char *command, int columns)
{
    return start_line(text("%s exec %s/10-container -- sh -c \"%s\"", before,
                           launch_build(), command), columns);
}

static void forget(void)
{
    unlink(text("/tmp/loac-terminal.%d", (int) getpid()));
}

/* What the screen shows, waited for. */
static void shows_at(struct where where, struct robot *robot, const char *words)
{
    long end = clock_limit(20);

    show_outputs(robot->inside);
    while ((!robot->out || !strstr(robot->out, words)) && clock_ms() < end
           && !robot->ended) {
        look(robot->inside, 20);
        show_outputs(robot->inside);
    }
    assert_text_at(where, "the screen", robot->out, words, true,
                   "it is copied from the container's terminal; see pty(7)");
}

#define shows(robot, words) shows_at(HERE, robot, words)

static void its_terminal_is_its_own(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = start("", "tty; stty size; echo end", 93);

    assert_int_equal(robot_finish(robot), 0);
    assert_text("the screen", robot->out, "/dev/pts/0",
                "the first of its own /dev/pts; see pts(4)");
    assert_text("the screen", robot->out, " 93",
                "as wide as the caller's; see ioctl_tty(2), TIOCGWINSZ");
    forget();
}

static void what_is_typed_arrives(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = start("", "echo ready; read a; echo got \\$a.", 80);

    shows(robot, "ready");
    robot_key(robot, "some words");
    assert_int_equal(robot_finish(robot), 0);
    assert_text("the screen", robot->out, "got some words.",
                "it was read in the container; see pty(7)");
    forget();
}

/* Ctrl-C is a byte here, and a signal there. */
static void ctrl_c_ends_the_command(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = start("", "echo ready; exec sleep 600", 80);

    shows(robot, "ready");
    robot_type(robot, "\003");
    assert_int_equal(robot_finish(robot), 128 + SIGINT);
    forget();
}

/* Nothing is typed into it, so the caller's terminal stays as it is, and Ctrl-C
   is a signal there. */
static void ctrl_c_without_input_is_still_a_signal(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = start("exec </dev/null;",
                                "echo ready; exec sleep 600", 80);

    shows(robot, "ready");
    robot_type(robot, "\003");
    assert_int_equal(robot_finish(robot), 128 + SIGINT);
    forget();
}

/*   container | cat     cat's lines need a CR from the terminal, too         */
static void in_a_pipeline_lines_end_as_usual(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = start_line(text(
        "%s/10-container -- sh -c \"echo ready; read a\" | { read b; "
        "stty -a </dev/tty | grep -o -e -*opost; cat; }", launch_build()), 80);

    shows(robot, "opost");
    robot_key(robot, "");
    assert_int_equal(robot_finish(robot), 0);
    assert_no_text("stty -a", robot->out, "-opost",
                   "without it \"\\n\" goes down and not back; see termios(3)");
    forget();
}

static void ctrl_d_ends_the_input(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = start("", "echo ready; cat; echo over", 80);

    shows(robot, "ready");
    robot_type(robot, "\004");
    assert_int_equal(robot_finish(robot), 0);
    assert_text("the screen", robot->out, "over", "cat has seen the end");
    forget();
}

/* Not SIGQUIT: busybox's shell takes that one for itself before it becomes
   sleep. */
static void signals_leave_the_terminal_as_it_was(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGTERM, SIGHUP };

    for (size_t i = 0; i < 2; i++) {
        struct robot *robot = start("", "echo ready; exec sleep 600", 80);
        shows(robot, "ready");
        robot_signal(robot, signals[i]);
        assert_int_equal(robot_finish(robot), 128 + signals[i]);
        forget();
    }
}

/* The container, with its parent stopped and nobody else. */
static struct robot *start_stopped(const char *command)
{
    struct robot *robot = start("", command, 80);

    shows(robot, "ready");
    robot_signal(robot, SIGTSTP);
    becomes(text("ps -o stat= -p %ld", (long) robot->pid), "T",
            "SIGTSTP stops; see signal(7)");
    assert_hides(text("ps -o stat= --ppid %ld", (long) robot->pid), "T",
                 "it was for this program, not for the container's");
    return robot;
}

/* What comes while it is stopped waits for SIGCONT. */
static void a_stopped_parent_goes_on(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = start_stopped("echo ready; read a; echo got \\$a.; "
                                        "exit 9");
    robot_key(robot, "some words");
    robot_signal(robot, SIGCONT);
    assert_int_equal(robot_finish(robot), 9);
    assert_text("the screen", robot->out, "got some words.",
                "the terminal is copied as before; see pty(7)");

    robot = start_stopped("echo ready; exec sleep 600");
    robot_signal(robot, SIGTERM);
    robot_signal(robot, SIGCONT);
    assert_int_equal(robot_finish(robot), 128 + SIGTERM);
    forget();
}

/* Waits, at most 20 s, until no process called NAME is below the tests. */
static void wait_until_gone(const char *name)
{
    long end = clock_limit(20);
    bool there = true;

    while (there && clock_ms() < end) {
        struct process *list;
        size_t count = processes_below(getpid(), &list);
        there = false;
        for (size_t i = 0; i < count; i++)
            there = there || (strcmp(list[i].name, name) == 0
                              && list[i].state != 'Z');
        free(list);
        usleep(10000);
    }
}

/* The janitor restores it: who is killed cannot. */
static void a_killed_parent_leaves_the_terminal_as_it_was(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = start("", "echo ready; exec sleep 600", 80);

    shows(robot, "ready");
    robot_signal(robot, SIGKILL);
    wait_until_gone("janitor");
    assert_int_equal(robot_finish(robot), -SIGKILL);
    forget();
}

static void a_closed_window_ends_it(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = start("", "echo ready; exec sleep 600", 80);

    shows(robot, "ready");
    robot_hang_up(robot);
    int status = robot_finish(robot);
    assert_true(status == 128 + SIGHUP || status == -SIGHUP || status == 125);
    forget();
}

/* TIOCSTI types into the terminal of who has it open: into its own, then. */
static void nothing_is_typed_into_the_callers_shell(void **state)
{
    (void) state;
    need_root();
    const char *image = image_with_probe();
    const char *script = text("/tmp/loac-terminal.%d", (int) getpid());

    shell(text("printf '%%s\\n' '#!/bin/sh' '%s/10-container --image=%s "
               "--without=seccomp,caps -- probe tiocsti' 's=$(stty -g)' 'stty "
               "-icanon min 0 time 5' 'dd bs=99 count=1 2>/dev/null | wc -c' "
               "'stty $s' "
               ">%s; chmod 755 %s", launch_build(), image, script, script));
    struct robot *robot = robot_start(script);
    robot_finish(robot);
    assert_no_text("the shell", robot->out, "typed-by-the-container\n0",
                   "it went to the container's own terminal");
    assert_text("the shell", robot->out, "\n0", "nothing had been typed");
    forget();
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_terminal_is_its_own),
        cmocka_unit_test(what_is_typed_arrives),
        cmocka_unit_test(ctrl_c_ends_the_command),
        cmocka_unit_test(ctrl_c_without_input_is_still_a_signal),
        cmocka_unit_test(in_a_pipeline_lines_end_as_usual),
        cmocka_unit_test(ctrl_d_ends_the_input),
        cmocka_unit_test(signals_leave_the_terminal_as_it_was),
        cmocka_unit_test(a_stopped_parent_goes_on),
        cmocka_unit_test(a_killed_parent_leaves_the_terminal_as_it_was),
        cmocka_unit_test(a_closed_window_ends_it),
        cmocka_unit_test(nothing_is_typed_into_the_callers_shell),
    };

    images_begin();
    return images_end(run_lesson_tests("10-container", tests, argc, argv));
}
