/* 08-command - the tool of lesson 8: -- CMD, the status and the zombies

   The same command is run below init and as process 1 itself. */

#include "support/launch.h"
#include "support/outside.h"
#include "support/pid_one.h"
#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

static const char lesson[] = "08-pid-one";

/* A command below init, and as process 1, to its end; no terminal. */
#define WITH(...) robot_run(lesson, .args = { "--", __VA_ARGS__ })
#define WITHOUT(...) \
    robot_run(lesson, .args = { "--no-init", "--", __VA_ARGS__ })

/* ---- -- CMD: the status ------------------------------------------------ */

static void the_status_is_the_commands_own(void **state)
{
    (void) state;
    need_root();
    assert_status(WITH("true"), 0, "0 is 0");
    assert_status(WITHOUT("true"), 0, "0 is 0");
    assert_status(WITH("sh", "-c", "exit 7"), 7, "and 7 is 7");
    assert_status(WITHOUT("sh", "-c", "exit 7"), 7, "and 7 is 7");
    assert_status(WITH("sh", "-c", "orphan=$(sh -c 'exit 9' >/dev/null & "
                       "echo $!); while kill -0 $orphan 2>/dev/null; do "
                       "sleep 0.1; done; exit 4"), 4,
                  "an orphan has been waited for, and its status is for "
                  "nobody; see wait(2)");
    assert_status(WITH("no-such-program"), 127, "not found");
    assert_status(WITHOUT("no-such-program"), 127, "not found");
    assert_status(WITH("/"), 126, "not a program");
    struct robot *robot = WITHOUT("/");
    assert_status(robot, 126, "not a program");
    assert_text("stderr", robot->err, "it is a directory", "and why");
}

static void process_1_cannot_kill_itself(void **state)
{
    (void) state;
    need_root();
    assert_status(WITH("sh", "-c", "kill -KILL $$"), 137,
                  "128 + 9; see wait(2)");
    assert_status(WITHOUT("sh", "-c", "kill -KILL $$; exit 3"), 3,
                  "the signal is dropped, and sh goes on; see "
                  "pid_namespaces(7)");
}

static void the_command_is_1_or_2_and_sees_its_own_proc(void **state)
{
    (void) state;
    need_root();
    const char *script = "echo pid $$; ps -e -o pid= | wc -l";
    struct robot *with = WITH("sh", "-c", script);
    struct robot *without = WITHOUT("sh", "-c", script);

    assert_text("with init", with->out, "pid 2", "its parent is process 1");
    assert_text("with init", text_squeezed(with->out), "pid 2 4",
                "init, sh, ps and wc; see pid_namespaces(7)");
    assert_text("without", text_squeezed(without->out), "pid 1 3",
                "sh, ps and wc; see pid_namespaces(7)");
}

/* Whatever its caller ignores or blocks: nohup(1), a shell's background job. */
static void the_command_starts_with_clean_signals(void **state)
{
    (void) state;
    need_root();
    static const char *const ways[] = { "", "--no-init " };

    for (int i = 0; i < 2; i++) {
        struct robot *robot = shell(text("trap '' HUP INT TERM USR1 CHLD; %s "
            "%s-- grep -E 'SigBlk|SigIgn|SigCgt' /proc/self/status",
            launch_path(lesson, false), ways[i]));
        assert_status(robot, 0, "it runs");
        assert_text("its status", text_squeezed(robot->out),
                    "SigBlk: 0000000000000000 SigIgn: 0000000000000000",
                    "execve keeps what is ignored or blocked; see signal(7)");
    }
}

/* ---- zombies ----------------------------------------------------------- */

/* Five orphans are killed, and their process 1 is a sleep that waits for
   nobody, or init. */
