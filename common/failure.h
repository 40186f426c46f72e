/* failure.h - what went wrong, why, and what to do about it

   Every function of this project that can fail returns -1 (or NULL) and leaves
   one description of the failure behind.  It does not print and does not
   exit: only the story, in the parent, speaks to the user. */

#ifndef FAILURE_H
#define FAILURE_H

#include <stdbool.h>
#include <stddef.h>

/* Fixed size, no pointers: a child sends it to its parent through a pipe. */
struct failure {
    int error;       /* errno value, 0 if the failure has none */
    int signal;      /* SIGINT, SIGTERM, ...: we were asked to stop and nothing
                        is wrong; otherwise 0 */
    bool root_too;   /* root meets it as well: sudo is no cure */
    bool by_chance;  /* it says nothing about this machine: try again */
    char call[200];  /* the call with its arguments and the kernel's words */
    char cause[300]; /* why, probed where one errno has several meanings */
    char cure[200];  /* what the user can type or do */
};

/* Records a failed call and errno, such as failed("mount(%s)", path) for
   "mount(/proc): Operation not permitted (EPERM)".  Cause and cure are filled
   in where errno has one meaning everywhere.  Returns -1; see errno(3),
   strerror(3). */
int failed(const char *call, ...) __attribute__((format(printf, 1, 2)));

/* The same for a library that keeps its own error codes (libnl), or for a
   failure without errno: WORDS stands where strerror would. Returns -1. */
int failed_saying(const char *words, const char *call, ...)
    __attribute__((format(printf, 2, 3)));

/* Records that SIGNAL asked us to stop.  Returns -1. */
int failed_by_signal(int signal);

/* Says more about the failure just recorded.  Both return -1, so that
   "return cure(...)" ends a function. */
int cause(const char *text, ...) __attribute__((format(printf, 1, 2)));
int cure(const char *text, ...) __attribute__((format(printf, 1, 2)));

/* Says of the failure just recorded that root meets it as well.  Returns -1. */
int root_too(void);

/* Says of it that it came by chance, such as a probe that somebody killed.
   Returns -1. */
int by_chance(void);

/* The last failure of this process; never NULL, owned by failure.c. */
const struct failure *last_failure(void);

/* Takes over a failure that a child has sent.  Returns -1. */
int adopt_failure(const struct failure *theirs);

/* Writes the last failure to stderr, three lines in one write(2), so that
   two processes never mix half lines.  PROGRAM is the first word. */
void speak_failure(const char *program);

#endif
