/* clean.h - what a command must not inherit

   Each function is called in the container, shortly before execve(2), and
   reads back what it did. */

#ifndef CLEAN_H
#define CLEAN_H

/* Nobody inside may trace or read us while we set up: our /proc/PID belongs to
   root, ptrace(2) is refused.  execve(2) and set*id calls end it, so it is
   called again after those; PR_SET_DUMPABLE of prctl(2).  Returns 0, or -1. */
int clean_hidden(void);

/* Everybody inside may read /proc/1/cmdline: makes it our name and nothing
   else, and reads it back.  What argv[] points to is gone then: copy what is
   still needed.  Returns 0, or -1. */
int clean_arguments(void);

/* Closes every descriptor from 3 on but the COUNT ones in KEEP, where -1 is
   none; close_range(2).  Reads /proc/self/fd to see that it is so.  Returns 0,
   or -1. */
int clean_descriptors(const int keep[], int count);

/* A session keyring of our own in place of the caller's, keyctl(2).  A kernel
   without keyrings (ENOSYS) has none to hide.  Returns 0, or -1. */
int clean_keyring(void);

/* An environment made from nothing: PATH, HOME, HOSTNAME, TERM where it is not
   NULL, and EXTRA, texts NAME=VALUE ended by NULL (may be NULL), which win.
   Returns 0, or -1; environ(7). */
int clean_environment(const char *home, const char *hostname, const char *term,
                      char *const extra[]);

/* Checks one text for EXTRA, the value of --env: 0, or -1. */
int clean_variable(const char *text);

/* New files are writable by their owner alone; umask(2).  Always 0. */
int clean_umask(void);

/* A crash leaves no image of memory: RLIMIT_CORE is 1, core(5).  Returns 0, or
   -1. */
int clean_limits(void);

#endif
