/* caps.h - what lesson 5 says of a process, and what the kernel says */

#ifndef TEST_CAPS_H
#define TEST_CAPS_H

#include "robot.h"

/* The rows of the lesson's table, ended by NULL. */
extern const char *const caps_deeds[];

/* What the row of DEED has said behind its capability: "allowed EPERM". */
#define assert_row(robot, deed, expected, why) \
    assert_row_at(HERE, robot, deed, expected, why)
void assert_row_at(struct where where, struct robot *robot, const char *deed,
                   const char *expected, const char *why);

/* What stands behind LINE, as "CapEff", in /proc/PID/status; proc(5). */
const char *status_of(long pid, const char *line);

/* What `--keep LIST -- grep -E 'Cap|NoNew' /proc/self/status` has said: SET, in
   three of the sets, and nothing in the others. */
#define assert_sets(grep, set) assert_sets_at(HERE, grep, set)
void assert_sets_at(struct where where, struct robot *grep, const char *set);

#endif
