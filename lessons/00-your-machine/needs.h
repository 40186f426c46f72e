/* needs.h - what is missing on this machine, and the package that has it */

#ifndef NEEDS_H
#define NEEDS_H

#include <stddef.h>

/* Lists the commands and man pages of packages.def that are not there, as
   "ip (package iproute2), unshare(2) (package manpages-dev)"; package names are
   those of this machine's package manager; where we know none, Debian's, and the
   text says so.  Returns how many are missing, or -1. */
int list_missing(char *text, size_t size);

#endif
