/* wait.h - signals are taken in one place, and nothing else sleeps

   SIGINT, SIGQUIT, SIGTERM and SIGHUP are blocked from the first line of main()
   and read as data, signalfd(2), in the only function that waits.  No handler
   runs between two lines of a story, so every way out is an ordinary one. */

#ifndef WAIT_H
#define WAIT_H

#include <stdbool.h>

/* Blocks these four signals, ignores SIGPIPE (a vanished child or reader then
   is an EPIPE, write(2)), makes SIGCHLD what wait(2) needs, and opens the
   signalfd.  Returns 0 or -1. */
int signals_begin(void);

/* Takes COUNT more signals in the same way.  Returns 0 or -1. */
int signals_also(const int signals[], int count);

/* For a child, right after fork(2): clean mask, default SIGPIPE, and a process
   group of its own so that Ctrl-C reaches the parent only; see signal(7),
   setpgid(2).  Returns 0 or -1. */
int signals_for_child(void);

/* Waits until FD (or -1 for none) can be read or has hung up, at most
   MILLISECONDS (-1: for ever).  Returns 1 when FD is ready, 0 when the time is
   over, -1 with a failure, which is a signal's if one has arrived; see
   poll(2), signalfd(2). */
int wait_for(int fd, int milliseconds);

/* True if the signal of which wait_for() told last was sent by a process, to us
   or to our group; false if by the kernel: Ctrl-C goes to all of the terminal's
   foreground group; sigaction(2), si_code. */
bool signal_was_sent(void);

/* Milliseconds on a clock that nobody sets, for time limits: CLOCK_MONOTONIC,
   clock_gettime(2). */
long now_ms(void);

#endif
