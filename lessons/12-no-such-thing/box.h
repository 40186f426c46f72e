/* box.h - a process to which everything was done that lessons 2 to 6 can do

   The story asks for no more than what stands here: another kind of box, such
   as the container of lesson 10, is put in its place by another box.c. */

#ifndef NO_SUCH_THING_BOX_H
#define NO_SUCH_THING_BOX_H

#include <sys/types.h>

/* For ready(): can it be made here?  Returns 0, or -1 with the cause. */
int boxed_ready(void);

/* Makes it, with its undo registered: a shell that waits in namespaces of its
   own, in a cgroup with limits, with the capabilities that podman leaves, and
   behind a filter.  Returns 0, or -1. */
int boxed_start(void);

pid_t boxed_pid(void);

/* Removes what killed runs left, and calls REMOVED with each.  Returns 0, or
   -1. */
int boxed_sweep(void (*removed)(const char *path));

#endif
