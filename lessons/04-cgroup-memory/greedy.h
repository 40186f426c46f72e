/* greedy.h - a child that wants too much

   It takes memory or CPU time when it is told to, and ends.  It cannot harm the
   machine: its own loops end at 32 MiB and after one second, limit or not, and
   if memory runs short the kernel is asked to kill it before anybody else. */

#ifndef GREEDY_H
#define GREEDY_H

#include "lessons/01-fork-wait/child.h"

enum greed {
    GREED_MEMORY = 1, /* touches GREEDY_WISH_MIB, one MiB after the other */
    GREED_CPU,        /* computes for GREEDY_CPU_MS of time on the clock */
};

#define GREEDY_WISH_MIB 32
#define GREEDY_CPU_MS 1000

struct greedy {
    struct child child;
    int progress; /* where its reports come from, or -1 */
    long begun_ms;
};

/* How it ended. */
struct greedy_end {
    int status;     /* wait status, wait(2) */
    int mebibytes;  /* how many it had touched */
    long cpu_ms;    /* CPU time it got; getrusage(2) */
    long elapsed_ms; /* from the order to its end */
};

/* Forks one; register greedy_stop() before.  Returns 0, or -1. */
int greedy_fork(struct greedy *greedy);

/* Gives the order and does not wait.  Returns 0, or -1. */
int greedy_begin(struct greedy *greedy, enum greed greed);

/* Waits for its end, at most 20 s.  Returns 0, or -1. */
int greedy_wait(struct greedy *greedy, struct greedy_end *end);

/* Kills it if there still is one; an undo of undo.h. */
int greedy_stop(void *greedy);

#endif
