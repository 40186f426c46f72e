/* look.h - a process and its children, as /proc shows them from outside */

#ifndef PID_ONE_LOOK_H
#define PID_ONE_LOOK_H

#include "lessons/01-fork-wait/child.h"

#include <sys/types.h>

#define MOST_CHILDREN 16

struct children {
    pid_t pids[MOST_CHILDREN]; /* oldest first */
    int count, zombies;
};

/* The children of PID, own and adopted: /proc/PID/task/PID/children, proc(5).
   Returns 0, or -1. */
int children_of(pid_t pid, struct children *children);

/* Waits until BOX has COUNT children, ZOMBIES of them dead, and one of them,
   PAYLOAD, runs the program NAME; at most 20 s, then they are what they are.
   Returns 0, or -1 if it cannot be seen, BOX has failed or PAYLOAD has ended. */
int children_settle(struct child *box, pid_t payload, const char *name,
                    int count, int zombies, struct children *children);

/* Records that process 1 of a box, PID, has ended before it was to.  Returns
   -1. */
int process_1_is_gone(pid_t pid);

/* The pid of PID in the innermost pid namespace that it is in: the last number
   of NSpid in /proc/PID/status, proc(5).  Returns it, or -1. */
pid_t pid_inside(pid_t pid);

#endif
