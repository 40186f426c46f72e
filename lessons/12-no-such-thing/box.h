/* box.h - the container of lesson 10, as a process to compare others with

   The story asks for no more than what stands here: another kind of box is put
   in its place by another box.c. */

#ifndef NO_SUCH_THING_BOX_H
#define NO_SUCH_THING_BOX_H

#include <sys/types.h>

/* For ready(): can it be made here?  Returns 0, or -1 with the cause. */
int boxed_ready(void);

/* Makes it, with its undo registered: a shell that waits in a container without
   a cable, with limits of memory, CPU and processes.  Returns 0, or -1. */
int boxed_start(void);

/* The shell, the container's process 2. */
pid_t boxed_pid(void);

/* Removes what killed runs left, and calls REMOVED with each.  Returns 0, or
   -1. */
int boxed_sweep(void (*removed)(const char *path));

#endif
