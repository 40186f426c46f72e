/* reserve.h - a name that one process has, and that goes with it

   A file with a pid in it outlives its process, and a pid means something else
   in another pid namespace.  A socket does not: the kernel closes it, whatever
   ends the process. */

#ifndef RESERVE_H
#define RESERVE_H

/* Reserves the name "@loac-" TEXT in the caller's network namespace.  Returns 1
   and the socket in *HELD, which the caller closes, 0 if another socket has the
   name, or -1. */
int reserve(const char *text, int *held);

#endif