static void litter(enum way way, const char *expected)
{
    struct robot *robot = interactive(way,
        "for i in 1 2 3 4 5; do (sleep 61 &); done; " READY "exec sleep 60");
    long one = process_1(robot);
    const char *orphans = text("ps -o pid=,args= --ppid %ld | "
                               "grep 'sleep 61$'", one);

    becomes(text("echo $(%s | wc -l) orphans", orphans), "5 orphans",
            "their parents have ended; see pid_namespaces(7)");
    assert_status(shell(text("kill $(%s | awk '{ print $1 }')", orphans)), 0,
                  "they are killed");
    becomes(text("echo $(%s | wc -l) orphans", orphans), "0 orphans",
            "a zombie has no arguments any more; see proc(5)");
    becomes(zombies_of(one), expected, "process 1 has to wait; see wait(2)");
    assert_status(shell(text("kill -KILL %ld", one)), 0, "the end");
    assert_status(robot, 137, "128 + SIGKILL");
}

static void a_command_as_process_1_collects_zombies(void **state)
{
    (void) state;
    need_root();
    litter(NO_INIT, "zombies: 5");
}

static void below_init_there_are_none(void **state)
{
    (void) state;
    need_root();
    litter(INIT, "zombies: 0");
}

static void without_a_command_there_is_no_way(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .args = { "--no-init" });

    assert_status(robot, 2, "wrong usage is 2");
    assert_text("stderr", robot->err, "--no-init needs a command", "and why");
}

/* ---- without root ------------------------------------------------------ */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    tell_the_way(lesson, "-Ur");
    struct robot *robot = robot_run(lesson, .plain_user = true,
                                    .args = { "--", "true" });
    assert_status(robot, 125, "with a command: our own failure");
}

static void a_command_without_root(void **state)
{
    (void) state;
    need_user_namespaces();
    static const char *const ways[] = { "--", "--no-init" };

    for (int i = 0; i < 2; i++) {
        struct robot *robot = robot_run(lesson, .plain_user = true,
            .wrapper = { "unshare", "-Ur" },
            .args = { ways[i], i ? "--" : "sh", i ? "sh" : "-c",
                      i ? "-c" : "echo pid $$; exit 6",
                      i ? "echo pid $$; exit 6" : NULL });
        assert_status(robot, 6, "its own status");
        assert_text("stdout", robot->out, i ? "pid 1" : "pid 2",
                    "a pid namespace of its own; see pid_namespaces(7)");
    }
}

/* Probes look for a cause in files that may be missing: that is no failure. */
static void the_first_line_names_the_call_that_failed(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    struct robot *robot = robot_run(lesson, .args = { "--", "true" },
                                    WITH_FAULT("clone:error=EPERM"));

    assert_status(robot, 125, "our own failure");
    assert_text("stderr", robot->err, "08-pid-one: clone(CLONE_NEWPID): "
                "Operation not permitted (EPERM)", "what was refused, and not "
                "what was read to find out why; see clone(2)");
    assert_text("stderr", robot->err, "cause:", "and why");
}

/* As in a container: then the kernel shows a user namespace no new /proc. */
static void a_covered_proc_is_told(void **state)
{
    (void) state;
    need_root();
    static const char script[] = "mount -n -t tmpfs t /proc/sys/kernel && "
                                 "exec unshare -Ur \"$0\" \"$@\"";
    struct robot *robot = robot_run(lesson,
        .wrapper = { "unshare", "-m", "sh", "-c", script },
        .args = { "--", "echo", "it ran" });

    assert_status(robot, 125, "our own failure");
    assert_text("stderr", robot->err, "mount(proc, /proc)", "what");
    assert_text("stderr", robot->err, "parts of /proc are covered", "why");
    assert_no_text("stdout", robot->out, "it ran", "not with another /proc");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_status_is_the_commands_own),
        cmocka_unit_test(process_1_cannot_kill_itself),
        cmocka_unit_test(the_command_is_1_or_2_and_sees_its_own_proc),
        cmocka_unit_test(the_command_starts_with_clean_signals),
        cmocka_unit_test(a_command_as_process_1_collects_zombies),
        cmocka_unit_test(below_init_there_are_none),
        cmocka_unit_test(without_a_command_there_is_no_way),
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(a_command_without_root),
        cmocka_unit_test(the_first_line_names_the_call_that_failed),
        cmocka_unit_test(a_covered_proc_is_told),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
