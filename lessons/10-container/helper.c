/* helper.c - a small process of the parent's, beside the container

   See also: fork(2), pidfd_open(2), close_range(2). */

#include "lessons/10-container/helper.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/10-container/clean.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_KEPT 32
#define PREPARE_LIMIT_MS 20000
#define END_LIMIT_MS 5000

struct report {
    int result;
    struct failure failure;
};

static int reports = -1; /* in the helper: where its report goes */

/* ---- the helper's side -------------------------------------------------- */

int helper_keeps(const int keep[], int count)
{
    int kept[MOST_KEPT + 1] = { reports };

    if (count > MOST_KEPT)
        return failed_saying("too many", "helper_keeps(%d)", count);
    for (int i = 0; i < count; i++)
        kept[i + 1] = keep[i];
    return clean_descriptors(kept, count + 1);
}

static int begin(const char *name)
{
    CLOSES int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (null == -1)
        return failed("open(/dev/null)");
    if (dup2(null, STDIN_FILENO) == -1 || dup2(null, STDOUT_FILENO) == -1)
        return failed("dup2(/dev/null)");
    if (null <= STDERR_FILENO) /* it is one of them, and stays */
        keep_fd(&null);
    if (prctl(PR_SET_NAME, name) == -1)
        return failed("prctl(PR_SET_NAME, %s)", name);
    return 0;
}

static void help(const char *name, int (*prepare)(void *thing),
                 int (*work)(void *thing), void *thing)
    __attribute__((noreturn));

static void help(const char *name, int (*prepare)(void *thing),
                 int (*work)(void *thing), void *thing)
{
    struct report report = { .result = begin(name) };

    if (report.result == 0)
        report.result = prepare(thing);
    report.failure = *last_failure();
    if (write(reports, &report, sizeof report) == -1 || report.result == -1)
        _exit(1);
    close(reports);
    if (work(thing) == 0)
        _exit(0);
    speak_failure(name);
    _exit(1);
}

/* ---- the parent's side -------------------------------------------------- */

static int hear(struct helper *helper, const char *name, int from)
{
    struct report report;
    int ready = wait_for(from, PREPARE_LIMIT_MS);

    if (ready == -1)
        return -1;
    ssize_t size = ready == 0 ? 0 : read(from, &report, sizeof report);
    if (size == -1)
        return failed("read(report of the %s)", name);
    if (size != sizeof report)
        return failed_saying(ready ? "it has ended" : "no answer within 20 s",
                             "read(report of the %s, pid %d)", name,
                             (int) helper->pid);
    return report.result == -1 ? adopt_failure(&report.failure) : 0;
}

/* Its pid is free afterwards. */
static int reap(struct helper *helper, int *status)
{
    pid_t pid = helper->pid;

    close_fd(&helper->pidfd);
    *helper = (struct helper){ 0, -1 };
    if (waitpid(pid, status, 0) == -1)
        return failed("waitpid(%d)", (int) pid);
    return 0;
}

static int born(struct helper *helper, const char *name, int from)
{
    helper->pidfd = pidfd_open(helper->pid, 0);
    if (helper->pidfd == -1)
        failed("pidfd_open(%d)", (int) helper->pid);
    else if (hear(helper, name, from) == 0)
        return 0;
    struct failure why = *last_failure();
    int status;
    kill(helper->pid, SIGKILL);
    reap(helper, &status);
    return adopt_failure(&why);
}

int helper_start(struct helper *helper, const char *name,
                 int (*prepare)(void *thing), int (*work)(void *thing),
                 void *thing)
{
    int pipes[2];

    if (pipe2(pipes, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    *helper = (struct helper){ fork(), -1 };
    if (helper->pid == 0) {
        reports = pipes[1];
        help(name, prepare, work, thing);
    }
    CLOSES int from = pipes[0];
    close(pipes[1]);
    if (helper->pid == -1) {
        *helper = (struct helper){ 0, -1 };
        return failed("fork()");
    }
    return born(helper, name, from);
}

/* It ended before we ended it.  Returns 1. */
static int ended_early(pid_t pid, int status)
{
    char text[80];

    failed_saying(fate(status, text, sizeof text), "waitpid(%d)", (int) pid);
    return 1;
}

int helper_finish(struct helper *helper)
{
    long end = now_ms() + END_LIMIT_MS;
    pid_t pid = helper->pid;
    int status, ended = 0, stopped = 0;

    if (pid == 0)
        return 0;
    while (ended <= 0 && now_ms() < end) {
        ended = wait_for(helper->pidfd, (int) (end - now_ms()));
        if (ended == -1 && !last_failure()->signal)
            break;
        if (ended == -1)
            stopped = last_failure()->signal;
    }
    struct failure why = *last_failure();
    if (ended != 1)
        kill(pid, SIGKILL);
    if (stopped)
        raise(stopped);
    if (reap(helper, &status) == -1)
        return -1;
    /* If it could not be waited for, it has been killed, perhaps too early. */
    if (ended == -1 && !why.signal)
        return adopt_failure(&why);
    return ended == 1 && status != 0 ? ended_early(pid, status) : 0;
}

static bool has_ended(pid_t pid)
{
    siginfo_t info = { 0 };

    return waitid(P_PID, (id_t) pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0
        && info.si_pid != 0;
}

const char *helper_fate(struct helper *helper, char text[], size_t size)
{
    int status;

    if (helper->pid == 0 || !has_ended(helper->pid)
        || reap(helper, &status) == -1)
        return NULL;
    return fate(status, text, size);
}

int helper_kill(struct helper *helper)
{
    pid_t pid = helper->pid;
    int status;

    if (pid == 0)
        return 0;
    bool early = has_ended(pid);
    if (!early && kill(pid, SIGKILL) == -1)
        return failed("kill(%d, SIGKILL)", (int) pid);
    if (reap(helper, &status) == -1)
        return -1;
    return early ? ended_early(pid, status) : 0;
}
