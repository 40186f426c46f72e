/* running.h - containers that run already, and were started by others */

#ifndef RUNNING_H
#define RUNNING_H

#include <sys/types.h>

/* What runc and crun keep of a container: DIRECTORY/NAME/FILE, JSON with the
   number of its first process and the time when that was started. */
struct state_file {
    const char *directory, *file, *pid, *start;
};

/* Finds the first process of a container that STATE tells of and that still
   runs.  Returns its pid, or 0 if there is none. */
pid_t running_by_state(const struct state_file *state);

/* Finds a process with a cgroup whose name begins with NAME ("docker-",
   "libpod-").  Returns its pid; 0 if there is none; -1 with a failure. */
pid_t running_by_group(const char *name);

/* 1 if CGROUP, the text of /proc/PID/cgroup, has such a name, else 0. */
int running_is_in_group(const char *cgroup, const char *name);

/* The number that JSON has for KEY, or 0. */
unsigned long long running_number(const char *json, const char *key);

#endif
