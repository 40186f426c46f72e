/* look.c - a process and its children, as /proc shows them from outside

   See also: proc(5), pid_namespaces(7). */

#include "lessons/08-pid-one/look.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT_MS = 20000, AGAIN_MS = 20 };

int children_of(pid_t pid, struct children *children)
{
    char path[64], text[256], *at = text, *end;

    *children = (struct children){ .count = 0 };
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int) pid,
             (int) pid);
    if (read_file(path, text, sizeof text) == -1) {
        if (last_failure()->error == ENOENT)
            cause("the process has ended, or this kernel was built without "
                  "CONFIG_PROC_CHILDREN");
        return -1;
    }
    while (children->count < MOST_CHILDREN) {
        pid_t child = (pid_t) strtol(at, &end, 10);
        if (end == at)
            break;
        at = end;
        char state = process_state(child);
        if (state == '?')
            return -1;
        if (state == 0) /* gone since */
            continue;
        children->zombies += state == 'Z';
        children->pids[children->count++] = child;
    }
    return 0;
}

static int still_runs(pid_t payload)
{
    char state = process_state(payload);

    if (state == '?')
        return -1;
    if (state != 0 && state != 'Z')
        return 0;
    failed_saying("ended early", "sh, pid %d", (int) payload);
    cause("somebody killed it, or it could not start sleep");
    return cure("run the lesson again");
}

int process_1_is_gone(pid_t pid)
{
    failed_saying("ended early", "process 1, pid %d", (int) pid);
    cause("somebody killed it, or what it waited for");
    return cure("run the lesson again");
}

/* It has answered, or ended, while there was nothing to be answered yet. */
static int gave_up(struct child *box)
{
    if (child_answer(box, NULL, 0) == -1)
        return -1;
    return process_1_is_gone(box->pid);
}

int children_settle(struct child *box, pid_t payload, const char *name,
                    int count, int zombies, struct children *children)
{
    long end = now_ms() + LIMIT_MS;
    char now[32];

    for (;;) {
        if (still_runs(payload) == -1 || children_of(box->pid, children) == -1)
            return -1;
        if (children->count == count && children->zombies == zombies
            && strcmp(process_name(payload, now, sizeof now), name) == 0)
            return 0;
        if (now_ms() > end)
            return 0;
        int answered = wait_for(box->answers, AGAIN_MS);
        if (answered == 1)
            return gave_up(box);
        if (answered == -1)
            return -1;
    }
}

pid_t pid_inside(pid_t pid)
{
    char path[64], text[4096];

    snprintf(path, sizeof path, "/proc/%d/status", (int) pid);
    if (read_file(path, text, sizeof text) == -1)
        return -1;
    char *line = strstr(text, "\nNSpid:");
    if (!line)
        return failed_saying("no line NSpid", "read(%s)", path);
    line[1 + strcspn(line + 1, "\n")] = '\0';
    return (pid_t) strtol(strrchr(line, '\t') + 1, NULL, 10);
}
