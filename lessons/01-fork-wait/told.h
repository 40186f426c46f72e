/* told.h - what both parts of the story of lesson 1 use */

#ifndef FORK_WAIT_TOLD_H
#define FORK_WAIT_TOLD_H

#include "lessons/01-fork-wait/child.h"

#include <sys/types.h>

extern struct child child;

/* Makes the child, with its undo; it obeys fork_wait_deeds().  Takes its status
   when it has ended.  Return 0, or -1. */
int make_child(void);
int collect_child(int *status);

/* The parent of a process that has one for certain.  Returns it, or -1. */
pid_t parent_of(pid_t pid);

/* told_deeper.c: steps 7 to 10; see story.h. */
int a_signal_is_a_status_too(void);
int a_parent_that_never_waits(void);
int cured_by_waiting(void);
int a_parent_that_dies_first(void);

#endif
