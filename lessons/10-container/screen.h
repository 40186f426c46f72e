/* screen.h - what is typed goes in, what is shown comes out

   Copies between the caller's terminal and the master of the container's, and
   passes on the size of the window. */

#ifndef SCREEN_H
#define SCREEN_H

#include "lessons/10-container/raw.h"

#include <stdbool.h>
#include <stddef.h>

struct screen {
    struct raw *raw; /* the caller's terminal */
    int master;      /* the container's; -1 after its end */
    int out;         /* where its output goes: raw's terminal or another */
    int events;      /* epoll(7), for wait_for() */
    int signals;     /* signalfd(2): SIGWINCH, SIGCONT */
    bool typing;     /* input is read; not in the background */
    struct flow {
        char bytes[8192];
        size_t from, to; /* what has been read and not yet written */
    } in, shown;
};

/* Begins: RAW as raw_set() left it, MASTER of pty_receive(), which is closed by
   screen_end().  INPUT: what is typed goes in (descriptor 0 is the terminal).
   ENDED becomes ready when the container has ended, a pidfd or a pipe.  Sets
   the size of the container's window.  Returns 0, or -1. */
int screen_begin(struct screen *screen, struct raw *raw, int master, bool input,
                 int ended);

/* Copies until the container has ended and all that it wrote has been shown.
   Returns 0 then; -1 with a failure, which is a signal's if one has arrived,
   wait.h: the caller passes it on and calls again. */
int screen_copy(struct screen *screen);

/* Closes what screen_begin() has opened.  Always returns 0; an undo. */
int screen_end(void *screen);

#endif
