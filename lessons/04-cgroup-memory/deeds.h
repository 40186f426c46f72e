/* deeds.h - what the process in the box of lesson 4 does when it is told to */

#ifndef CGROUP_DEEDS_H
#define CGROUP_DEEDS_H

#include <stddef.h>

enum deed {
    BE_BOX = 1,     /* is called "box" in ps(1) from now on, and not chosen when
                       the kernel kills for memory */
    HAVE_CHILD,     /* forks a child that becomes cat(1), waiting for input;
                       answers with its pid */
    FORK_ON,        /* forks until it is refused, FORKS_MOST times at most;
                       answers in words */
    COLLECT,        /* ends the children of FORK_ON */
};

#define FORKS_MOST 16

/* A deed_fn of child.h. */
int cgroup_deeds(int deed, char *answer, size_t size);

#endif
