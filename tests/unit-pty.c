/* unit-pty - a terminal inside, and the caller's terminal outside

   Started as "unit-pty --box", this program is a container of which there is
   nothing but the terminal: a command on a pseudo-terminal of its own, and a
   parent that copies.  The tests hold the other end of the caller's;
   tests/support/caller.h. */

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/10-container/janitor.h"
#include "lessons/10-container/pty.h"
#include "lessons/10-container/screen.h"
#include "support/caller.h"
#include "support/clock.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* ---- the box ------------------------------------------------------------ */

static unsigned which;

/* Users may not open /dev/pts/ptmx where its mode is 0, as on most machines, but
   /dev/ptmx, the same device; pts(4).  Where "pts" is /dev, that has its name. */
static int make_terminal(int socket, int *slave)
{
    char folder[] = "/tmp/unit-pty.XXXXXX";

    if (access("/dev/pts/ptmx", R_OK | W_OK) == 0)
        return pty_make(socket, "/dev", geteuid(), slave);
    if (!mkdtemp(folder) || symlink("/dev", text("%s/pts", folder)) == -1)
        return failed("symlink(/dev, %s/pts)", folder);
    int result = pty_make(socket, folder, geteuid(), slave);
    unlink(text("%s/pts", folder));
    rmdir(folder);
    return result;
}

static __attribute__((noreturn)) void inside(int socket, char *argv[])
{
    sigset_t none;
    int slave = -1;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (make_terminal(socket, &slave) == 0 && pty_become(slave, which) == 0)
        execvp(argv[0], argv);
    speak_failure("inside");
    _exit(125);
}

static struct raw raw;
static struct screen screen;
static struct janitor janitor;

/* Returns what screen_copy() does; a signal ends the copying. */
static int copy(int socket, int pidfd)
{
    int master, first = which & 1 ? 0 : which & 2 ? 1 : 2;

    if (raw_prepare(&raw, first) == -1
        || janitor_start(&janitor, NULL, &raw) == -1
        || pty_receive(socket, &master) == -1
        || screen_begin(&screen, &raw, master, which & 1, pidfd) == -1)
        return -1;
    return screen_copy(&screen);
}

