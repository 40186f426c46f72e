/* caller.c - a person's terminal */

#include "caller.h"

#include "clock.h"
#include "launch.h"
#include "suite.h"
#include "text.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

struct caller caller;

int caller_begin(void **state)
{
    const struct winsize size = { .ws_row = 33, .ws_col = 101 };

    (void) state;
    caller.used = 0;
    caller.pid = 0;
    if (openpty(&caller.master, &caller.slave, NULL, NULL, &size) == -1
        || tcgetattr(caller.slave, &caller.before) == -1)
        return -1;
    return fcntl(caller.master, F_SETFD, FD_CLOEXEC);
}

int caller_end(void **state)
{
    (void) state;
    if (caller.pid)
        kill(caller.pid, SIGKILL);
    if (caller.pid)
        waitpid(caller.pid, NULL, 0);
    close(caller.master);
    close(caller.slave);
    return 0;
}

void caller_start(const char *command, const char *others)
{
    const char *self = text("%s/tests/unit-pty", launch_build());
    const char *line = text("exec %s --box sh -c \"$0\" %s", self, others);

    caller.pid = fork();
    assert_int_not_equal(caller.pid, -1);
    if (caller.pid == 0) {
        login_tty(caller.slave);
        execl("/bin/sh", "sh", "-c", line, command, NULL);
        _exit(99);
    }
}

void caller_type(const char *keys)
{
    assert_int_equal(write(caller.master, keys, strlen(keys)), strlen(keys));
}

/* Reads what comes within a moment; false at the end. */
static bool look(void)
{
    struct pollfd fd = { .fd = caller.master, .events = POLLIN };

    if (poll(&fd, 1, 20) <= 0)
        return false;
    ssize_t size = read(caller.master, caller.screen + caller.used,
                        sizeof caller.screen - caller.used - 1);
    if (size > 0)
        caller.used += (size_t) size;
    caller.screen[caller.used] = '\0';
    return size > 0;
}

void caller_shown(const char *words)
{
    long end = clock_limit(20);

    caller.screen[caller.used] = '\0';
    while (!strstr(caller.screen, words) && clock_ms() < end)
        look();
    assert_text("the screen", caller.screen, words,
                "what is written inside comes out; see pty(7)");
}

int caller_wait(void)
{
    long end = clock_limit(20);
    int status = 0;

    while (waitpid(caller.pid, &status, WNOHANG) == 0)
        if (!look() && clock_ms() > end)
            fail_saying(HERE, "  the box does not end; on the screen:\n%s\n",
                        text_quoted(caller.screen, "    ", 20));
    while (look())
        ;
    caller.pid = 0;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool caller_as_before(void)
{
    struct termios now;

    assert_int_equal(tcgetattr(caller.slave, &now), 0);
    return now.c_lflag == caller.before.c_lflag
        && now.c_iflag == caller.before.c_iflag
        && now.c_oflag == caller.before.c_oflag;
}

void assert_restored(void)
{
    if (!caller_as_before())
        fail_saying(HERE, "  the terminal is left raw: no echo, no lines, no "
                    "Ctrl-C; see termios(3)\n");
}
