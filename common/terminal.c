/* terminal.c - the pause of --step: one prompt and one line on /dev/tty */

#include "terminal.h"

#include "failure.h"
#include "files.h"
#include "voice.h"
#include "wait.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

static int terminal = -1;

static const char keys[] =
    "Enter: go on; or a letter, and then Enter:\n"
    "v: run the last verify line here   c: run on   q: quit and clean up\n";

int terminal_open(void)
{
    terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal != -1)
        return 0;
    failed("open(/dev/tty)");
    cause("--step asks on the terminal, and this process has none; see tty(4)");
    return cure("run it in a terminal, or with --pace=2 instead");
}

/* In a child.  It stays in our process group, the terminal's foreground: another
   would be stopped where it writes (stty tostop) or reads a password; termios(3),
   TOSTOP. */
static int become_shell(const char *command)
{
    pid_t group = getpgrp();

    if (signals_for_child() == -1)
        return -1;
    if (setpgid(0, group) == -1)
        return failed("setpgid(0, %d)", (int) group);
    if (dup2(terminal, STDOUT_FILENO) == -1
        || dup2(terminal, STDERR_FILENO) == -1)
        return failed("dup2(/dev/tty)");
    execl("/bin/sh", "sh", "-c", command, (char *) NULL);
    failed("execve(/bin/sh)");
    return cure("instead of v, type the verify line in a second terminal");
}

/* Waits for its end, or until we are asked to stop: then it ends first, unless
   it is root's by sudo(8) and may not be killed. */
static int shell_ends(pid_t pid)
{
    CLOSES int end = pidfd_open(pid, 0);
    int ended = end == -1 ? failed("pidfd_open(%d)", (int) pid)
                          : wait_for(end, -1);

    if (ended == -1 && kill(pid, SIGKILL) == -1)
        return -1;
    if (waitpid(pid, NULL, 0) == -1 && ended == 1)
        return failed("waitpid(%d)", (int) pid);
    return ended == -1 ? -1 : 0;
}

/* Runs COMMAND in a shell.  Its exit status is the command's: 127 may be a verify
   line that nobody has installed.  That there is no shell at all is told through
   a pipe, which execve(2) closes. */
static int run_in_shell(const char *command)
{
    struct failure theirs;
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    CLOSES int answers = ends[0];
    pid_t pid = fork();
    if (pid == 0) {
        become_shell(command);
        _exit(write(ends[1], last_failure(), sizeof theirs) == -1);
    }
    close(ends[1]);
    if (pid == -1)
        return failed("fork()");
    if (shell_ends(pid) == -1)
        return -1;
    ssize_t size = read(answers, &theirs, sizeof theirs);
    if (size == -1)
        return failed("read(pipe)");
    return size == 0 ? 0 : adopt_failure(&theirs);
}

/* Runs the last verify line as a second terminal would. */
static int run_last_check(void)
{
    const char *command = voice_last_check();

    if (command[0] == '\0') {
        dprintf(terminal, "There is no verify line yet.\n");
        return 0;
    }
    /* Root needs no sudo, which may not even be installed. */
    if (geteuid() == 0 && strncmp(command, "sudo ", 5) == 0)
        command += 5;
    dprintf(terminal, "$ %s\n", command);
    return run_in_shell(command);
}

/* Returns the first character of a line, 'q' at end of file, or -1. */
static int read_key(void)
{
    char line[256];

    if (wait_for(terminal, -1) == -1)
        return -1;
    ssize_t size = read(terminal, line, sizeof line);
    if (size == -1)
        failed("read(/dev/tty)");

    /* End of file or EIO: the terminal may be gone, and SIGHUP, which says more,
       on its way; signal(7).  Else the learner typed Ctrl-D. */
    struct failure broken = *last_failure();
    if (size <= 0 && wait_for(-1, 300) == -1)
        return -1;
    if (size == -1)
        return adopt_failure(&broken);
    return size == 0 ? 'q' : line[0];
}

int terminal_ask(const char *prompt)
{
    for (;;) {
        dprintf(terminal, "%s", prompt);
        switch (read_key()) {
        case -1:   return -1;
        case '\n': return KEY_NEXT;
        case 'c':  return KEY_RUN_ON;
        case 'q':  return KEY_QUIT;
        case 'v':
            if (run_last_check() == -1)
                return -1;
            break;
        default:
            dprintf(terminal, "%s", keys);
        }
    }
}
