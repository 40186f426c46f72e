/* look.h - a process and its children, as /proc shows them from outside */

#ifndef PID_ONE_LOOK_H
#define PID_ONE_LOOK_H

#include <sys/types.h>

#define MOST_CHILDREN 16

struct children {
    pid_t pids[MOST_CHILDREN]; /* oldest first */
    int count, zombies;
};

/* The children of PID, own and adopted: /proc/PID/task/PID/children, proc(5).
   Returns 0, or -1. */
int children_of(pid_t pid, struct children *children);

/* Waits until PID has COUNT children, ZOMBIES of them dead, and the oldest runs
   the program NAME; at most 20 s, then they are what they are.  Returns 0, or
   -1. */
int children_settle(pid_t pid, int count, int zombies, const char *name,
                    struct children *children);

/* The pid of PID in the innermost pid namespace that it is in: the last number
   of NSpid in /proc/PID/status, proc(5).  Returns it, or -1. */
pid_t pid_inside(pid_t pid);

#endif
