/* harmless.c - system calls that do no harm if they get through

   See also: unshare(2), kill(2), tkill(2), pidfd_send_signal(2), clone(2),
   syscall(2). */

#include "lessons/06-seccomp/harmless.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/01-fork-wait/child.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A call returns 0, an errno, or this: no filter was in the way. */
#define LET_IN (-1)

/* What a child that was not killed says of its call. */
struct result {
    int error;
    char detail[80];
};

static char detail[80]; /* more than an errno says; in the child */

static int outcome(long result)
{
    return result == -1 ? errno : 0;
}

/* Only what a process shares with others through clone(2), and we share
   nothing. */
static int try_unshare(void)
{
    return outcome(unshare(CLONE_FS));
}

/* Signal 0 is never delivered: only the right to send is checked; kill(2). */
static int try_kill(void)
{
    return outcome(kill(getpid(), 0));
}

static int try_getpid(void)
{
    return outcome(syscall(SYS_getpid));
}

static int try_fork(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return outcome(pid == -1 ? -1 : waitpid(pid, NULL, 0));
}

/* ---- a victim of our own ----------------------------------------------- */

/* A victim is our own child, not waited for: its pid cannot become another's.
   It ends by itself when LEASH is closed, if nothing can kill it. */
static pid_t make_victim(int leash[2])
{
    char byte;

    if (pipe2(leash, O_CLOEXEC) == -1)
        return -1;
    pid_t victim = fork();
    if (victim == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
            _exit(1);
        close(leash[1]);
        _exit(read(leash[0], &byte, 1) == 0 ? 0 : 1);
    }
    close(leash[0]);
    return victim;
}

static int try_on_victim(long (*send)(pid_t victim))
{
    int leash[2] = { -1, -1 }, status = 0;
    pid_t victim = make_victim(leash);

    if (victim == -1)
        return errno;
    int result = outcome(send(victim));
    close(leash[1]);
    if (waitpid(victim, &status, 0) == -1)
        return errno;
    if (result == 0 && !WIFSIGNALED(status))
        return ECHILD; /* it was gone before it could be killed */
    if (result == 0)
        snprintf(detail, sizeof detail, ": %d died of SIG%s", (int) victim,
                 sigabbrev_np(WTERMSIG(status)));
    return result;
}

static long send_tgkill(pid_t victim)
{
    return syscall(SYS_tgkill, victim, victim, SIGKILL);
}

static long send_by_pidfd(pid_t victim)
{
    CLOSES int fd = pidfd_open(victim, 0);

    return fd == -1 ? -1 : pidfd_send_signal(fd, SIGKILL, NULL, 0);
}

static int try_tgkill(void)
{
    return try_on_victim(send_tgkill);
}

static int try_pidfd_send_signal(void)
{
    return try_on_victim(send_by_pidfd);
}

/* ---- new processes and threads ----------------------------------------- */

/* The raw call without a stack of its own is fork(2) with FLAGS. */
static long raw_clone(unsigned long flags)
{
    long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);

    if (pid == 0)
        _exit(0);
    if (pid > 0)
        waitpid((pid_t) pid, NULL, 0);
    return pid;
}

/* A child in a UTS namespace of its own, which changes nothing.  A plain user
   needs a user namespace for it, and where those are switched off the kernel
   itself refuses: a combination that is always EINVAL tells which it was. */
static int try_clone(void)
{
    unsigned long user = geteuid() == 0 ? 0 : CLONE_NEWUSER;
    int error = outcome(raw_clone(CLONE_NEWUTS | user));

    if (error && outcome(raw_clone(CLONE_NEWNS | CLONE_FS)) == EINVAL)
        return LET_IN;
    return error;
}

/* Its arguments are in a struct, and there is none: EINVAL; clone(2). */
static int try_clone3(void)
{
    int error = outcome(syscall(SYS_clone3, NULL, 0));

    return error == EINVAL ? LET_IN : error;
}

static void *do_nothing(void *argument)
{
    return argument;
}

/* libc asks for a thread by clone3, and by clone if that is ENOSYS. */
static int try_thread(void)
{
    pthread_t thread;
    int error = pthread_create(&thread, NULL, do_nothing, NULL);

    return error ? error : pthread_join(thread, NULL);
}

/* ---- the door of i386 -------------------------------------------------- */

#ifdef __x86_64__
/* Interrupt 0x80 is how i386 programs call, and the kernel takes the number for
   one of i386.  Without CONFIG_IA32_EMULATION it sends SIGSEGV. */
static int try_i386(void)
{
    long result;

    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"((long) I386_UNSHARE), "b"((long) CLONE_FS)
                     : "r8", "r9", "r10", "r11", "memory");
    return -(int) result;
}
#endif

/* ------------------------------------------------------------------------ */

static const struct {
    const char *name, *call;
    int (*make)(void);
} calls[] = {
    { "unshare", "unshare(CLONE_FS)", try_unshare },
    { "kill", "kill(self, 0)", try_kill },
    { "getpid", "getpid()", try_getpid },
    { "fork", "fork()", try_fork },
    { "tgkill", "tgkill(victim)", try_tgkill },
    { "pidfd_send_signal", "pidfd_send_signal(victim)",
      try_pidfd_send_signal },
    { "clone", "clone(CLONE_NEWUTS)", try_clone },
    { "clone3", "clone3(NULL, 0)", try_clone3 },
    { "thread", "pthread_create()", try_thread },
#ifdef __x86_64__
    { "i386", "int 0x80: unshare(CLONE_FS)", try_i386 },
#endif
};

#define CALLS ((int) (sizeof calls / sizeof calls[0]))

int harmless_number(const char *name)
{
    for (int i = 0; i < CALLS; i++)
        if (strcmp(calls[i].name, name) == 0)
            return i;
    return -1;
}

const char *harmless_name(int number)
{
    return number < CALLS ? calls[number].name : NULL;
}

const char *harmless_call(int number)
{
    return calls[number].call;
}

const char *seccomp_fate(int status, char *text, size_t size)
{
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
        return fate(status, text, size);
    snprintf(text, size, "killed by seccomp: SIGSYS (%d)", exit_status(status));
    return text;
}

static void say(const struct result *result, char *text, size_t size)
{
    const char *name = strerrorname_np(result->error);

    if (result->error == 0)
        snprintf(text, size, "works%s", result->detail);
    else if (result->error == LET_IN)
        snprintf(text, size, "let in, and refused by the kernel itself");
    else
        snprintf(text, size, "refused: %s", name ? name : "?");
}

static void make_and_exit(int number, int (*before)(void), int answers)
{
    struct result result = { 0 };

    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1 || (before && before() == -1))
        _exit(1);
    result.error = calls[number].make();
    memcpy(result.detail, detail, sizeof result.detail);
    _exit(write(answers, &result, sizeof result) == sizeof result ? 0 : 1);
}

int harmless_try(int number, int (*before)(void), char *text, size_t size)
{
    struct result result;
    int ends[2], status;

    if (pipe2(ends, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    pid_t pid = fork();
    if (pid == 0)
        make_and_exit(number, before, ends[1]);
    close(ends[1]);
    if (pid == -1)
        failed("fork()");
    ssize_t got = pid == -1 ? 0 : read(ends[0], &result, sizeof result);
    close(ends[0]);
    if (pid == -1)
        return -1;
    if (waitpid(pid, &status, 0) == -1)
        return failed("waitpid(%d)", (int) pid);
    if (got == sizeof result)
        say(&result, text, size);
    else
        seccomp_fate(status, text, size);
    return 0;
}
