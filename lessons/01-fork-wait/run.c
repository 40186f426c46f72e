/* run.c - run a command, wait for it, pass its status on

   The question: what does a shell do with one command line?  Everything that
   lesson 1 shows, and between fork and exec there is room for a deed: that is
   where lessons 5, 6 and 8 to 10 do theirs.

   See also: execve(2), system(3), setpgid(2). */

#include "lessons/01-fork-wait/run.h"

#include "common/failure.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/child.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXECVE "execve("
#define START_LIMIT_MS 20000

/* One command at a time; both are set before the fork that copies them. */
static char **command;
static int (*prepare)(void);

static int wait_status; /* of the last one that ran */

/* ---- in the child ------------------------------------------------------ */

/* Puts the next place in which execvp(3) would look for NAME into PATH; AT is
   what is left of the variable.  An empty name of a directory is ".". */
static bool next_place(const char **at, const char *name, char path[PATH_MAX])
{
    size_t length = strcspn(*at, ":");

    if (**at == '\0')
        return false;
    snprintf(path, PATH_MAX, "%.*s/%s", length ? (int) length : 1,
             length ? *at : ".", name);
    *at += length;
    *at += **at == ':';
    return true;
}

static const char *places(void)
{
    const char *path = getenv("PATH");

    return path ? path : "/bin:/usr/bin";
}

/* Puts the first file called NAME in PATH into FILE, or NAME itself if that has
   a slash. */
static bool is_in_path(const char *name, struct stat *file)
{
    const char *at = places();
    char path[PATH_MAX];

    if (strchr(name, '/'))
        return stat(name, file) == 0;
    while (next_place(&at, name, path))
        if (stat(path, file) == 0 && S_ISREG(file->st_mode))
            return true;
    return false;
}

/* Errno has several causes here: the file is looked at to find the true one.
   ENOENT also means that the "#!" line or the ELF header names an interpreter
   that does not exist; execve(2). */
static int cannot_execute(const char *path)
{
    int error = errno;
    struct stat file;
    bool is_path = strchr(path, '/') != NULL;
    bool is_there = is_in_path(path, &file);

    /* A directory of PATH that could not be looked into is an EACCES, too,
       and not a sign that the program is there. */
    if (error == EACCES && !is_path && !is_there)
        error = ENOENT;
    errno = error;
    failed(EXECVE "%s)", path);
    if (error == ENOENT && is_there) {
        cause("the file exists, but the interpreter that it names does not");
        return cure("head -1 %s shows a script's; for a program: file", path);
    }
    if (error == ENOENT) {
        cause(is_path ? "there is no such file" : "no such program in PATH");
        return cure("correct the name, or install the program");
    }
    if (is_there && S_ISDIR(file.st_mode)) {
        cause("it is a directory");
        return cure("name a program in it");
    }
    if (error == EACCES) {
        cause("no permission to execute it, or to pass a directory on the way; "
              "see execve(2)");
        return cure(is_there ? "chmod +x %s, if it is a program" : "ls -l %s",
                    path);
    }
    if (error == EPERM) {
        cause("the file asks for capabilities that this process may not have; "
              "see capabilities(7), Safety checking");
        return cure("getcap %s shows them", path);
    }
    cause("the kernel does not take it for a program; see execve(2)");
    return cure("file %s says what it is", path);
}

/* As execvp(3), but for one thing: what the kernel does not take for a program,
   that function gives to a shell, a program for another machine, too. */
static void exec_in_path(char *argv[])
{
    const char *at = places();
    char path[PATH_MAX];
    int error = ENOENT;

    while (next_place(&at, argv[0], path)) {
        execve(path, argv, environ);
        if (errno == EACCES)
            error = EACCES;
        else if (errno != ENOENT && errno != ENOTDIR)
            return;
    }
    errno = error;
}

static int has_no_name(void)
{
    errno = ENOENT; /* as execve(2) has it */
    failed(EXECVE "\"\")");
    cause("the command is empty");
    return cure("name a program");
}

int run_exec(char *argv[])
{
    if (argv[0][0] == '\0')
        return has_no_name();
    if (strchr(argv[0], '/'))
        execve(argv[0], argv, environ);
    else
        exec_in_path(argv);
    return cannot_execute(argv[0]);
}

static int become_command(int deed, char *answer, size_t size)
{
    (void) deed, (void) answer, (void) size;

    /* A box has a process group of its own, child.c; a command belongs to the
       job that the terminal knows, which is our parent's group. */
    if (setpgid(0, getpgid(getppid())) == -1)
        return failed("setpgid(0, the parent's group)");
    if (prepare && prepare() == -1)
        return -1;
    return run_exec(command);
}

/* ---- in the parent ----------------------------------------------------- */

int run_failure_status(void)
{
    const struct failure *why = last_failure();

    if (why->signal)
        return 128 + why->signal;
    if (strncmp(why->call, EXECVE, strlen(EXECVE)) != 0)
        return 125;
    return why->error == ENOENT ? 127 : 126;
}

/* Ctrl-C and Ctrl-\ are for the command. */
static bool is_of_a_key(int number)
{
    return number == SIGINT || number == SIGQUIT;
}

/* The terminal has sent it to the whole group, and we only hear of it.  What a
   process sends to us is passed on; the pid cannot be another's, for we have
   not waited. */
static void pass_on(const struct child *child, int number)
{
    if (is_of_a_key(number) && signal_was_sent())
        kill(child->pid, number);
}

/* In the very moment of execve(2): if the command is running by now (end of
   file), it decides what a key means. */
static int start(struct child *child)
{
    char byte;

    if (child_order_exec(child, 1) == 0)
        return 0;
    struct failure why = *last_failure();
    if (!is_of_a_key(why.signal)
        || wait_for(child->answers, START_LIMIT_MS) != 1
        || read(child->answers, &byte, 1) != 0)
        return adopt_failure(&why);
    pass_on(child, why.signal);
    return 0;
}

static int run_child(struct child *child)
{
    int ended, number;

    if (start(child) == -1)
        return -1;

    do {
        ended = wait_for(child->pidfd, -1);
        number = ended == -1 ? last_failure()->signal : 0;
        pass_on(child, number);
    } while (is_of_a_key(number));
    return ended == -1 ? -1 : child_wait(child, &wait_status);
}

int run_command(char *argv[], int (*before_exec)(void), int *status)
{
    struct child child;

    command = argv;
    prepare = before_exec;
    *status = 125;
    if (child_fork(&child, become_command) == -1)
        return -1;
    int end = run_child(&child);
    if (end == -1) {
        struct failure why = *last_failure();
        child_stop(&child);
        adopt_failure(&why);
    }
    *status = end == 0 ? exit_status(wait_status) : run_failure_status();
    return end;
}

int run_wait_status(void)
{
    return wait_status;
}
