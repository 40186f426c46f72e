/* deeds.h - what the child of lesson 1 does when it is told to */

#ifndef FORK_WAIT_DEEDS_H
#define FORK_WAIT_DEEDS_H

#include <stddef.h>

#define LITTER_SIZE 5

enum deed {
    WHO_AM_I = 1,    /* answers with its pid and its parent's */
    BECOME_SHELL,    /* execve(2): sh, which ends with status 7 when its input
                        does */
    LITTER_ZOMBIES,  /* forks LITTER_SIZE children that end at once, waits for
                        none; answers with their pids */
    COLLECT_ZOMBIES, /* waits for them */
};

/* A deed_fn of child.h. */
int fork_wait_deeds(int deed, char *answer, size_t size);

#endif
