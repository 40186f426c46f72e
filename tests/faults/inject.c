/* inject.c - one call of one process goes wrong, and what became of it

   See also: ptrace(2); strace(1), section Tampering. */

#include "inject.h"

#include "calls.h"
#include "lessons/06-seccomp/syscalls.h"
#include "machine.h"
#include "tests/support/clock.h"
#include "tracees.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#define ORPHAN_S 3

bool call_is_like(const struct call *a, const struct call *b)
{
    return (a->process == 1) == (b->process == 1) && a->nr == b->nr
           && strcmp(a->object, b->object) == 0;
}

/* The run that goes on. */
static const struct injection *injection;
static struct calls *record;
static struct outcome *outcome;
static int passed; /* calls like the one that is to go wrong */

/* A process that was killed while it was stopped is no longer there: its end
   is reported by wait(2), and ESRCH here means nothing. */
static void resume(const struct tracee *tracee, int signal)
{
    bool expected = injection->blow != NO_BLOW && !outcome->hit;
    bool watch = tracee->number > 0
                 && (expected || tracee->failing || record);

    ptrace(watch ? PTRACE_SYSCALL : PTRACE_CONT, tracee->pid, NULL,
           (long) signal);
}

/* ---- calls ------------------------------------------------------------- */

static void remember(const struct call *call)
{
    int before = 0;

    for (size_t i = 0; i < record->count; i++) {
        const struct call *other = &record->list[i];

        before += other->process == call->process && call_is_like(other, call);
    }
    if (record->count == record->room) {
        record->room = record->room * 2 + 256;
        record->list = realloc(record->list,
                               record->room * sizeof *record->list);
        if (!record->list)
            abort();
    }
    record->list[record->count] = *call;
    record->list[record->count++].nth = before + 1;
}

static void strike(struct tracee *tracee)
{
    outcome->hit = true;
    outcome->when = tracee->counts[injection->at.nr];
    if (injection->blow == BLOW_SIGNAL) {
        kill(tracee->pid, injection->value);
        return;
    }
    tracee->failing = injection->value;
    if (!call_is_done_anyway(injection->at.nr))
        machine_skip_call(tracee->pid);
}

static void enters(struct tracee *tracee, int nr,
                   const unsigned long long args[6])
{
    const struct call *at = &injection->at;
    struct call call = { .process = tracee->number, .nr = nr };

    if (nr < 0 || nr >= MOST_CALLS)
        return;
    tracee->counts[nr]++;
    /* The first thing that a story does: guard_standard_fds(). */
    if (nr == SYS_fcntl && args[1] == F_GETFD)
        tracee->in_main = true;
    bool expected = injection->blow != NO_BLOW && !outcome->hit
                    && at->process == call.process && at->nr == nr;
    if (!tracee->in_main || (!record && !expected))
        return;
    call_object(tracee->pid, nr, args, call.object, sizeof call.object);
    if (record)
        remember(&call);
    else if (call_is_like(at, &call) && ++passed == at->nth)
        strike(tracee);
}

static void at_call(struct tracee *tracee)
{
    struct __ptrace_syscall_info info;
    long size = ptrace(PTRACE_GET_SYSCALL_INFO, tracee->pid,
                       (void *) sizeof info, &info);

    /* Lesson 6 makes calls with the numbers of another architecture. */
    if (size <= 0 || info.arch != NATIVE_ARCH || tracee->number == 0)
        return;
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        enters(tracee, (int) info.entry.nr,
               (const unsigned long long *) info.entry.args);
    } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && tracee->failing) {
        machine_set_result(tracee->pid, -tracee->failing);
        tracee->failing = 0;
    }
}

/* ---- what wait(2) says ------------------------------------------------- */

/* The signals that a process brings upon itself; others are sent to it. */
static bool is_its_own(int signal)
{
    switch (signal) {
    case SIGABRT: case SIGBUS: case SIGFPE: case SIGILL: case SIGSEGV:
    case SIGSYS:  case SIGTRAP:
        return true;
    default:
        return false;
    }
}

static void ended(struct tracee *tracee, int status)
{
    if (tracee->pid == outcome->pid)
        outcome->status = status;
    if (tracee->number && WIFSIGNALED(status)
        && is_its_own(WTERMSIG(status)))
        outcome->signals |= 1ULL << WTERMSIG(status);
    tracee_forget(tracee);
}

/* Returns false if the process must stay stopped. */
static bool stopped(struct tracee *tracee, int signal, int event)
{
    switch (event) {
    case PTRACE_EVENT_STOP:
        return tracee_may_go_on(tracee, signal);
    case PTRACE_EVENT_FORK:
    case PTRACE_EVENT_VFORK:
    case PTRACE_EVENT_CLONE:
        tracee_told_of_birth(tracee->pid);
        return true;
    case PTRACE_EVENT_EXEC:
        tracee_became_a_program(tracee);
        return true;
    default:
        if (signal == (SIGTRAP | 0x80)) /* PTRACE_O_TRACESYSGOOD */
            at_call(tracee);
        return true;
    }
}

static void handle(pid_t pid, int status)
{
    struct tracee *tracee = tracee_find(pid);

    if (!WIFSTOPPED(status)) {
        if (tracee)
            ended(tracee, status);
        return;
    }
    int signal = WSTOPSIG(status), event = status >> 16;
    bool on_its_way = event == 0 && signal != (SIGTRAP | 0x80);

    if (stopped(tracee_meet(pid), signal, event))
        resume(tracee_find(pid), on_its_way ? signal : 0);
}

/* Until all processes have ended.  SIGCHLD says that there is something to wait
   for; it is blocked, so none is missed; sigtimedwait(2). */
static void follow(const sigset_t *child, long limit_ms)
{
    const struct timespec at_most = { .tv_nsec = 50000000 };
    long start = clock_ms(), limit = start + limit_ms;
    bool gone = false;
    int status;
    pid_t pid;

    while (tracees_alive() > 0) {
        while ((pid = waitpid(-1, &status, __WALL | WNOHANG)) > 0)
            handle(pid, status);
        if (pid == -1) /* ECHILD */
            tracees_forget();
        if (!gone && !tracee_find(outcome->pid)) {
            gone = true;
            outcome->ms = clock_ms() - start;
            limit = clock_limit(ORPHAN_S);
        }
        if (tracees_alive() > 0 && clock_ms() > limit) {
            if (gone)
                outcome->orphans += (int) tracees_alive();
            else
                outcome->hung = true;
            tracees_kill(outcome->stuck, sizeof outcome->stuck);
            limit = clock_limit(ORPHAN_S);
        } else if (tracees_alive() > 0) {
            sigtimedwait(child, NULL, &at_most);
        }
    }
}

static long cpu_ms_of_children(void)
{
    struct rusage used;

    getrusage(RUSAGE_CHILDREN, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000
           + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
}

int run_program(const struct start *start, const struct injection *what,
                struct calls *calls, struct outcome *what_became)
{
    static const struct injection nothing;
    sigset_t child;

    injection = what ? what : &nothing;
    record = calls;
    outcome = what_became;
    passed = 0;
    *outcome = (struct outcome){ 0 };
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    if (sigprocmask(SIG_BLOCK, &child, NULL) == -1)
        return -1;
    long before = cpu_ms_of_children();
    outcome->pid = tracees_start(start);
    if (outcome->pid == -1)
        return -1;
    follow(&child, start->limit_ms);
    outcome->cpu_ms = cpu_ms_of_children() - before;
    return 0;
}
