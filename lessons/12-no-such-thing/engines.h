/* engines.h - boxes that other programs make

   bubblewrap, unshare(1) and runc are started here with a command that waits.
   Docker and podman start containers from images, which this lesson neither
   fetches nor keeps: of these a running one is looked for. */

#ifndef ENGINES_H
#define ENGINES_H

#include <stddef.h>
#include <sys/types.h>

struct engine {
    const char *program;      /* the command that has to be installed */
    const char *shown;        /* the command line, as one would type it */
    const char *const *start; /* the same as words, ended by NULL; or NULL: only
                                 a running one is looked for */
    const char *group;        /* how the names of its cgroups begin; or NULL */
    const char *state;        /* a directory without which none is running */
};

extern const struct engine engines[]; /* ended by one without a program */

/* Starts or finds a box of ENGINE.  PID is that of a process in it; 0 if there
   is none, and then WHY says in words why not: that is no failure.  Returns 0,
   or -1. */
int engine_box(const struct engine *engine, pid_t *pid, char *why,
               size_t size);

/* Ends the one that was started last, if any.  Returns 0, or -1. */
int engine_stop(void);

/* Finds a process with a cgroup whose name begins with NAME ("docker-",
   "libpod-").  Returns its pid; 0 if there is none; -1 with a failure. */
pid_t engine_running(const char *name);

/* 1 if CGROUP, the text of /proc/PID/cgroup, has such a name, else 0. */
int engine_is_in_group(const char *cgroup, const char *name);

#endif
