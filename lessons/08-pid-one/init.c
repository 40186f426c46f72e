/* init.c - a process 1 that does its duty

   The question: what must process 1 do that no other process has to?  Take
   signals, since the kernel drops those that it does not ask for; wait for
   orphans, since they become its children; and end with the right status.

   See also: pid_namespaces(7), wait(2), sigwaitinfo(2). */

#include "lessons/08-pid-one/init.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* ANCHOR: taken */
/* Not SIGSEGV and the like, which tell of a mistake of our own; SIGKILL and
   SIGSTOP cannot be taken by anybody, signal(7). */
static const int passed_on[] = {
    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCONT, SIGTSTP,
    SIGWINCH,
};
/* ANCHOR_END: taken */

static void signals_taken(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGCHLD);
    for (size_t i = 0; i < sizeof passed_on / sizeof passed_on[0]; i++)
        sigaddset(set, passed_on[i]);
}

/* ---- the payload ------------------------------------------------------- */

int signals_for_program(void)
{
    static const unsigned long by_default[8]; /* SIG_DFL and no flags are 0 */
    sigset_t none;

    /* execve(2) resets handlers, but what is ignored or blocked stays so: the
       SIGINT of a background job, the SIGHUP of nohup(1).  The call itself, for
       libc keeps two of the signals from signal(2). */
    for (int number = 1; number < _NSIG; number++)
        if (number != SIGKILL && number != SIGSTOP
            && syscall(SYS_rt_sigaction, number, by_default, NULL, _NSIG / 8)
                == -1)
            return failed("rt_sigaction(%d, SIG_DFL)", number);
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) == -1)
        return failed("sigprocmask(SIG_SETMASK)");
    return 0;
}

static void become_payload(int (*become)(void *), void *arg, int reports)
{
    if (signals_for_program() == 0)
        become(arg);
    /* Smaller than PIPE_BUF, so it is not torn; pipe(7). */
    ssize_t sent = write(reports, last_failure(), sizeof(struct failure));
    _exit(sent == sizeof(struct failure) ? 125 : 126);
}

/* The pipe is close-on-exec: end of file means that execve(2) worked. */
static int payload_runs(int reports)
{
    struct failure theirs;

    ssize_t got = read(reports, &theirs, sizeof theirs);
    if (got == -1)
        return failed("read(report of the payload)");
    return got == sizeof theirs ? adopt_failure(&theirs) : 0;
}

/* A terminal sends its signals to all of a process group: what the payload has
   got from there must not be passed on as well; credentials(7).  The leader of
   a session has a group of its own already, and is refused; setpgid(2). */
static int leave_group(void)
{
    if (setpgid(0, 0) == -1 && getsid(0) != getpid())
        return failed("setpgid(0, 0)");
    return 0;
}

/* ANCHOR: start */
int init_start(int (*become)(void *arg), void *arg, pid_t *payload)
{
    sigset_t taken;
    int pipe[2];

    /* Blocked before the fork, so that none is lost between.  A blocked signal
       waits even for process 1, with no handler for it; signal(7). */
    signals_taken(&taken);
    if (sigprocmask(SIG_BLOCK, &taken, NULL) == -1)
        return failed("sigprocmask(SIG_BLOCK)");
    if (pipe2(pipe, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    CLOSES int reports = pipe[0];
    *payload = fork();
    if (*payload == 0)
        become_payload(become, arg, pipe[1]);
    close(pipe[1]);
    if (*payload == -1)
        return failed("fork()");
    return leave_group() == -1 ? -1 : payload_runs(reports);
}
/* ANCHOR_END: start */

/* ---- process 1 --------------------------------------------------------- */

/* ANCHOR: reap */
/* One SIGCHLD may stand for many ends, for a signal is pending or not, but not
   counted; signal(7).  So: wait until nobody else has ended.  Returns 1 if
   PAYLOAD was among them. */
static int reap(pid_t payload, int *status)
{
    pid_t ended;
    int how, over = 0;

    /* ANCHOR: everybody */
    while ((ended = waitpid(-1, &how, WNOHANG)) > 0) {
        if (ended != payload)
            continue; /* an orphan: its status is for nobody */
        *status = how;
        over = 1;
    }
    /* ANCHOR_END: everybody */
    /* ECHILD: nobody is left, which cannot be before the payload has ended. */
    if (ended == -1 && !over)
        return failed("waitpid(-1, WNOHANG)");
    return over;
}
/* ANCHOR_END: reap */

/* ANCHOR: serve */
int init_serve(pid_t payload, int *status)
{
    sigset_t taken;

    signals_taken(&taken);
    for (;;) {
        int over = reap(payload, status);
        if (over)
            return over == 1 ? 0 : -1;
        int number = sigwaitinfo(&taken, NULL);
        if (number == -1 && errno != EINTR)
            return failed("sigwaitinfo()");
        /* It may have ended, or belong to another user by now: the signal is
           lost then, and no reason for process 1 to end. */
        if (number > 0 && number != SIGCHLD)
            kill(payload, number);
    }
}
/* ANCHOR_END: serve */
