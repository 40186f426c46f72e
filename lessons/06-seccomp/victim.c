/* victim.c - a process that may be killed

   See also: pipe(2), pidfd_open(2), prctl(2). */

#include "lessons/06-seccomp/victim.h"

#include "common/failure.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* End of file: nobody holds the other end of the leash any more. */
static void await_end(int leash[2])
{
    char byte;

    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        _exit(1);
    close(leash[1]);
    _exit(read(leash[0], &byte, 1) == 0 ? 0 : 1);
}

int victim_make(struct victim *victim)
{
    int leash[2], status;

    if (pipe2(leash, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    pid_t pid = fork();
    if (pid == 0)
        await_end(leash);
    if (pid == -1)
        failed("fork()");
    close(leash[0]);
    if (pid == -1) {
        close(leash[1]);
        return -1;
    }
    *victim = (struct victim){ pid, pidfd_open(pid, 0), leash[1] };
    if (victim->pidfd != -1)
        return 0;
    failed("pidfd_open(%d)", (int) pid);
    close(leash[1]);
    waitpid(pid, &status, 0);
    return -1;
}

int victim_end(struct victim *victim, int *status)
{
    close(victim->leash);
    close(victim->pidfd);
    if (waitpid(victim->pid, status, 0) == -1)
        return failed("waitpid(%d)", (int) victim->pid);
    return 0;
}
