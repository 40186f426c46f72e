/* 01-fork-wait - a process, its child, and who cleans up

   The question: where does a process come from, and what is left of it when
   it ends?  You will see one child born, turned into another program, dead
   but not gone, and collected; then what happens when nobody collects it.

   See also: fork(2), execve(2), _exit(2), wait(2), proc(5), prctl(2). */

#include "common/failure.h"
#include "common/files.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/01-fork-wait/deeds.h"
#include "lessons/01-fork-wait/told.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

struct child child;

int make_child(void)
{
    if (undo_later(child_stop, &child, "the child process", NULL) == -1)
        return -1;
    return child_fork(&child, fork_wait_deeds);
}

int collect_child(int *status)
{
    if (child_wait(&child, status) == -1)
        return -1;
    undo_forget(&child);
    return 0;
}

/* ---- what the kernel says ---------------------------------------------- */

/* Names the program a process runs: the target of /proc/PID/exe, proc(5). */
static const char *program_of(pid_t pid, char *path, size_t size)
{
    char link[64];

    snprintf(link, sizeof link, "/proc/%d/exe", (int) pid);
    ssize_t length = readlink(link, path, size - 1);
    if (length == -1)
        return errno == ENOENT ? "(none)" : "(cannot be read)";
    path[length] = '\0';
    return path;
}

pid_t parent_of(pid_t pid)
{
    pid_t parent = process_parent(pid);

    if (parent == 0)
        return failed_saying("it cannot be read", "/proc/%d/stat", (int) pid);
    return parent;
}

/* ---- the steps --------------------------------------------------------- */

static int meet_the_parent(void)
{
    char name[32];

    same_as("ps -o pid,ppid,comm -p %d", (int) getpid());
    pause_here();
    fact("parent", "I am pid %d (%s), and I am about to become a parent",
         (int) getpid(), process_name(getpid(), name, sizeof name));
    pid_t parent = process_parent(getpid());
    if (parent == 0)
        fact("parent", "my own parent is outside of this pid namespace");
    else
        fact("parent", "my own parent is pid %d (%s): it forked me",
             (int) parent, process_name(parent, name, sizeof name));
    verify("ps -o pid,ppid,comm -p %d", (int) getpid());
    expect("%d", (int) parent);
    return 0;
}

static int fork_returns_twice(void)
{
    char answer[256], program[PATH_MAX];

    same_as("( sleep 60; : ) &");
    pause_here();
    if (make_child() == -1)
        return -1;
    if (child_order(&child, WHO_AM_I, answer, sizeof answer) == -1)
        return -1;

    fact("parent", "fork returned %d, the pid of my child", (int) child.pid);
    fact("child", "fork returned 0: %s", answer);
    fact("child", "I run %s, as my parent does",
         program_of(child.pid, program, sizeof program));
    fact("note", "strace shows fork as clone(2), the call beneath it");
    verify("ps -o pid,ppid,comm -p %d", (int) child.pid);
    expect("%d", (int) getpid());
    return 0;
}

static int execve_replaces_the_program(void)
{
    char before[PATH_MAX], after[PATH_MAX];
    pid_t parent = parent_of(child.pid);

    same_as("( exec sh -c 'read -r line; exit 7' )   # Enter ends it");
    pause_here();
    program_of(child.pid, before, sizeof before);
    if (child_order_exec(&child, BECOME_SHELL) == -1)
        return -1;
    pid_t now = parent_of(child.pid);
    if (parent == -1 || now == -1)
        return -1;

    fact("child", "before: %s", before);
    fact("child", "after:  %s", program_of(child.pid, after, sizeof after));
    fact("child", "pid %d, parent %d before, %d now -> %s", (int) child.pid,
         (int) parent, (int) now, parent == now ? "same" : "different");
    fact("note", "everything a container runtime does, it does between step 2 "
                 "and step 3");
    verify("ps -o pid,ppid,args -p %d", (int) child.pid);
    expect("sh -c read -r line");
    return 0;
}

