/* 04-ways-out - every way out of lesson 4, and what killed runs have left

   A cgroup outlives who made it, so somebody has to remove it; and two runs on
   one machine must not touch each other's. */

#include "support/box_cgroup.h"
#include "support/launch.h"
#include "support/test.h"
#include "support/ways_out.h"

static const char lesson[] = "04-cgroup-memory";

/* ---- every way out ------------------------------------------------------ */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    leave_at_every_pause(lesson);
}

/* A second Ctrl-C does not stop the clean-up. */
static void impatience_does_not_hurt(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(6);
    for (int i = 0; i < 3; i++)
        robot_type(robot, "\003");
    assert_status(robot, 130, "Ctrl-C is SIGINT; see termios(3)");
}

/* What is left after SIGKILL: the directories, and here a stranger in one.  The
   box itself may end while cat(1) looks. */
static struct robot *leave_a_stranger(void)
{
    struct robot *robot = at_step(6);
    const char *box = box_of(robot);
    shell(text("sh -c 'echo $$ > %s/cgroup.procs; exec sleep 1000' "
               ">/dev/null 2>&1 & until cat $(sed 's:.*:/proc/&/comm:' "
               "%s/cgroup.procs) | grep sleep; do :; done", box, box));
    robot_kill(robot);
    assert_shows(text("cat $(sed 's:.*:/proc/&/comm:' %s/cgroup.procs); true",
                      box), "sleep", "a cgroup outlives who made it; see cgroups(7)");
    return robot;
}

static const char *left_of(const struct robot *robot)
{
    return text("find /sys/fs/cgroup -name 'loac-%d-*' | wc -l",
                (int) robot->pid);
}

static void what_a_killed_run_left_is_swept_by_the_next(void **state)
{
    (void) state;
    need_root();
    struct robot *killed = leave_a_stranger();
    struct robot *next = at_step(4);
    assert_said(next, text("loac-%d-", (int) killed->pid),
                "it says what it removed");
    assert_shows(left_of(killed), "0", "nothing is left of the killed run");
    assert_int_equal(robot_quit(next), 0);
}

static void sweep_removes_the_dead_and_leaves_the_living(void **state)
{
    (void) state;
    need_root();
    struct robot *alive = at_step(6);
    struct robot *killed = leave_a_stranger();
    struct robot *sweep = robot_run(lesson, .args = { "--sweep" });
    assert_status(sweep, 0, "sweeping works");
    assert_text("--sweep", sweep->out, "swept: /", "it says what it removed");
    assert_shows(left_of(killed), "0", "nothing is left of the killed run");
    assert_text("the box", memory_limit(alive), "memory.",
                "what belongs to a living lesson is left alone");
    assert_int_equal(robot_walk(alive), 0);
}

/* unshare(1) makes a pid namespace: the lesson is pid 1 there, and nothing on
   the host says whether the pid 1 of some namespace is alive. */
static void a_run_in_another_pid_namespace_is_not_swept(void **state)
{
    (void) state;
    need_root();
    struct robot *alive = robot_start(lesson, .args = { "--from=6" },
        .wrapper = { "unshare", "-pf", "--mount-proc" });
    robot_prompt(alive, 6);
    struct robot *sweep = robot_run(lesson, .args = { "--sweep" });
    assert_status(sweep, 0, "there is nothing to sweep");
    assert_no_text("--sweep", sweep->out, "loac-1-",
                   "a pid of another namespace names nobody here; see "
                   "pid_namespaces(7)");
    assert_no_text("the next run",
                   robot_run(lesson, .args = { "--only=3" })->out, "loac-1-",
                   "nor does the next run take it for dead");
    robot_key(alive, "c");
    assert_status(alive, 0, "it has all that it made, and goes on");
}

static void two_at_once_both_succeed(void **state)
{
    (void) state;
    need_root();
    struct two two = start_two(lesson, 6);

    assert_string_not_equal(box_of(two.one), box_of(two.other));
    walk_two(two);
}

static void ten_runs_in_a_row_leave_nothing(void **state)
{
    (void) state;
    need_root();
    run_in_a_row(lesson, 10, "--only=6");
}

/* Numbers aside, and what follows from how busy the machine was just then, the
   same text twice. */
static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    const char *run = text("%s%s --pace=0 | tr -s ' \\n' ' ' "
                           "| sed 's/[0-9][0-9]*/N/g; "
                           "s/note: this machine gives[^:]*box:/box:/; "
                           "s/now: it [^:]* note/now: note/; "
                           "s/'\\''throttled [^ ]*/throttled/'",
                           first(), launch_path(lesson, false));
    struct robot *once = shell(run), *again = shell(run);

    assert_string_equal(once->out, again->out);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(impatience_does_not_hurt),
        cmocka_unit_test(what_a_killed_run_left_is_swept_by_the_next),
        cmocka_unit_test(sweep_removes_the_dead_and_leaves_the_living),
        cmocka_unit_test(a_run_in_another_pid_namespace_is_not_swept),
        cmocka_unit_test(two_at_once_both_succeed),
        cmocka_unit_test(ten_runs_in_a_row_leave_nothing),
        cmocka_unit_test(two_runs_say_the_same),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
