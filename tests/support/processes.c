/* processes.c - the processes below this test program */

#include "processes.h"

#include "clock.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Fields 4 and 22 of /proc/PID/stat, counted from 1: parent and start time;
   proc(5). */
static bool read_numbers(char *fourth, struct process *process)
{
    int field = 4;

    for (char *word; (word = strsep(&fourth, " ")); ) {
        if (*word == '\0')
            continue;
        if (field == 4)
            process->parent = (pid_t) strtol(word, NULL, 10);
        if (field == 22)
            process->start = strtoll(word, NULL, 10);
        field++;
    }
    return field > 22;
}

bool process_read(pid_t pid, struct process *process)
{
    char path[64], stat[1024];

    snprintf(path, sizeof path, "/proc/%d/stat", (int) pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return false;
    ssize_t size = read(fd, stat, sizeof stat - 1);
    close(fd);
    if (size <= 0)
        return false;
    stat[size] = '\0';

    /* The name may hold spaces and brackets; its end is the last bracket. */
    char *name = strchr(stat, '('), *end = strrchr(stat, ')');
    if (!name || !end || strlen(end) < 4)
        return false;
    *end = '\0';
    *process = (struct process){ .pid = pid, .state = end[2] };
    snprintf(process->name, sizeof process->name, "%s", name + 1);
    return read_numbers(end + 3, process);
}

static size_t read_all(struct process **list)
{
    size_t count = 0, room = 0;
    DIR *proc = opendir("/proc");
    const struct dirent *entry;

    *list = NULL;
    while (proc && (entry = readdir(proc))) {
        pid_t pid = (pid_t) strtol(entry->d_name, NULL, 10);

        if (count == room) {
            room = room * 2 + 64;
            *list = realloc(*list, room * sizeof **list);
            if (!*list)
                abort();
        }
        if (pid > 0 && process_read(pid, &(*list)[count]))
            count++;
    }
    if (proc)
        closedir(proc);
    return count;
}

/* Marks the children of those that are marked, until no more are found. */
static void mark_below(struct process *list, size_t count, pid_t root)
{
    bool found = true;

    while (found) {
        found = false;
        for (size_t i = 0; i < count; i++) {
            struct process *child = &list[i];
            bool below = child->parent == root;

            for (size_t j = 0; j < count && !child->below && !below; j++)
                below = list[j].below && list[j].pid == child->parent;
            if (below && !child->below)
                child->below = found = true;
        }
    }
}

size_t processes_below(pid_t root, struct process **list)
{
    size_t count = read_all(list), kept = 0;

    mark_below(*list, count, root);
    for (size_t i = 0; i < count; i++)
        if ((*list)[i].below)
            (*list)[kept++] = (*list)[i];
    return kept;
}

bool process_is_below(pid_t pid, pid_t root)
{
    struct process process = { .parent = pid };

    while (process.parent > 0 && process.parent != root)
        if (!process_read(process.parent, &process))
            return false;
    return process.parent == root;
}

/* ---- those that were --------------------------------------------------- */

static pid_t *known;
static size_t known_count;
static bool remembers;

static bool is_known(pid_t pid)
{
    size_t i = 0;

    while (i < known_count && known[i] != pid)
        i++;
    return i < known_count;
}

void processes_remember(pid_t pid)
{
    remembers = true;
    if (is_known(pid))
        return;
    known = realloc(known, (known_count + 1) * sizeof *known);
    if (!known)
        abort();
    known[known_count++] = pid;
}

void processes_remember_all(void)
{
    struct process *list;
    size_t count = processes_below(getpid(), &list);

    for (size_t i = 0; i < count; i++)
        processes_remember(list[i].pid);
    free(list);
}

bool process_was_ours(pid_t pid)
{
    return !remembers || is_known(pid);
}

void processes_forget(void)
{
    free(known);
    known = NULL;
    known_count = 0;
}

/* ------------------------------------------------------------------------ */

void processes_reap(void)
{
    while (waitpid(-1, NULL, WNOHANG) > 0)
        ;
}

void processes_kill(void)
{
    struct process *list;
    size_t count;
    long limit = clock_limit(5);

    do {
        count = processes_below(getpid(), &list);
        for (size_t i = 0; i < count; i++)
            kill(list[i].pid, SIGKILL);
        free(list);
        poll(NULL, 0, count ? 5 : 0);
        processes_reap();
    } while (count && clock_ms() < limit);
}
