/* deeds.h - what the processes of lesson 8 do when they are told to */

#ifndef PID_ONE_DEEDS_H
#define PID_ONE_DEEDS_H

#include <stddef.h>

#define ORPHANS 5 /* that a payload makes, and that end at once */

enum deed {
    /* One that makes a pid namespace, and stays outside. */
    LEAVE = 1,   /* a new pid namespace for its children */
    FIRST_CHILD, /* forks one, which waits; answers with its pid */
    FIRST_ENDS,  /* lets it end, and waits for it */
    NEXT_CHILD,  /* forks another; answers with errno, or 0 */

    /* A process 1. */
    WHO_AM_I,    /* answers in words with its pid and its parent's */
    LOOK_AROUND, /* answers in words with what its /proc shows */
    FRESH_PROC,  /* a /proc of its own */
    KILL_ITSELF, /* SIGKILL to itself; answers with errno, or 0 */
    START,       /* init_start(): a payload that makes orphans */
    SERVE,       /* init_serve(); answers with the payload's wait status */
};

/* A deed_fn of child.h. */
int pid_one_deeds(int deed, char *answer, size_t size);

/* Leaves the mount namespace for a private one and covers /proc with one that
   shows the caller's pid namespace; proc(5), mount(2).  Returns 0, or -1 with
   the cause. */
int fresh_proc(void);

/* init_serve() as a deed: the wait status as a number in ANSWER. */
int serve(int payload, char *answer, size_t size);

#endif