static int box(char *argv[])
{
    int pair[2], status, result;

    which = pty_needed();
    if (signals_begin() == -1
        || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
        return 125;
    pid_t pid = fork();
    if (pid == 0)
        inside(pair[1], argv);
    close(pair[1]);
    result = copy(pair[0], pidfd_open(pid, 0));
    int stopped = last_failure()->signal;
    if (result == -1)
        kill(pid, SIGKILL);
    screen_end(&screen);
    raw_undo(&raw);
    waitpid(pid, &status, 0);
    if (janitor_dismiss(&janitor) == -1 || (result == -1 && !stopped)) {
        speak_failure("box");
        return 125;
    }
    return stopped ? 128 + stopped : exit_status(status);
}

/* ---- the tests ---------------------------------------------------------- */

static void it_is_another_terminal(void **state)
{
    (void) state;
    caller_start("tty; echo $(($(ps -o sid= -p $$) == $$)); until stty size | "
                 "grep -v '^0 0'; do sleep 0.1; done; exit 7", "");
    assert_int_equal(caller_wait(), 7);
    assert_no_text("tty(1)", caller.screen, ttyname(caller.slave),
                   "the caller's is not inside; see pty(7)");
    assert_text("the session", caller.screen, "/dev/pts/",
                "but there is one; see tty(1)");
    assert_text("the size of the window", caller.screen, "33 101",
                "it is passed on; see ioctl_tty(2)");
    assert_restored();
}

static void keys_go_in(void **state)
{
    (void) state;
    caller_start("read line; echo got $line; cat; echo end of file", "");
    caller_type("one word\r");
    caller_shown("got one word");
    caller_type("to cat\r\004");
    assert_int_equal(caller_wait(), 0);
    assert_text("the screen", caller.screen, "to cat to cat end of file",
                "echo, lines and Ctrl-D are made inside; see termios(3)");
}

static void control_c_is_for_the_command(void **state)
{
    (void) state;
    caller_start("trap 'echo caught; exit 5' INT; echo ready; while :; do "
                 "sleep 1; done", "");
    caller_shown("ready");
    assert_false(caller_as_before());
    caller_type("\003");
    assert_int_equal(caller_wait(), 5);
    assert_text("the screen", caller.screen, "caught",
                "the container's terminal sends SIGINT; see signal(7)");
    assert_restored();
}

static void a_new_size_is_passed_on(void **state)
{
    (void) state;
    const struct winsize size = { .ws_row = 44, .ws_col = 55 };

    caller_start("trap 'stty size; exit' WINCH; echo ready; while :; do "
                 "sleep 0.1; done", "");
    caller_shown("ready");
    assert_int_equal(ioctl(caller.master, TIOCSWINSZ, &size), 0);
    caller_shown("44 55");
    assert_int_equal(caller_wait(), 0);
}

/* True when a child of the box is a zombie: the command has ended, and nobody
   has read what it wrote. */
static bool command_has_ended(void)
{
    char children[200] = "";
    const char *list = text("/proc/%d/task/%d/children", (int) caller.pid,
                            (int) caller.pid);

    if (read_file(list, children, sizeof children) <= 0)
        return false;
    char *at = children;
    for (long pid = strtol(at, &at, 10); pid > 0; pid = strtol(at, &at, 10))
        if (process_state((pid_t) pid) == 'Z')
            return true;
    return false;
}

/* While nobody looks at it, the caller's terminal takes no more; how much it
   takes differs from kernel to kernel. */
static void fill_the_screen(void)
{
    int slave = open(ttyname(caller.slave),
                     O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    assert_int_not_equal(slave, -1);
    while (write(slave, "filled ", 7) > 0)
        ;
    assert_int_equal(errno, EAGAIN);
    close(slave);
}

/* 12 KB: 8 wait in the box, struct flow, and the rest in its terminal. */
static void the_last_words_are_shown(void **state)
{
    (void) state;
    long end = clock_limit(20);

    fill_the_screen();
    caller_start("seq 1 2200; printf 'last words'", "");
    while (!command_has_ended() && clock_ms() < end)
        poll(NULL, 0, 5);
    assert_true(command_has_ended());
    assert_int_equal(caller_wait(), 0);
    assert_text("the screen", caller.screen, "2199 2200 last words",
                "what was written before the end is still in the terminal");
}

/* Only a terminal is replaced: what goes to a file stays as it is. */
static void a_file_stays_a_file(void **state)
{
    (void) state;
    char path[] = "/tmp/unit-pty.XXXXXX", bytes[64] = "";
    CLOSES int file = mkstemp(path);

    assert_true(file != -1);
    unlink(path);
    caller_start("echo to the file; echo to the screen >&2; test -t 0 && "
                 "echo tty >&2",
                 text(">/proc/%d/fd/%d", (int) getpid(), file));
    assert_int_equal(caller_wait(), 0);
    assert_true(pread(file, bytes, sizeof bytes - 1, 0) > 0);
    assert_string_equal(bytes, "to the file\n");
    assert_text("the screen", caller.screen, "to the screen tty",
                "the others are a terminal");
}

static void what_is_not_a_terminal_is_no_input(void **state)
{
    (void) state;
    caller_start("cat; echo done", "</dev/null");
    caller_shown("done");
    assert_int_equal(caller_wait(), 0);
    assert_restored();
}

/* A descriptor that is no master is not taken for one. */
static void only_a_master_is_accepted(void **state)
{
    (void) state;
    struct robot *robot = shell(text("%s/tests/unit-pty --wrong",
                                     launch_build()));

    assert_status(robot, 1, "it is refused; see ioctl_tty(2)");
    assert_text("stderr", robot->err, "ioctl(TIOCGPTN)",
                "a slave has no number to tell");
}

static int wrong(void)
{
    int pair[2], master, slave, got;
    char control[CMSG_SPACE(sizeof slave)] = "", byte = 0;
    struct iovec data = { &byte, 1 };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1,
                              .msg_control = control,
                              .msg_controllen = sizeof control };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    if (openpty(&master, &slave, NULL, NULL, NULL) == -1
        || socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == -1)
        return 99;
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof slave);
    memcpy(CMSG_DATA(header), &slave, sizeof slave);
    if (sendmsg(pair[0], &message, 0) == -1 || pty_receive(pair[1], &got) == 0)
        return 0;
    speak_failure("wrong");
    return 1;
}

#define terminal_test(name) \
    cmocka_unit_test_setup_teardown(name, caller_begin, caller_end)

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        terminal_test(it_is_another_terminal),
        terminal_test(keys_go_in),
        terminal_test(control_c_is_for_the_command),
        terminal_test(a_new_size_is_passed_on),
        terminal_test(the_last_words_are_shown),
        terminal_test(a_file_stays_a_file),
        terminal_test(what_is_not_a_terminal_is_no_input),
        cmocka_unit_test(only_a_master_is_accepted),
    };

    if (argc > 2 && strcmp(argv[1], "--box") == 0)
        return box(argv + 2);
    if (argc > 1 && strcmp(argv[1], "--wrong") == 0)
        return wrong();
    return run_unit_tests("unit-pty", tests, argc, argv);
}
