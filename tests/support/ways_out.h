/* ways_out.h - how a lesson ends: q, a signal, kill -9, and beside another one

   Whichever it is, the host is as it was before.  run_lesson_tests() compares
   it around a test; here it is compared after every single run, so that no run
   hides what the one before has left.  That is why these functions come first
   in their test: what was started before them would be forgotten, host.h. */

#ifndef TEST_WAYS_OUT_H
#define TEST_WAYS_OUT_H

#include "robot.h"

/* A lesson at the prompt of STEP, 1 to the last; the steps before it have been
   performed unseen, without pauses. */
#define robot_from(lesson, step) robot_from_at(HERE, lesson, step)
struct robot *robot_from_at(struct where where, const char *lesson, int step);

/* kill -9, and the end of it; signal(7). */
#define robot_kill(robot) robot_kill_at(HERE, robot)
void robot_kill_at(struct where where, struct robot *robot);

/* Leaves LESSON at each of its pauses, also at that after the last step, twice:
   by q, which is status 0 and no "done:"; and by a signal n that asks it to end,
   which is status 128+n: SIGINT, SIGTERM, SIGHUP and SIGQUIT by turns. */
#define leave_at_every_pause(lesson) leave_at_every_pause_at(HERE, lesson)
void leave_at_every_pause_at(struct where where, const char *lesson);

/* kill -9 at each pause from that of step FIRST on, where nothing outlives the
   process that would have to be swept. */
#define kill_at_every_pause(lesson, first) \
    kill_at_every_pause_at(HERE, lesson, first)
void kill_at_every_pause_at(struct where where, const char *lesson, int first);

/* What somebody who is killed leaves behind. */
struct left {
    const char *look;  /* a shell command that shows it */
    const char *shown; /* these words, as long as it is there */
    const char *why;   /* it outlives its maker; see ... */
    const char *swept; /* what --sweep says when it has removed it */
};

/* --sweep finds nothing: what belongs to the living is left alone. */
#define sweep_nothing(lesson, why) sweep_nothing_at(HERE, lesson, why)
void sweep_nothing_at(struct where where, const char *lesson, const char *why);

/* kill -9; then something is left, --sweep says so and removes it.  The fields
   of struct left: .look = "ls /run". */
#define kill_and_sweep(robot, ...) \
    kill_and_sweep_at(HERE, robot, (struct left){ __VA_ARGS__ })
void kill_and_sweep_at(struct where where, struct robot *robot,
                       struct left left);

/* Two copies at the prompt of STEP, every line verified; then both to their
   end, status 0. */
struct two {
    struct robot *one, *other;
};
#define start_two(lesson, step) start_two_at(HERE, lesson, step)
#define walk_two(two) walk_two_at(HERE, two)
struct two start_two_at(struct where where, const char *lesson, int step);
void walk_two_at(struct where where, struct two two);

/* TIMES runs with OPTION, one after the other, all of status 0. */
#define run_in_a_row(lesson, times, option) \
    run_in_a_row_at(HERE, lesson, times, option)
void run_in_a_row_at(struct where where, const char *lesson, int times,
                     const char *option);

/* Two runs say the same, after sed -E with SCRIPT has replaced what may differ;
   where a line was wrapped depends on that and does not count. */
#define says_the_same_twice(lesson, script) \
    says_the_same_twice_at(HERE, lesson, script)
void says_the_same_twice_at(struct where where, const char *lesson,
                            const char *script);

/* Such a script: pids, inodes, start times. */
#define LONG_NUMBERS "s/[0-9]{2,}/N/g"

#endif
