/* screen.h - what is typed goes in, what is shown comes out

   Copies between the caller's terminal and the master of the container's, and
   passes on the size of the window. */

#ifndef SCREEN_H
#define SCREEN_H

#include "lessons/10-container/copy.h"
#include "lessons/10-container/raw.h"


struct screen {
    struct raw *raw; /* the caller's terminal */
    int master;      /* the container's */
    int ended;       /* ready when the container has ended, a pidfd or a pipe */
    int signals;     /* signalfd(2): SIGWINCH, SIGCONT */
    int events;      /* epoll(7), for wait_for() */
    bool typing;     /* what is typed is read: not in the background */
    bool input;      /* descriptor 0 is the terminal */
    bool over;       /* the container has ended */
    struct flow in, shown;
};

/* Begins: RAW as raw_prepare() left it; what is typed goes in if INPUT
   (descriptor 0 is that terminal), and then raw_set() is called, here and
   whenever we come back from the background.  MASTER is pty_receive()'s, and
   closed by screen_end().  Sets the size of the container's window.  Returns 0,
   or -1. */
int screen_begin(struct screen *screen, struct raw *raw, int master, bool input,
                 int ended);

/* Copies until the container has ended and all that it wrote has been shown.
   Returns 0 then; -1 with a failure, which is a signal's if one has arrived,
   wait.h: the caller passes it on and calls again. */
int screen_copy(struct screen *screen);

/* Closes what screen_begin() has opened.  Always returns 0; an undo. */
int screen_end(void *screen);

#endif
