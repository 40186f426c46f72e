/* asker.h - one harmless call, made by a process of its own */

#ifndef ASKER_H
#define ASKER_H

#include <stddef.h>

/* Makes call NUMBER in a child, after BEFORE (may be NULL), and says what
   became of it: "works", "refused: EPERM", "killed by seccomp: SIGSYS (159)",
   or "let in, and refused by the kernel itself" (for arguments that are
   senseless on purpose, or for want of a privilege).  Returns 0, or -1 with the
   failure of BEFORE or of what the call needs.  It waits as long as the call
   takes: for a child that a parent waits for in wait_for(). */
int harmless_try(int number, int (*before)(void), char *text, size_t size);

/* fate() of child.h, but SIGSYS is said to come from a filter: nobody else
   sends it unless asked to; signal(7).  Returns TEXT. */
const char *seccomp_fate(int status, char *text, size_t size);

#endif
