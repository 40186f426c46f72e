/* 01-fork-wait - the second telling of lesson 1: claims, and their proof

   The robot instructor runs the lesson with --step; the kernel is asked through
   ps and /proc, as a second terminal would ask it. */

#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"
#include "support/ways_out.h"

#include <signal.h>
#include <unistd.h>

static const char lesson[] = "01-fork-wait";

/* The whole show: each verify line at its pause, the form of every step. */
static void the_whole_show(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
    assert_text("the end", robot->out, "cleaned up: two orphans",
                "what was made is named when it goes");
}

/* This lesson needs no privilege: the same show as uid 65534. */
static void a_plain_user_sees_the_same(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson, .plain_user = true);

    assert_int_equal(robot_walk(robot), 0);
}

/*   lesson --- fork ---> child      Two processes, one program, two answers. */
static void fork_makes_a_child_that_knows_its_parent(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 3);
    long child = robot_number(robot, "parent: fork returned");
    assert_shows(text("ps -o ppid= -p %ld", child),
                 text("%d", (int) robot->pid),
                 "the parent of a forked process is who forked it; see fork(2)");
    assert_shows(text("readlink /proc/%ld/exe", child), "01-fork-wait",
                 "after fork both run the same program; see fork(2)");
    assert_int_equal(robot_quit(robot), 0);
}

/* Process 1 of a pid namespace has a parent that it cannot see. */
static void a_parent_outside_is_told_as_that(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_run(lesson, .args = { "--only=1" },
                      .wrapper = { "unshare", "-pf", "--mount-proc" });

    assert_status(robot, 0, "a container can show it, too");
    assert_text("step 1", robot->out, "outside of this pid namespace",
                "getppid says 0; see pid_namespaces(7)");
}

/* Same pid, same parent, another program. */
static void execve_changes_the_program_only(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 4);
    long child = robot_number(robot, "parent: fork returned");
    assert_shows(text("cat /proc/%ld/comm", child), "sh",
                 "execve replaces the program; see execve(2)");
    assert_shows(text("ps -o ppid= -p %ld", child),
                 text("%d", (int) robot->pid),
                 "execve keeps pid and parent; see execve(2)");
    assert_said(robot, "-> same", "execve keeps the parent; see execve(2)");
    assert_int_equal(robot_quit(robot), 0);
}

/* Ended, and still in the table: a zombie, until somebody waits. */
static void a_child_that_ended_stays_until_it_is_waited_for(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    long child = robot_number(robot, "parent: fork returned");
    assert_shows(text("grep State /proc/%ld/status", child), "Z (zombie)",
                 "a process that ended is a zombie until its parent waits; see "
                 "wait(2)");
    robot_enter(robot);
    assert_said(robot, "exited with status 7",
                "the status waits in the zombie; see wait(2)");
    assert_shows(text("test -e /proc/%ld || echo gone", child), "gone",
                 "after wait the pid is free; see wait(2)");
    assert_int_equal(robot_quit(robot), 0);
}

static void a_killed_child_is_told_from_one_that_exited(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 8);
    assert_said(robot, "killed by signal 9 (SIGKILL)",
                "WIFSIGNALED tells a kill from an exit; see wait(2)");
    assert_said(robot, "128 + 9 = 137",
                "a shell passes a signal on as 128+n; see bash(1)");
    assert_int_equal(robot_quit(robot), 0);
}

/* Five children that nobody waits for, counted by ps; then waited for. */
static void zombies_stay_until_their_parent_waits(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 9);
    long parent = robot_number(robot, "child:  pid");
    const char *count = text("ps -o stat= --ppid %ld | grep -c Z", parent);
    assert_shows(count, "5", "nobody has waited for them; see wait(2)");
    robot_enter(robot);
    assert_said(robot, "zombies now: 0", "waiting frees them; see wait(2)");
    assert_int_equal(robot_quit(robot), 0);
}

/* The test program is a subreaper: the first orphan comes to it, and the second
   to the lesson, which has become one itself. */
static void an_orphan_gets_the_nearest_subreaper(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, ROBOT_END);
    long first = robot_number(robot, "the first, pid");
    long next = robot_number(robot, "the next, pid");
    assert_shows(text("ps -o ppid= -p %ld", first), text("%d", (int) getpid()),
                 "an orphan's parent is the nearest subreaper; see prctl(2)");
    assert_shows(text("ps -o ppid= -p %ld", next),
                 text("%d", (int) robot->pid),
                 "the lesson is the nearer subreaper now; see prctl(2)");
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
}

/* ---- every way out ----------------------------------------------------- */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    leave_at_every_pause(lesson);
}

/* SIGKILL cannot be caught: the children end because their pipe does. */
static void killed_it_leaves_no_process(void **state)
{
    (void) state;
    kill_at_every_pause(lesson, 1);
}

/* A shell may become the lesson and leave it a child: tail(1), which watches the
   lesson's pid and ends after it, so that waiting for it is for ever. */
static void children_of_others_are_not_waited_for(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .wrapper = { "sh", "-c",
        "tail -s 0.1 --pid=$$ -f /dev/null & exec \"$0\" \"$@\"" });

    assert_status(robot, 0, "it waits for its own orphans only; see wait(2)");
    /* tail ends by itself: our orphan by now, and no concern of the lesson. */
    shell(text("while pgrep -x tail -P %d >/dev/null; do sleep 0.1; done",
               (int) getpid()));
}

/* Stopped, it does not see that its leash is cut. */
static void a_stopped_orphan_ends_too(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, ROBOT_END);
    long next = robot_number(robot, "the next, pid");
    shell(text("kill -STOP %ld", next));
    assert_int_equal(robot_quit(robot), 0);
}

static void two_runs_say_the_same(void **state)
{
    (void) state;
    says_the_same_twice(lesson, LONG_NUMBERS);
}

static void only_shows_one_step(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .args = { "--only=8" });

    assert_status(robot, 0, "--only ends after its step");
    assert_text("--only=8", robot->out, "Step 8 of 10", "step 8 is shown");
    assert_no_text("--only=8", robot->out, "Step 7", "step 7 is not");
    assert_no_text("--only=8", robot->out, "done:", "nor is the end");
}

static void it_runs_on_the_real_host(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson, .real_host = true);

    assert_int_equal(robot_walk(robot), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(a_plain_user_sees_the_same),
        cmocka_unit_test(fork_makes_a_child_that_knows_its_parent),
        cmocka_unit_test(a_parent_outside_is_told_as_that),
        cmocka_unit_test(execve_changes_the_program_only),
        cmocka_unit_test(a_child_that_ended_stays_until_it_is_waited_for),
        cmocka_unit_test(a_killed_child_is_told_from_one_that_exited),
        cmocka_unit_test(zombies_stay_until_their_parent_waits),
        cmocka_unit_test(an_orphan_gets_the_nearest_subreaper),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(killed_it_leaves_no_process),
        cmocka_unit_test(children_of_others_are_not_waited_for),
        cmocka_unit_test(a_stopped_orphan_ends_too),
        cmocka_unit_test(two_runs_say_the_same),
        cmocka_unit_test(only_shows_one_step),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
