/* asker.c - one harmless call, made by a process of its own

   A filter may forbid anything, so nothing but the call itself is made behind
   it: all that it needs is made before, and what became of it is left in memory
   that the process which waits can see.

   See also: mmap(2), fork(2), wait(2). */

#include "lessons/06-seccomp/asker.h"

#include "common/failure.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/06-seccomp/harmless.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the process that asks has left behind, in shared memory. */
struct result {
    enum { NOTHING, FAILURE, OUTCOME } what;
    int error;
    struct failure failure; /* of what comes before the call */
};

static int prepare(int (*before)(void))
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        return failed("prctl(PR_SET_PDEATHSIG)");
    asker.root = geteuid() == 0;
    asker.self = (pid_t) syscall(SYS_getpid);
    if (asker.self <= 0) { /* to kill(2), that is a group, or everybody */
        failed("getpid()");
        cause("a filter is around this process already");
        return cure("run it outside of it");
    }
    return before ? before() : 0;
}

static void make_and_exit(int number, int (*before)(void),
                          struct result *result)
{
    if (prepare(before) == -1) {
        result->failure = *last_failure();
        result->what = FAILURE;
        _exit(1);
    }
    result->error = harmless_make(number);
    result->what = OUTCOME;
    if (asker.born > 0)
        waitpid(asker.born, NULL, 0);
    _exit(0);
}

/* Puts the wait statuses of the process that asks and of its victim into
   STATUS[0] and [1].  Returns 0, or -1. */
static int ask(int number, int (*before)(void), struct result *result,
               int status[2])
{
    int waited = 0;

    if (harmless_kills(number) && victim_make(&asker.victim) == -1)
        return -1;
    pid_t pid = fork();
    if (pid == 0)
        make_and_exit(number, before, result);
    if (pid == -1)
        waited = failed("fork()");
    else if (waitpid(pid, &status[0], 0) == -1)
        waited = failed("waitpid(%d)", (int) pid);
    if (harmless_kills(number) && victim_end(&asker.victim, &status[1]) == -1)
        return -1;
    return waited;
}

const char *seccomp_fate(int status, char *text, size_t size)
{
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
        return fate(status, text, size);
    snprintf(text, size, "killed by seccomp: SIGSYS (%d)", exit_status(status));
    return text;
}

static void say_outcome(int error, char *text, size_t size)
{
    const char *name = strerrorname_np(error);

    if (error == 0)
        snprintf(text, size, "works");
    else if (error == LET_IN)
        snprintf(text, size, "let in, and refused by the kernel itself");
    else
        snprintf(text, size, "refused: %s", name ? name : "?");
}

static void say_victim(int status, char *text, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(text, size, "works: %d died of SIG%s", (int) asker.victim.pid,
                 sigabbrev_np(WTERMSIG(status)));
    else
        say_outcome(ECHILD, text, size); /* gone before it could be killed */
}

static int say(int number, const struct result *result, const int status[2],
               char *text, size_t size)
{
    if (result->what == FAILURE)
        return adopt_failure(&result->failure);
    if (result->what == NOTHING)
        seccomp_fate(status[0], text, size);
    else if (result->error == 0 && harmless_kills(number))
        say_victim(status[1], text, size);
    else
        say_outcome(result->error, text, size);
    return 0;
}

int harmless_try(int number, int (*before)(void), char *text, size_t size)
{
    static struct result *result;
    int status[2] = { 0 };

    if (!result)
        result = mmap(NULL, sizeof *result, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (result == MAP_FAILED) {
        result = NULL;
        return failed("mmap(MAP_SHARED)");
    }
    *result = (struct result){ 0 };
    if (ask(number, before, result, status) == -1)
        return -1;
    return say(number, result, status, text, size);
}
