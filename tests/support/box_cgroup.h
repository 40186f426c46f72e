/* box_cgroup.h - the cgroups of lesson 4, as its tests see them from outside

   The kernel is asked from outside: the files are read with the shell, found by
   name and not by what the lesson says of them. */

#ifndef TEST_BOX_CGROUP_H
#define TEST_BOX_CGROUP_H

#include "robot.h"

#include <stdbool.h>

/* The first line that a shell command prints. */
const char *output_of(const char *command);

/* The file of ROBOT's box that is called V2 on cgroup v2 and V1 on v1. */
const char *file_of(const struct robot *robot, const char *v2, const char *v1);

/* The file with its memory limit, and the directory of that. */
const char *memory_limit(const struct robot *robot);
const char *box_of(const struct robot *robot);

/* The number in FILE; "oom_kill 1" in FILE: 1. */
long number_in(const char *file);
long counter_in(const char *file, const char *key);

/* True if memory is on a hierarchy of that version here. */
bool machine_has(int version);

/* A lesson that waits at the prompt of STEP; what came before it has shown
   without pauses. */
struct robot *at_step(int step);

/* For a shell: the next command comes before all others on this machine;
   nice(1), and sched(7), autogroup.  The machines of tests/vm have no others,
   and their kernel needs some time for itself. */
const char *first(void);

#define assert_number(what, seen, expected, why) \
    assert_number_at(HERE, what, seen, expected, why)
#define assert_at_most(what, seen, most, why) \
    assert_at_most_at(HERE, what, seen, most, why)
#define assert_at_least(what, seen, least, why) \
    assert_at_least_at(HERE, what, seen, least, why)
void assert_number_at(struct where where, const char *what, long seen,
                      long expected, const char *why);
void assert_at_most_at(struct where where, const char *what, long seen,
                       long most, const char *why);
void assert_at_least_at(struct where where, const char *what, long seen,
                        long least, const char *why);

#endif
