/* engines.h - boxes that other programs make

   bubblewrap and unshare(1) are started here with a command that waits.  The
   others start containers from images, which this lesson neither fetches nor
   keeps: of these a running one is looked for. */

#ifndef ENGINES_H
#define ENGINES_H

#include <stddef.h>
#include <sys/types.h>

struct state_file;

struct engine {
    const char *program;      /* the command, and what it is called */
    const char *shown;        /* the command line, as one would type it */
    const char *const *start; /* the same as words, ended by NULL; or NULL: a
                                 running one is looked for, by one of these */
    const struct state_file *state; /* its own files; running.h */
    const char *group;              /* how the names of its cgroups begin */
};

extern const struct engine engines[]; /* ended by one without a program */

/* Starts or finds a box of ENGINE.  PID is that of a process in it; 0 if there
   is none: that is no failure.  Of one that could not be started WHY says in
   words why not.  Returns 0, or -1. */
int engine_box(const struct engine *engine, pid_t *pid, char *why,
               size_t size);

/* Ends the one that was started last, if any.  Returns 0, or -1. */
int engine_stop(void);

#endif
