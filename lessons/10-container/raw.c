/* raw.c - the caller's terminal passes every key on, and is itself again later

   See also: termios(3), tty(4), open(2), credentials(7) for sessions. */

#include "lessons/10-container/raw.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* A terminal can be opened anew by its descriptor, unless its file belongs to
   somebody else (after su(1)); then by the name that always works, if it is
   the controlling one. */
static int open_anew(int fd)
{
    const int flags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    char path[32];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int terminal = open(path, flags);
    if (terminal == -1)
        terminal = open("/dev/tty", flags);
    if (terminal == -1)
        failed("open(/dev/tty)");
    return terminal;
}

int raw_prepare(struct raw *raw, int fd)
{
    CLOSES int terminal = open_anew(fd);

    raw->terminal = -1;
    raw->set = false;
    if (terminal == -1)
        return -1;
    if (tcgetattr(terminal, &raw->saved) == -1)
        return failed("tcgetattr(%d)", fd);
    raw->mine = raw->saved;
    cfmakeraw(&raw->mine);
    raw->terminal = keep_fd(&terminal);
    return 0;
}

/* Only what is set by us; a driver may add bits of its own. */
static bool same_mode(const struct termios *a, const struct termios *b)
{
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag
        && a->c_lflag == b->c_lflag && a->c_cc[VMIN] == b->c_cc[VMIN];
}

bool raw_foreground(const struct raw *raw)
{
    pid_t group = tcgetpgrp(raw->terminal);

    /* ENOTTY: it is not our controlling terminal, and nobody stops us. */
    return group == getpgrp() || (group == -1 && errno == ENOTTY);
}

/* Changes from the background would stop us by SIGTTOU, unless that is
   blocked; tcsetattr in termios(3). */
static int apply(const struct raw *raw, const struct termios *mode)
{
    sigset_t out, before;

    sigemptyset(&out);
    sigaddset(&out, SIGTTOU);
    if (sigprocmask(SIG_BLOCK, &out, &before) == -1)
        return failed("sigprocmask(SIG_BLOCK, SIGTTOU)");
    int result = tcsetattr(raw->terminal, TCSANOW, mode);
    if (result == -1)
        failed("tcsetattr()");
    if (sigprocmask(SIG_SETMASK, &before, NULL) == -1)
        return failed("sigprocmask(SIG_SETMASK)");
    return result;
}

int raw_set(struct raw *raw)
{
    struct termios now;

    if (!raw_foreground(raw))
        return 0;
    raw->set = true;
    if (apply(raw, &raw->mine) == -1)
        return -1;
    /* It reports success if any of the changes could be made. */
    if (tcgetattr(raw->terminal, &now) == -1)
        return failed("tcgetattr()");
    if (!same_mode(&now, &raw->mine))
        return failed_saying("not all was changed", "tcsetattr()");
    return 0;
}

int raw_restore(struct raw *raw)
{
    struct termios now;

    if (raw->terminal == -1)
        return 0;
    if (tcgetattr(raw->terminal, &now) == -1) /* EIO: hung up */
        return errno == EIO ? 0 : failed("tcgetattr()");
    if (!same_mode(&now, &raw->mine))
        return 0;
    return apply(raw, &raw->saved);
}

int raw_undo(void *thing)
{
    struct raw *raw = thing;
    int result = raw_restore(raw);

    close_fd(&raw->terminal);
    raw->terminal = -1;
    return result;
}
