/* told.h - what several steps of the story of lesson 8 say or do */

#ifndef PID_ONE_TOLD_H
#define PID_ONE_TOLD_H

#include "lessons/01-fork-wait/child.h"
#include "lessons/08-pid-one/look.h"

/* "sudo unshare", or how this user gets a namespace. */
const char *told_unshare(void);

/* Makes CHILD process 1 of a new pid namespace, with its undo; it obeys
   pid_one_deeds().  Returns 0, or -1. */
int told_box(struct child *child, const char *what);

/* Orders a deed whose answer is one number.  Returns 0, or -1. */
int told_number(struct child *child, int deed, int *number);

/* Has process 1 of CHILD start its payload: fills in the pid that it has here,
   while nobody waits for it yet.  Returns 0, or -1. */
int told_payload(struct child *child, pid_t *payload);

/* "same" or "different". */
const char *told_pid_namespaces(pid_t a, pid_t b);

/* Says how many children PID has, and how many are zombies. */
void told_children(pid_t pid, const struct children *children);

#endif
