/* run.h - run a command, wait for it, pass its status on */

#ifndef RUN_H
#define RUN_H

/* Forks, calls BEFORE_EXEC (may be NULL) in the child, becomes ARGV[0], looked
   up in PATH, and waits; fork(2), execve(2), wait(2).  BEFORE_EXEC returns 0,
   or -1 with a failure, and then the command does not run.  It must not print;
   if it changes user ids it sets PR_SET_PDEATHSIG again, prctl(2).

   Returns 0 if the command ran, or -1 with a failure for the caller to speak.
   STATUS is in both cases what to exit with: the command's own status, 128+n if
   signal n killed it; 127 no such command, 126 it cannot be executed, 125
   BEFORE_EXEC or this function failed; 128+n if signal n asked us to stop.

   The command keeps our terminal and stays in our process group, so Ctrl-C and
   Ctrl-Z reach it; we leave SIGINT and SIGQUIT to it while it runs, as
   system(3) does, and pass on those that a process has sent to us.  SIGTERM and
   SIGHUP end it, and so does our own end.  From here on wait_for() tells of
   SIGQUIT, too. */
int run_command(char *argv[], int (*before_exec)(void), int *status);

/* The wait status of the last command that ran, wait(2): it tells an exit with
   status 128+n from a death by signal n. */
int run_wait_status(void);

/* Two parts of it, for those who make the process by another call than fork(2).
   In the child: becomes ARGV[0], looked up in PATH; returns only on failure, -1
   with the true cause.  In the parent: the exit status for the last failure, as
   above: 125, 126, 127 or 128+n. */
int run_exec(char *argv[]);
int run_failure_status(void);

#endif
