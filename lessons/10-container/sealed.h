/* sealed.h - the program that enters an image is a copy that nobody can change

   A process inside a container can reach the program that started it, by
   /proc/PID/exe, and write to it: the next container would be started by the
   author of the image (CVE-2019-5736).  So the program first becomes a copy of
   itself, in memory and sealed; memfd_create(2). */

#ifndef SEALED_H
#define SEALED_H

#include <stdbool.h>

/* Returns 0 if this process runs from a sealed copy; otherwise makes one and
   becomes it, with the same arguments and environment, so that main() begins
   again; argv[0] has a "/" then.  Call it early: what has been done so far is
   done again.  Returns -1 if no copy can be made or executed. */
int sealed_self(char *argv[]);

/* Whether the program of this process is sealed, as the kernel says: nothing
   that a user can set has a say; F_GET_SEALS of fcntl(2).  1, 0, or -1. */
int sealed_already(void);

#endif
