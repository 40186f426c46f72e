/* harmless.h - system calls that do no harm if they get through

   Whoever tests a filter makes the very calls that it forbids.  So each is made
   with arguments that change nothing outside of the process that makes it, and
   in a process of its own: it may be killed for asking. */

#ifndef HARMLESS_H
#define HARMLESS_H

#include <stddef.h>

#define I386_UNSHARE 310 /* <asm/unistd_32.h> */

/* The number of the call that has NAME here, or -1; the name of call NUMBER,
   NULL after the last (for nearest()); and what it does, "kill(self, 0)". */
int harmless_number(const char *name);
const char *harmless_name(int number);
const char *harmless_call(int number);

/* Makes call NUMBER in a child, after BEFORE (may be NULL), and says what
   became of it: "works", "refused: EPERM", "killed by seccomp: SIGSYS (159)",
   or "let in, and refused by the kernel itself" (for arguments that are
   senseless on purpose, or for want of a privilege).  Returns 0, or -1 if it
   could not be made. */
int harmless_try(int number, int (*before)(void), char *text, size_t size);

/* fate() of child.h, but SIGSYS is said to come from a filter: nobody else
   sends it unless asked to; signal(7).  Returns TEXT. */
const char *seccomp_fate(int status, char *text, size_t size);

#endif
