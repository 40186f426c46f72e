/* 08-pid-one - the second telling of lesson 8: claims, and their proof

   The kernel is asked from outside: ps(1), nsenter(1), /proc/PID/status, and
   the status with which a command comes back. */

#include "support/clock.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "08-pid-one";

#define STEPS 7
#define READY "printf '[1 of 1] Enter '; "

/* A command below init, and as process 1, to its end; no terminal. */
#define WITH(...) robot_run(lesson, .args = { "--", __VA_ARGS__ })
#define WITHOUT(...) \
    robot_run(lesson, .args = { "--no-init", "--", __VA_ARGS__ })

enum way { INIT, NO_INIT };

/* A shell script in a terminal, up to the prompt that it prints. */
static struct robot *interactive(enum way way, const char *script)
{
    struct robot *robot = way == INIT
        ? robot_start(lesson, .args = { "--", "sh", "-c", script })
        : robot_start(lesson, .args = { "--no-init", "--", "sh", "-c",
                                        script });

    robot_prompt(robot, 1);
    return robot;
}

/* ---- reading ----------------------------------------------------------- */

/* The first child of PID, as ps(1) says. */
static long child_of(long pid)
{
    return atol(shell(text("ps -o pid= --ppid %ld", pid))->out);
}

static long process_1(const struct robot *robot)
{
    return child_of(robot->pid);
}

static char state_of(long pid)
{
    return shell(text("ps -o stat= -p %ld", pid))->out[0];
}

/* Waits, at most 10 s, until COMMAND shows WORDS. */
static void becomes_at(struct where where, const char *command,
                       const char *words, const char *why)
{
    long limit = clock_limit(10);
    struct robot *robot;

    do {
        suite_stop_if_told();
        robot = shell(command);
        if (strstr(robot->out, words))
            return;
        poll(NULL, 0, 20);
    } while (clock_ms() < limit);
    fail_saying(where, "  expected: \"%s\" from\n            $ %s\n"
                "  seen:     %s\n  why:      %s\n", words, command,
                robot->out, why);
}

#define becomes(command, words, why) becomes_at(HERE, command, words, why)

static const char *same_namespace(long a, long b, const char *type)
{
    return text("[ $(readlink /proc/%ld/ns/pid) = $(readlink /proc/%ld/ns/%s)"
                " ] && echo same || echo different", a, b, type);
}

static const char *zombies_of(long pid)
{
    return text("echo zombies: $(ps -o stat= --ppid %ld | grep -c Z)", pid);
}

/* The box of steps 2 to 5, and the one with init of steps 6 and 7. */
static long box_of(struct robot *robot)
{
    return robot_number(robot, "host: it is pid");
}

static long better_of(struct robot *robot)
{
    return robot_number(robot, "stat --ppid");
}

/* ---- the story --------------------------------------------------------- */

static void the_whole_show(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
}

