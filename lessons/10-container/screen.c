/* screen.c - what is typed goes in, what is shown comes out

   The question: who handles Ctrl-C, the width of the window and "^Z"?  The
   container's terminal does: the caller's is raw, and its keys are bytes.

   See also: epoll(7), signalfd(2), ioctl_tty(2), termios(3). */

#include "lessons/10-container/screen.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define END_OF_FILE '\004' /* Ctrl-D, as a new terminal has it; termios(3) */

/* ---- what is waited for ------------------------------------------------- */

/* EVENTS 0: FD is not looked at; epoll(7) would report its hang-up at once,
   again and again. */
static int look_at(const struct screen *screen, int fd, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.fd = fd };
    int done;

    if (fd == -1)
        return 0;
    if (events == 0) {
        done = epoll_ctl(screen->events, EPOLL_CTL_DEL, fd, NULL);
        return done == -1 && errno != ENOENT ? failed("epoll_ctl(DEL)") : 0;
    }
    done = epoll_ctl(screen->events, EPOLL_CTL_MOD, fd, &event);
    if (done == -1 && errno == ENOENT)
        done = epoll_ctl(screen->events, EPOLL_CTL_ADD, fd, &event);
    return done == -1 ? failed("epoll_ctl(%d)", fd) : 0;
}

static uint32_t wanted(bool in, bool out)
{
    return (in ? (uint32_t) EPOLLIN : 0) | (out ? (uint32_t) EPOLLOUT : 0);
}

static int look(const struct screen *screen)
{
    bool typing = screen->input && screen->typing;

    if (look_at(screen, screen->raw->terminal,
                wanted(typing && flow_wants(&screen->in),
                       flow_has(&screen->shown))) == -1)
        return -1;
    if (look_at(screen, screen->master,
                wanted(flow_wants(&screen->shown), flow_has(&screen->in)))
        == -1)
        return -1;
    if (look_at(screen, screen->signals, EPOLLIN) == -1)
        return -1;
    return look_at(screen, screen->ended, screen->over ? 0 : EPOLLIN);
}

/* ---- what is done ------------------------------------------------------- */

/* SIGWINCH goes to the foreground processes of the container by itself, when
   the size changes. */
static int pass_size(const struct screen *screen)
{
    struct winsize size;

    if (ioctl(screen->raw->terminal, TIOCGWINSZ, &size) == -1)
        return errno == EIO ? 0 : failed("ioctl(TIOCGWINSZ)");
    if (ioctl(screen->master, TIOCSWINSZ, &size) == -1)
        return failed("ioctl(TIOCSWINSZ)");
    return 0;
}

/* SIGCONT: we are back from being stopped, and the shell has given the terminal
   its own settings meanwhile. */
static int take_signals(struct screen *screen)
{
    struct signalfd_siginfo info;

    while (read(screen->signals, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo != SIGCONT)
            continue;
        screen->typing = true;
        if (screen->input && raw_set(screen->raw) == -1)
            return -1;
    }
    return pass_size(screen);
}

/* A background process that reads from its terminal is stopped by SIGTTIN: what
   is typed now is for the shell. */
static void read_typed(struct screen *screen)
{
    struct flow *in = &screen->in;

    if (!flow_wants(in))
        return;
    screen->typing = raw_foreground(screen->raw);
    if (!screen->typing)
        return;
    if (flow_read(in, screen->raw->terminal) == -1)
        in->ended = true; /* EIO: hung up */
    if (in->ended) {
        in->bytes[0] = END_OF_FILE;
        in->from = 0;
        in->to = 1;
    }
}

/* A master whose slave nobody has open says EIO. */
static void read_shown(struct screen *screen)
{
    if (flow_wants(&screen->shown)
        && flow_read(&screen->shown, screen->master) == -1)
        screen->shown.ended = true;
}

/* Where nobody takes it, it is lost: a window that is closed, a container that
   has ended. */
static void write_all(struct screen *screen)
{
    struct flow *in = &screen->in, *shown = &screen->shown;

    if (flow_has(in) && flow_write(in, screen->master) == -1)
        in->from = in->to;
    if (flow_has(shown) && flow_write(shown, screen->raw->terminal) == -1)
        shown->from = shown->to;
}

static int act(struct screen *screen, const struct epoll_event *event)
{
    int fd = event->data.fd;

    if (fd == screen->signals)
        return take_signals(screen);
    if (fd == screen->ended)
        screen->over = true;
    if (fd == screen->master)
        read_shown(screen);
    if (fd == screen->raw->terminal && screen->input && screen->typing
        && (event->events & ~(uint32_t) EPOLLOUT))
        read_typed(screen);
    write_all(screen);
    return 0;
}

/* ---- from begin to end -------------------------------------------------- */

static int open_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    sigaddset(&set, SIGCONT);
    if (sigprocmask(SIG_BLOCK, &set, NULL) == -1)
        return failed("sigprocmask(SIG_BLOCK, SIGWINCH)");
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd == -1 ? failed("signalfd(SIGWINCH, SIGCONT)") : fd;
}

static int open_all(struct screen *screen)
{
    screen->events = epoll_create1(EPOLL_CLOEXEC);
    if (screen->events == -1)
        return failed("epoll_create1(EPOLL_CLOEXEC)");
    screen->signals = open_signals();
    if (screen->signals == -1)
        return -1;
    /* An open file of our own: the slave is another. */
    if (fcntl(screen->master, F_SETFL, O_NONBLOCK) == -1)
        return failed("fcntl(O_NONBLOCK)");
    if (pass_size(screen) == -1)
        return -1;
    return screen->input ? raw_set(screen->raw) : 0;
}

int screen_begin(struct screen *screen, struct raw *raw, int master, bool input,
                 int ended)
{
    memset(screen, 0, sizeof *screen);
    screen->raw = raw;
    screen->master = master;
    screen->ended = ended;
    screen->input = screen->typing = input;
    screen->events = screen->signals = -1;
    return open_all(screen);
}

/* What the container wrote before its end is still in its terminal. */
static bool all_is_shown(struct screen *screen)
{
    if (!screen->over || flow_has(&screen->shown))
        return false;
    if (screen->shown.ended)
        return true;
    read_shown(screen);
    bool nothing = !flow_has(&screen->shown);
    write_all(screen);
    return nothing;
}

int screen_copy(struct screen *screen)
{
    struct epoll_event event;

    while (!all_is_shown(screen)) {
        if (look(screen) == -1 || wait_for(screen->events, -1) == -1)
            return -1;
        int count = epoll_wait(screen->events, &event, 1, 0);
        if (count == -1)
            return failed("epoll_wait()");
        if (count == 1 && act(screen, &event) == -1)
            return -1;
    }
    return 0;
}

int screen_end(void *thing)
{
    struct screen *screen = thing;

    close_fd(&screen->events);
    close_fd(&screen->signals);
    close_fd(&screen->master);
    screen->events = screen->signals = screen->master = -1;
    return 0;
}
