/* harmless.c - system calls that do no harm if they get through

   What a call needs (a victim, a pid) is made before the filter that it meets:
   asker.c.

   See also: unshare(2), kill(2), tkill(2), pidfd_send_signal(2), clone(2),
   syscall(2). */

#include "lessons/06-seccomp/harmless.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>
#include <unistd.h>

struct asker asker;

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
    return outcome(kill(asker.self, 0));
}

static int try_getpid(void)
{
    return outcome(syscall(SYS_getpid));
}

static int try_tgkill(void)
{
    pid_t victim = asker.victim.pid;

    return outcome(syscall(SYS_tgkill, victim, victim, SIGKILL));
}

static int try_pidfd_send_signal(void)
{
    return outcome(pidfd_send_signal(asker.victim.pidfd, SIGKILL, NULL, 0));
}

/* ---- new processes and threads ----------------------------------------- */

static int try_fork(void)
{
    asker.born = fork();
    if (asker.born == 0)
        _exit(0);
    return outcome(asker.born);
}

/* The raw call without a stack of its own is fork(2) with FLAGS. */
static int raw_clone(unsigned long flags)
{
    asker.born = (pid_t) syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
    if (asker.born == 0)
        _exit(0);
    return outcome(asker.born);
}

/* A child in a UTS namespace of its own, which changes nothing.  A plain user
   needs a user namespace for it, and where those are switched off the kernel
   itself refuses: a combination that is always EINVAL tells which it was. */
static int try_clone(void)
{
    unsigned long user = asker.root ? 0 : CLONE_NEWUSER;
    int error = raw_clone(CLONE_NEWUTS | user);

    if (error && raw_clone(CLONE_NEWNS | CLONE_FS) == EINVAL)
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
    bool kills;
} calls[] = {
    { "unshare", "unshare(CLONE_FS)", try_unshare, false },
    { "kill", "kill(self, 0)", try_kill, false },
    { "getpid", "getpid()", try_getpid, false },
    { "fork", "fork()", try_fork, false },
    { "tgkill", "tgkill(victim)", try_tgkill, true },
    { "pidfd_send_signal", "pidfd_send_signal(victim)", try_pidfd_send_signal,
      true },
    { "clone", "clone(CLONE_NEWUTS)", try_clone, false },
    { "clone3", "clone3(NULL, 0)", try_clone3, false },
    { "thread", "pthread_create()", try_thread, false },
#ifdef __x86_64__
    { "i386", "int 0x80: unshare(CLONE_FS)", try_i386, false },
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
    if (calls[number].make == try_clone && geteuid() != 0)
        return "clone(CLONE_NEWUSER|CLONE_NEWUTS)";
    return calls[number].call;
}

int harmless_make(int number)
{
    return calls[number].make();
}

bool harmless_kills(int number)
{
    return calls[number].kills;
}