/*   lesson -- fork --> child -- unshare, fork --> process 1 of its own       */
static void the_next_child_is_moved_and_not_the_caller(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 2);
    long child = child_of(robot->pid);
    assert_said(robot, "child and mine -> same", "see unshare(2)");
    assert_said(robot, "calls itself pid 1", "see pid_namespaces(7)");
    assert_said(robot, "that one and mine -> different",
                "see pid_namespaces(7)");
    assert_said(robot, "refused, ENOMEM",
                "after the end of its process 1 nobody can be born in a pid "
                "namespace; see pid_namespaces(7)");
    assert_shows(same_namespace(robot->pid, child, "pid"), "same",
                 "a process stays in its pid namespace; see unshare(2)");
    assert_shows(same_namespace(robot->pid, child, "pid_for_children"),
                 "different", "its children do not; see namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

static void one_process_has_two_numbers(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 3);
    long box = box_of(robot);
    assert_said(robot, "box: my pid is 1, my parent's is 0",
                "a parent outside has no number inside; see pid_namespaces(7)");
    assert_shows(text("grep NSpid: /proc/%ld/status", box),
                 text("%ld 1", box), "outside first; see proc(5)");
    assert_shows(text("nsenter -t %ld -p sh -c 'kill -0 %ld' 2>&1 || echo $?",
                      box, (long) robot->pid), "No such process",
                 "who is outside cannot be named; see pid_namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

static void a_fresh_proc_shows_the_box_only(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 4);
    long box = box_of(robot);
    assert_said(robot, "/proc lists 1 process, and I am pid 1 there",
                "it was mounted from inside; see pid_namespaces(7)");
    assert_shows(text("nsenter -t %ld -p -m ps -e -o comm= | wc -l", box), "2",
                 "process 1 and ps itself; see pid_namespaces(7)");
    assert_shows(text("nsenter -t %ld -p -m grep -c shared: "
                      "/proc/self/mountinfo || true", box), "0",
                 "no mount of the box leaks; see mount_namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* From outside and from inside; only SIGKILL from outside arrives. */
static void process_1_gets_no_signal_that_it_has_no_handler_for(void **state)
{
    (void) state;
    need_root();
    static const char *const names[] = { "TERM", "INT", "HUP", "QUIT", "USR1",
                                         "ALRM", "TSTP" };
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    long box = box_of(robot);
    assert_said(robot, "SIGKILL to pid 1: no error, and I am alive",
                "not even SIGKILL, from inside; see pid_namespaces(7)");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_status(shell(text("kill -%s %ld && grep -q '^State:.[SR]' "
                                 "/proc/%ld/status", names[i], box, box)), 0,
                      "it is dropped; see pid_namespaces(7)");
    assert_status(shell(text("kill -KILL %ld", box)), 0, "this one arrives");
    becomes(text("ps -o stat= -p %ld", box), "Z", "see pid_namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/*   1 --- sh --- sub --- sleep      sub ends:  1 --- sh                     */
/*                                              1 --- sleep, a zombie soon   */
static void orphans_become_zombies_of_a_process_1_that_does_not_wait(
    void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 6);
    long box = box_of(robot);
    assert_said(robot, "has 7 children; zombies among them: 5",
                "nobody waits for them; see wait(2)");
    assert_shows(zombies_of(box), "zombies: 5", "see pid_namespaces(7)");
    assert_shows(text("nsenter -t %ld -p sh -c '(sleep 0 &)'; echo", box), "",
                 "one more orphan");
    becomes(zombies_of(box), "zombies: 6",
            "an orphan's new parent is process 1; see pid_namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

static void init_waits_for_everybody(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 7);
    long better = better_of(robot);
    assert_said(robot, "has 2 children; zombies among them: 0",
                "init waits for whoever ends; see wait(2)");
    assert_shows(text("nsenter -t %ld -p sh -c 'for i in 1 2 3 4 5 6 7 8 9; "
                      "do (sleep 0 &); done'; echo", better), "",
                 "nine more orphans");
    becomes(text("ps -o stat= --ppid %ld | wc -l", better), "2",
            "one SIGCHLD may stand for many; see signal(7)");
    assert_int_equal(robot_quit(robot), 0);
}

static void when_process_1_ends_all_end(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 7);
    long adopted = robot_number(robot, "started, and pid");
    assert_status(shell(text("kill -0 %ld", adopted)), 0, "it lives");
    robot_enter(robot);
    assert_said(robot, "killed by signal 15 (SIGTERM): exit status 143",
                "the payload's status, not an orphan's; see wait(2)");
    assert_shows(text("test -e /proc/%ld || echo gone", adopted), "gone",
                 "SIGKILL for all who are left; see pid_namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* ---- -- CMD: the status ------------------------------------------------ */

static void the_status_is_the_commands_own(void **state)
{
    (void) state;
    need_root();
    assert_status(WITH("true"), 0, "0 is 0");
    assert_status(WITHOUT("true"), 0, "0 is 0");
    assert_status(WITH("sh", "-c", "exit 7"), 7, "and 7 is 7");
    assert_status(WITHOUT("sh", "-c", "exit 7"), 7, "and 7 is 7");
    assert_status(WITH("sh", "-c", "(sh -c 'exit 9' &); sleep 0.5; exit 4"), 4,
                  "an orphan's status is for nobody; see wait(2)");
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

/* ---- signals ----------------------------------------------------------- */

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

/* With a handler, it is taken. */
static void process_1_may_ask_for_a_signal(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = interactive(NO_INIT, "trap 'exit 9' INT; " READY
                                      "read -r line");

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

static void without_a_command_there_is_no_way(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .args = { "--no-init" });

    assert_status(robot, 2, "wrong usage is 2");
    assert_text("stderr", robot->err, "--no-init needs a command", "and why");
}

/* ---- every way out ----------------------------------------------------- */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

    for (int step = 2; step <= STEPS; step++) {
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        if (step % 4 == 0) {
            assert_int_equal(robot_quit(robot), 0);
            continue;
        }
        int number = signals[step % 3];
        robot_signal(robot, number);
        assert_status(robot, 128 + number,
                      "a signal is passed on as 128+n; see signal(7)");
    }
}

static void a_killed_run_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    for (int step = 2; step <= STEPS + 1; step++) {
        struct robot *robot = robot_start(lesson);
        robot_go_to(robot, step > STEPS ? ROBOT_END : step);
        robot_signal(robot, SIGKILL);
        assert_status(robot, -SIGKILL, "nobody survives SIGKILL");
    }
}

static void two_at_once_both_succeed(void **state)
{
    (void) state;
    need_root();
    struct robot *one = robot_start(lesson), *other = robot_start(lesson);

    robot_go_to(one, 6);
    robot_go_to(other, 6);
    assert_int_equal(robot_walk(one), 0);
    assert_int_equal(robot_walk(other), 0);
}

static void thirty_runs_leave_nothing(void **state)
{
    (void) state;
    need_root();
    for (int i = 0; i < 30; i++)
        assert_status(robot_run(lesson, .args = { "--pace=0" }), 0,
                      "each run stands alone");
}

static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    const char *run = text("%s --pace=0 | sed 's/[0-9][0-9][0-9]*/N/g'",
                           launch_path(lesson, false));
    struct robot *first = shell(run), *second = shell(run);

    assert_string_equal(text_squeezed(first->out), text_squeezed(second->out));
}

/* ---- without root ------------------------------------------------------ */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .plain_user = true);

    assert_status(robot, 77, "77: not on this machine, or not as this user");
    assert_text("stderr", robot->err, "CAP_SYS_ADMIN",
                "the cause is named; see capabilities(7)");
    assert_text("stderr", robot->err, "sudo build/08-pid-one",
                "the cure is named");
    robot = robot_run(lesson, .plain_user = true, .args = { "--", "true" });
    assert_status(robot, 125, "with a command: our own failure");
}

static void need_user_namespaces(void)
{
    struct robot *robot = robot_run("00-your-machine", .plain_user = true,
                                    .args = { "--only=2" });

    if (!strstr(robot->out, "may make and use a user namespace"))
        skip_because("plain users have no user namespaces here");
}

static void the_whole_show_without_root(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .plain_user = true,
                                      .wrapper = { "unshare", "-Ur" });

    assert_int_equal(robot_walk(robot), 0);
    assert_no_text("the show", robot->out, "$ sudo",
                   "without root no line asks for it");
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

static void it_runs_on_the_real_host(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson, .real_host = true);

    assert_int_equal(robot_walk(robot), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(the_next_child_is_moved_and_not_the_caller),
        cmocka_unit_test(one_process_has_two_numbers),
        cmocka_unit_test(a_fresh_proc_shows_the_box_only),
        cmocka_unit_test(process_1_gets_no_signal_that_it_has_no_handler_for),
        cmocka_unit_test(
            orphans_become_zombies_of_a_process_1_that_does_not_wait),
        cmocka_unit_test(init_waits_for_everybody),
        cmocka_unit_test(when_process_1_ends_all_end),
        cmocka_unit_test(the_status_is_the_commands_own),
        cmocka_unit_test(process_1_cannot_kill_itself),
        cmocka_unit_test(the_command_is_1_or_2_and_sees_its_own_proc),
        cmocka_unit_test(the_command_starts_with_clean_signals),
        cmocka_unit_test(a_command_as_process_1_collects_zombies),
        cmocka_unit_test(below_init_there_are_none),
        cmocka_unit_test(ctrl_c_works_below_init),
        cmocka_unit_test(ctrl_c_does_nothing_to_process_1),
        cmocka_unit_test(process_1_may_ask_for_a_signal),
        cmocka_unit_test(init_passes_signals_on),
        cmocka_unit_test(ctrl_c_comes_once),
        cmocka_unit_test(ctrl_z_stops_the_job),
        cmocka_unit_test(a_command_can_read_the_terminal),
        cmocka_unit_test(a_signal_to_the_lesson_is_passed_on),
        cmocka_unit_test(who_does_not_end_is_killed_after_ten_seconds),
        cmocka_unit_test(a_closed_terminal_ends_it),
        cmocka_unit_test(whoever_is_killed_nobody_is_left),
        cmocka_unit_test(without_a_command_there_is_no_way),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(a_killed_run_leaves_nothing),
        cmocka_unit_test(two_at_once_both_succeed),
        cmocka_unit_test(thirty_runs_leave_nothing),
        cmocka_unit_test(two_runs_say_the_same),
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(the_whole_show_without_root),
        cmocka_unit_test(a_command_without_root),
        cmocka_unit_test(a_covered_proc_is_told),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
