/* box.h - the box of lesson 6, and what the story says of it */

#ifndef SECCOMP_BOX_H
#define SECCOMP_BOX_H

#include "lessons/06-seccomp/deeds.h"

#include <sys/types.h>

/* Makes a new box in place of the one before; the second form installs a filter
   in it.  Return 0, or -1. */
int box_renew(void);
int box_renew_behind(enum deed install);

/* Orders a deed, see child_order(); box_becomes() one that ends in
   child_becomes(). */
int box_order(int deed, char *answer, size_t size);
int box_becomes(enum deed deed);

/* Orders a deed that must be the end of the box, and takes its wait status;
   then there is none until the next box_renew().  Returns 0, or -1. */
int box_ends_by(enum deed deed, int *status);

/* Stops the box, if there is one.  Returns 0, or -1. */
int box_stop(void);

pid_t box_pid(void);

/* A number from /proc/PID/status of the box, or -1 with a failure; proc(5). */
long box_status(const char *field);

/* Speak facts: what became of a call of harmless.h that the box makes, and the
   lines about seccomp in its /proc/PID/status.  Return 0, or -1, also if a call
   was refused that should be let in, or not refused with ERROR. */
int show_let_in(const char *name);
int show_refused(const char *name, const char *error);
int show_state(void);

/* Speaks the verify line for the seccomp mode of the box.  Returns 0, or -1. */
int verify_mode(void);

#endif
