/* wait.c - signals are taken in one place, and nothing else sleeps */

#include "wait.h"

#include "failure.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static int signal_fd = -1;
static sigset_t taken;
static int last_code; /* si_code of the last signal: SI_KERNEL, SI_USER, ... */

/* From now on what is in TAKEN waits until it is read from the signalfd. */
static int take_them(void)
{
    if (sigprocmask(SIG_BLOCK, &taken, NULL) == -1)
        return failed("sigprocmask(SIG_BLOCK)");
    signal_fd = signalfd(signal_fd, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
    return signal_fd == -1 ? failed("signalfd()") : 0;
}

int signals_also(const int signals[], int count)
{
    for (int i = 0; i < count; i++)
        sigaddset(&taken, signals[i]);
    return take_them();
}

int signals_begin(void)
{
    signal_fd = -1; /* of a child that begins anew it may be closed */
    sigemptyset(&taken);
    sigaddset(&taken, SIGINT);
    sigaddset(&taken, SIGTERM);
    sigaddset(&taken, SIGHUP);
    sigaddset(&taken, SIGQUIT); /* Ctrl-\ */
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return failed("signal(SIGPIPE, SIG_IGN)");
    /* Inherited as ignored, it would have children reap themselves, and wait(2)
       fail with ECHILD. */
    if (signal(SIGCHLD, SIG_DFL) == SIG_ERR)
        return failed("signal(SIGCHLD, SIG_DFL)");
    return take_them();
}

int signals_for_child(void)
{
    sigset_t none;

    /* A mask and an ignored signal are inherited by fork and by execve,
       signal(7): a program that never sees SIGTERM cannot be stopped. */
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) == -1)
        return failed("sigprocmask(SIG_SETMASK)");
    if (signal(SIGPIPE, SIG_DFL) == SIG_ERR)
        return failed("signal(SIGPIPE, SIG_DFL)");
    if (setpgid(0, 0) == -1)
        return failed("setpgid(0, 0)");
    return 0;
}

/* Returns -1 with the signal as a failure, or 0 if there is none after all: a
   child shares this signalfd, which shows each reader its own signals, and one
   that the child does not block is delivered before it can be read here;
   signalfd(2). */
static int take_signal(void)
{
    struct signalfd_siginfo info;

    ssize_t size = read(signal_fd, &info, sizeof info);
    if (size == -1 && errno == EAGAIN)
        return 0;
    if (size != sizeof info)
        return failed("read(signalfd)");
    last_code = info.ssi_code;
    return failed_by_signal((int) info.ssi_signo);
}

int wait_for(int fd, int milliseconds)
{
    long end = now_ms() + milliseconds;

    for (;;) {
        /* poll(2) passes over an entry whose fd is negative. */
        struct pollfd fds[2] = { { .fd = signal_fd, .events = POLLIN },
                                 { .fd = fd, .events = POLLIN } };
        long left = end - now_ms();
        if (left < 0) /* a negative time would mean "for ever" */
            left = 0;
        int ready = poll(fds, 2, milliseconds == -1 ? -1 : (int) left);

        if (ready == -1 && errno == EINTR)
            continue;
        if (ready == -1)
            return failed("poll(signals and fd %d)", fd);
        if (fds[0].revents && take_signal() == -1)
            return -1;
        if (fds[1].revents || ready == 0)
            return fds[1].revents ? 1 : 0;
    }
}

bool signal_was_sent(void)
{
    return last_code <= 0; /* SI_USER is 0, SI_QUEUE and SI_TKILL are below */
}

long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
