/* version.h - what differs between cgroup v1 and v2

   cgroup_v2.c and cgroup_v1.c each fill in one of these, and cgroup.c chooses
   by controller, for on many machines one controller is on v1 and another on
   v2. */

#ifndef VERSION_H
#define VERSION_H

#include "lessons/04-cgroup-memory/cgroup.h"

#define CPU_PERIOD_US 100000

struct cgroup_version {
    struct {
        enum controller controller;
        const char *file;
        const char *key; /* the word its line begins with, or NULL */
    } files[CGROUP_VALUES];

    /* Both return 0, or -1 with a failure. */
    int (*limit_memory)(const char *directory, uint64_t bytes);
    int (*limit_cpu)(const char *directory, int percent);
};

extern const struct cgroup_version cgroup_v1, cgroup_v2;

/* The kernel has no file to limit swap (it was not asked to count it at boot).
   Without swap on this machine that is no loss: returns 0; else -1, for a limit
   on memory alone would not hold.  FILE is the one that is missing. */
int no_swap_limit(const char *file);

#endif
