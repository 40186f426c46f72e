/* attempt.c - try something in a child whose end takes everything with it

   See also: fork(2), prctl(2). */

#include "attempt.h"

#include "failure.h"
#include "files.h"
#include "wait.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* It may order children of its own about, and one of them may be dead: that is
   an EPIPE, write(2), and no reason to die. */
static int ignore_sigpipe(void)
{
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return failed("signal(SIGPIPE, SIG_IGN)");
    return 0;
}

/* In the child: says nothing if all went well, else what went wrong. */
static void try_and_exit(int (*try)(void), int answers)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        failed("prctl(PR_SET_PDEATHSIG)");
    else if (signals_for_child() == 0 && ignore_sigpipe() == 0 && try() == 0)
        _exit(0);
    ssize_t sent = write(answers, last_failure(), sizeof(struct failure));
    _exit(sent == sizeof(struct failure) ? 1 : 2);
}

static int judge(const char *what, int ready, ssize_t size, int status,
                 const struct failure *theirs)
{
    if (size == sizeof *theirs)
        return adopt_failure(theirs);
    if (ready == 1 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    failed_saying(ready == 1 ? "ended early" : "took too long", "%s", what);
    cause(ready == 1 ? "somebody killed it, or memory was short"
                     : "the machine is very slow");
    cure("try again");
    return by_chance();
}

int attempt(const char *what, int (*try)(void), int limit_ms)
{
    struct failure theirs;
    int ends[2], status;

    if (pipe2(ends, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    CLOSES int answers = ends[0];
    pid_t pid = fork();
    if (pid == 0)
        try_and_exit(try, ends[1]);
    close(ends[1]);
    if (pid == -1)
        return failed("fork()");

    int ready = wait_for(answers, limit_ms);
    ssize_t size = ready == 1 ? read(answers, &theirs, sizeof theirs) : 0;
    struct failure ours = *last_failure();
    /* Asked to stop: it still takes away what does not go with it, such as a
       cgroup. */
    int over = ready == -1 && ours.signal ? wait_for(answers, limit_ms) : ready;
    if (over != 1)
        kill(pid, SIGKILL);
    if (waitpid(pid, &status, 0) == -1)
        return failed("waitpid(%d)", (int) pid);
    return ready == -1 ? adopt_failure(&ours)
                       : judge(what, ready, size, status, &theirs);
}
