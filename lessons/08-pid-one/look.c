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
        children->zombies += process_state(child) == 'Z';
        children->pids[children->count++] = child;
    }
    return 0;
}

static int has_settled(const struct children *children, int count, int zombies,
                       const char *name)
{
    char now[32];

    return children->count == count && children->zombies == zombies
        && strcmp(process_name(children->pids[0], now, sizeof now), name) == 0;
}

int children_settle(pid_t pid, int count, int zombies, const char *name,
                    struct children *children)
{
    long end = now_ms() + LIMIT_MS;

    for (;;) {
        if (children_of(pid, children) == -1)
            return -1;
        if (has_settled(children, count, zombies, name) || now_ms() > end)
            return 0;
        if (wait_for(-1, AGAIN_MS) == -1)
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
