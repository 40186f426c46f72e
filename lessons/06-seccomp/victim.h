/* victim.h - a process that may be killed */

#ifndef VICTIM_H
#define VICTIM_H

#include <sys/types.h>

/* A child of ours that is not waited for: its pid cannot become another's. */
struct victim {
    pid_t pid;
    int pidfd;
    int leash; /* it ends by itself when no process has this open any more */
};

/* Makes one.  Returns 0, or -1. */
int victim_make(struct victim *victim);

/* Lets it end, if nothing has killed it, and takes its wait status.  Returns 0,
   or -1. */
int victim_end(struct victim *victim, int *status);

#endif
