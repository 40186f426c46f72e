/* helper.h - programs that do what a plain user may not: newuidmap, newgidmap

   Both are set-user-ID or carry a file capability, and look at /etc/subuid and
   /etc/subgid before they write; newuidmap(1), subuid(5). */

#ifndef HELPER_H
#define HELPER_H

#include "lessons/09-userns/idmap.h"

/* True if both are in PATH. */
bool helpers_are_there(void);

/* Lets them write the maps of PID, in the right order.  Returns 0, or -1 with
   what the program said. */
int helpers_write(pid_t pid, const struct idmap *map);

/* Runs ARGV, looked up in PATH, to its end.  The first line that it writes to
   standard output or error goes into SAID, STATUS is as of wait(2).  Returns 0,
   or -1. */
int program_run(char *const argv[], char *said, size_t size, int *status);

#endif
