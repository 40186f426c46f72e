/* ways_out.c - how a lesson ends: q, a signal, kill -9, and beside another one */

#include "ways_out.h"

#include "host.h"
#include "launch.h"
#include "suite.h"
#include "text.h"

#include <signal.h>
#include <string.h>

/* ---- at a pause -------------------------------------------------------- */

struct robot *robot_from_at(struct where where, const char *lesson, int step)
{
    struct robot *robot = robot_start_at(where, lesson,
        (struct robot_options){ .args = { "--from", text("%d", step) } });

    robot_prompt_at(where, robot, step);
    return robot;
}

/* PAUSE is the number of its step; that after the last step has one more. */
static struct robot *at_pause(struct where where, const char *lesson,
                              int pause, int steps)
{
    struct robot *robot = robot_from_at(where, lesson,
                                        pause > steps ? steps : pause);

    if (pause > steps)
        robot_enter_at(where, robot);
    return robot;
}

static int steps_of(struct where where, const char *lesson)
{
    struct robot *robot = robot_from_at(where, lesson, 1);

    robot_quit_at(where, robot);
    return robot->steps;
}

/* ---- every way out ----------------------------------------------------- */

static void assert_host_after(struct where where, const struct robot *robot,
                              const struct host *before)
{
    assert_host_at(where, before, text("this run: %s", robot_place(robot)));
}

static void leave_by_q(struct where where, struct robot *robot,
                       const struct host *before)
{
    robot_quit_at(where, robot);
    assert_status_at(where, robot, 0, "q is a good end");
    assert_text_at(where, "the end", robot->out, "done:", false,
                   "q is no proof that all was shown");
    assert_host_after(where, robot, before);
}

static void leave_by_signal(struct where where, struct robot *robot, int number,
                            const struct host *before)
{
    robot_signal(robot, number);
    assert_status_at(where, robot, 128 + number,
                     "a signal is passed on as 128+n; see signal(7)");
    assert_host_after(where, robot, before);
}

/* It lives until the end of the test, as texts do: host_forget() is not run
   when an assertion fails. */
static struct host snapshot(void)
{
    struct host before;

    host_snapshot(&before);
    text_keep(before.state);
    return before;
}

void leave_at_every_pause_at(struct where where, const char *lesson)
{
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
    const struct host before = snapshot();
    int steps = steps_of(where, lesson);

    for (int pause = 1; pause <= steps + 1; pause++) {
        leave_by_q(where, at_pause(where, lesson, pause, steps), &before);
        leave_by_signal(where, at_pause(where, lesson, pause, steps),
                        signals[pause % 4], &before);
    }
}

/* ---- kill -9 ----------------------------------------------------------- */

void robot_kill_at(struct where where, struct robot *robot)
{
    robot_signal(robot, SIGKILL);
    assert_status_at(where, robot, -SIGKILL, "nobody survives SIGKILL");
}

void kill_at_every_pause_at(struct where where, const char *lesson, int first)
{
    const struct host before = snapshot();
    int steps = steps_of(where, lesson);

    for (int pause = first; pause <= steps + 1; pause++) {
        struct robot *robot = at_pause(where, lesson, pause, steps);

        robot_kill_at(where, robot);
        assert_host_after(where, robot, &before);
    }
}

static struct robot *sweep(struct where where, const char *lesson)
{
    struct robot *robot = robot_run_at(where, lesson,
        (struct robot_options){ .args = { "--sweep" } });

    assert_status_at(where, robot, 0, "sweeping works");
    return robot;
}

void sweep_nothing_at(struct where where, const char *lesson, const char *why)
{
    assert_text_at(where, "--sweep", sweep(where, lesson)->out,
                   "nothing to sweep", true, why);
}

void kill_and_sweep_at(struct where where, struct robot *robot,
                       struct left left)
{
    robot_kill_at(where, robot);
    assert_shows_at(where, left.look, left.shown, true, left.why);
    assert_text_at(where, "--sweep", sweep(where, robot->name)->out, left.swept,
                   true, "it says what it removed");
    assert_shows_at(where, left.look, left.shown, false, "and it has done so");
}

/* ---- more than one run ------------------------------------------------- */

struct two start_two_at(struct where where, const char *lesson, int step)
{
    const struct robot_options usual = { 0 };
    struct two two = { robot_start_at(where, lesson, usual),
                       robot_start_at(where, lesson, usual) };

    robot_go_to_at(where, two.one, step);
    robot_go_to_at(where, two.other, step);
    return two;
}

void walk_two_at(struct where where, struct two two)
{
    struct robot *robots[] = { two.one, two.other };

    for (int i = 0; i < 2; i++) {
        robot_walk_at(where, robots[i]);
        assert_status_at(where, robots[i], 0,
                         i ? "two at once do not meet"
                           : "the other one waits at its pause and touches "
                             "nothing");
    }
}

void run_in_a_row_at(struct where where, const char *lesson, int times,
                     const char *option)
{
    for (int i = 0; i < times; i++)
        assert_status_at(where, robot_run_at(where, lesson,
            (struct robot_options){ .args = { option } }), 0,
            "each run stands alone");
}

static const char *said_by_a_run(struct where where, const char *lesson,
                                 const char *script)
{
    return text_unwrapped(robot_shell(where,
        text("%s --pace=0 | sed -E '%s'", launch_path(lesson, false),
             script))->out);
}

void says_the_same_twice_at(struct where where, const char *lesson,
                            const char *script)
{
    const char *first = said_by_a_run(where, lesson, script);
    const char *second = said_by_a_run(where, lesson, script);
    const char *one, *other;

    do {
        one = text_line(&first);
        other = text_line(&second);
    } while (one && other && strcmp(one, other) == 0);
    if (one || other)
        fail_saying(where, "  expected: two runs that say the same\n"
                    "  first:    %s\n  second:   %s\n", one ? one : "the end",
                    other ? other : "the end");
}
