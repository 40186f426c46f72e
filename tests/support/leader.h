/* leader.h - the robot's shell: the process between the robot and a program

   A terminal belongs to a session, and the first process of a session is
   special: when it ends, the kernel hangs the terminal up and resets it,
   credentials(7), setsid(2).  At a real terminal that process is the shell.
   Here it is a child of the test that does what a shell does for one job. */

#ifndef TEST_LEADER_H
#define TEST_LEADER_H

#include <stdbool.h>
#include <sys/types.h>

struct job {
    char **argv, **env;
    const char *cwd;
    int streams[3]; /* standard input, output, error; -1: closed */
    int terminal;   /* the controlling terminal, -1: none */
    int reports;    /* the writing end of a pipe */
    bool plain_user, real_host;
};

/* What the leader writes to the pipe: the pid of the program, then how it
   ended; or why it could not be started. */
struct report {
    pid_t pid;
    bool ended;
    int status;    /* as wait(2) gives it */
    int error;     /* errno of CALL, or 0 */
    char call[64];
};

/* Forks the leader.  Returns its pid, or -1 with errno.  It lives, when the
   program has ended, until it is killed: so long the terminal stays as the
   program left it. */
pid_t leader_fork(const struct job *job);

#endif
