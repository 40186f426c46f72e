/* 08-pid-one - the second telling of lesson 8: claims, and their proof

   The kernel is asked from outside: ps(1), nsenter(1), /proc/PID/status.  A
   command in the box is in 08-command.c, its signals are in 08-signals.c. */

#include "support/outside.h"
#include "support/pid_one.h"
#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"
#include "support/ways_out.h"

static const char lesson[] = "08-pid-one";

/* ---- reading ----------------------------------------------------------- */

static const char *same_namespace(long a, long b, const char *type)
{
    return text("[ $(readlink /proc/%ld/ns/pid) = $(readlink /proc/%ld/ns/%s)"
                " ] && echo same || echo different", a, b, type);
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

/* ---- every way out ----------------------------------------------------- */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    leave_at_every_pause(lesson);
}

static void a_killed_run_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    kill_at_every_pause(lesson, 1);
}

static void two_at_once_both_succeed(void **state)
{
    (void) state;
    need_root();
    walk_two(start_two(lesson, 6));
}

static void thirty_runs_leave_nothing(void **state)
{
    (void) state;
    need_root();
    run_in_a_row(lesson, 30, "--pace=0");
}

static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    says_the_same_twice(lesson, LONG_NUMBERS);
}

/* ---- without root ------------------------------------------------------ */

static void the_whole_show_without_root(void **state)
{
    (void) state;
    need_user_namespaces();
    show_without_root(lesson, .wrapper = { "unshare", "-Ur" });
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
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(a_killed_run_leaves_nothing),
        cmocka_unit_test(two_at_once_both_succeed),
        cmocka_unit_test(thirty_runs_leave_nothing),
        cmocka_unit_test(two_runs_say_the_same),
        cmocka_unit_test(the_whole_show_without_root),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