/* What is left of the namespaces of a process that has ended, namespaces(7). */
static const char *rest_of_namespaces(pid_t pid)
{
    char link[64], target[64];

    snprintf(link, sizeof link, "/proc/%d/ns/net", (int) pid);
    if (readlink(link, target, sizeof target) != -1)
        return " (not yet)";
    return errno == ENOENT ? "" : " (cannot be read)";
}

static int it_ends_as_a_zombie(void)
{
    char name[32], program[PATH_MAX];

    same_as("sh -c 'sleep 0 & exec sleep 60'   # its child: a zombie");
    ask("the child ends: it is gone from memory. Is it gone from ps?");
    pause_here();
    child_let_go(&child);
    if (child_ended(&child) == -1)
        return -1;

    fact("child", "pid %d (%s) is in state %c: a zombie", (int) child.pid,
         process_name(child.pid, name, sizeof name),
         process_state(child.pid));
    fact("child", "still there: its pid, and a status for its parent");
    fact("child", "gone: its program %s, its memory, its namespaces%s",
         program_of(child.pid, program, sizeof program),
         rest_of_namespaces(child.pid));
    verify("ps -o pid,stat,comm -p %d", (int) child.pid);
    expect("Z");
    return 0;
}

static int wait_takes_the_status(void)
{
    char text[64];
    int status, pid = child.pid;

    same_as("sh -c 'exit 7'; echo $?   # your shell forks, execs, waits");
    pause_here();
    if (collect_child(&status) == -1)
        return -1;

    fact("parent", "wait says: pid %d %s", pid,
         fate(status, text, sizeof text));
    fact("parent", "pid %d is free again: %s", pid,
         process_state(pid) ? "not yet" : "/proc has no such directory");
    refused("ls -d /proc/%d", pid);
    expect("No such file or directory");
    return 0;
}

static int look_at_the_picture(void)
{
    char name[32];

    same_as("true   # a shell does all of this for every command");
    pause_here();
    fact("parent", "fork ------------------------- wait -- clean up");
    fact("child", "  \\-- set up -- execve -- works -- exit /");
    fact("note", "a container runtime is a parent whose \"set up\" is long: "
                 "start, set up, execve, wait, clean up");
    verify("ps -o pid,comm -p %d", (int) getpid());
    expect("%s", process_name(getpid(), name, sizeof name));
    return 0;
}

/* ------------------------------------------------------------------------ */

static const struct step steps[] = {
    { "A process has a parent", meet_the_parent },
    { "fork: one call, two returns", fork_returns_twice },
    { "execve: same process, another program", execve_replaces_the_program },
    { "The child ends, and stays", it_ends_as_a_zombie },
    { "wait: the status arrives, the pid is free", wait_takes_the_status },
    { "The picture: fork, execve, exit, wait", look_at_the_picture },
    { "A killed child has a status too", a_signal_is_a_status_too },
    { "A parent that lives and never waits", a_parent_that_never_waits },
    { "Cured by waiting", cured_by_waiting },
    { "A parent that dies first", a_parent_that_dies_first },
    { 0 },
};

static int check(void)
{
    int status;

    if (child_fork(&child, fork_wait_deeds) == -1
        || child_order_exec(&child, BECOME_SHELL) == -1)
        return -1;
    child_let_go(&child);
    return child_wait(&child, &status);
}

static const struct lesson lesson = {
    .name = "01-fork-wait",
    .title = "fork and wait - a process, its child, and who cleans up",
    .needs = "nothing",
    .pages = "fork(2), execve(2), _exit(2), wait(2), proc(5), prctl(2)",
    .steps = steps,
    .tour = 4,
    .deeper = 7,
    .done = "a process was made, became another program, ended, and was "
            "collected by its parent",
    .known_as = "the start and the end of docker run; its exit status is "
                "this status",
    .still_open = "the child sees all that the parent sees (lesson 2)",
    .check = check,
};

int main(int argc, char *argv[])
{
    return tell(&lesson, argc, argv);
}
