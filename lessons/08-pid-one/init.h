/* init.h - a process 1 that does its duty

   Process 1 of a pid namespace gets no signal that it has not asked for,
   becomes the parent of every orphan, and takes all others along when it ends;
   pid_namespaces(7).  So it should not be the program that somebody wants to
   run, but its parent: init starts that payload as process 2, passes signals on
   to it, waits for everybody, and ends when the payload has.

   The caller is process 1 and needs for this neither a capability nor /proc.
   It has no other children of its own and takes no signals meanwhile. */

#ifndef INIT_H
#define INIT_H

#include <sys/types.h>

/* Forks the payload: with a clean signal mask and all signals at their default
   it calls BECOME(ARG), which prepares what is to be prepared, such as a
   session and its terminal, and ends in execve(2).  BECOME returns only with -1
   and a failure, which then is this function's.

   Returns 0 when the payload runs its program, its pid in PAYLOAD; or -1, and
   then the caller should end.  The payload is born in the caller's process
   group and may leave it; the caller moves to one of its own, so that Ctrl-C
   does not reach it, too.  From here on its signals are blocked: init_serve()
   takes them.  See fork(2), sigprocmask(2), setpgid(2). */
int init_start(int (*become)(void *arg), void *arg, pid_t *payload);

/* Passes on SIGHUP, INT, QUIT, TERM, USR1, USR2, CONT, TSTP and WINCH, and
   waits for every child, own or adopted, until PAYLOAD has ended; no signal
   handler is involved.  Returns 0 with the payload's wait status in STATUS, or
   -1.  The caller should end then: so does everybody who is left.
   See sigwaitinfo(2), wait(2), kill(2). */
int init_serve(pid_t payload, int *status);

/* Makes all signals what they are for a new program: not blocked, and at their
   default.  For a process 1 that becomes a program itself; the payload of
   init_start() has had it done.  Returns 0, or -1; see signal(7), execve(2). */
int signals_for_program(void);

#endif
