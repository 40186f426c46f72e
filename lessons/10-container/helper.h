/* helper.h - a small process of the parent's, beside the container

   The janitor and the relay are such processes: forked, prepared, and only then
   relied on. */

#ifndef HELPER_H
#define HELPER_H

#include <stddef.h>
#include <sys/types.h>

struct helper {
    pid_t pid; /* 0: there is none */
    int pidfd; /* ready when it has ended */
};

/* Forks a process called NAME (up to 15 letters, for ps(1)) with /dev/null as
   input and output; messages may still go to descriptor 2.  It calls PREPARE,
   then WORK, and exits with 0 if WORK returned 0.  Both get THING.  Returns 0
   when it is prepared; or -1 with its failure, or ours, and then there is
   none. */
int helper_start(struct helper *helper, const char *name,
                 int (*prepare)(void *thing), int (*work)(void *thing),
                 void *thing);

/* Waits for its end, at most 5 s, then kills it.  Signals that arrive meanwhile
   are put back.  Returns 0 if it is gone or there is none; 1 if it ended by
   itself, and not with 0; or -1.  Takes it off the list of processes in any
   case. */
int helper_finish(struct helper *helper);

/* Kills it.  Returns 0; 1 if it had ended before, which it should not; or -1. */
int helper_kill(struct helper *helper);

/* How it has ended, in words in TEXT, and takes it off the list; NULL if it
   runs, or if there is none. */
const char *helper_fate(struct helper *helper, char text[], size_t size);

/* For PREPARE: clean_descriptors() of clean.h with KEEP, at most 32, and what
   the helper itself needs.  Returns 0, or -1. */
int helper_keeps(const int keep[], int count);

#endif
