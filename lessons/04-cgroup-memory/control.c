/* control.c - the files of a cgroup: written, read, and why not

   The question: a cgroup is driven by small text files; what does the kernel
   mean when it refuses a write?

   See also: cgroups(7), "Cgroups v2 subtree delegation" and "no internal
   processes rule". */

#include "lessons/04-cgroup-memory/control.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONTROL_PATH (PATH_MAX + 64)

static void explain_no_permission(const char *directory, bool is_open)
{
    if (is_open) {
        cause("moving a process also needs write access to cgroup.procs of the "
              "nearest common ancestor of old and new cgroup; see cgroups(7)");
        cure("start it in a cgroup below the delegated one");
    } else if (geteuid() == 0) {
        cause("this root has no power over %s: it belongs to another user "
              "namespace", directory);
        cure("run it on the host itself, or make vm");
    } else {
        cause("%s is not delegated to you (uid %d); see cgroups(7)", directory,
              (int) geteuid());
        cure("sudo %s", program_invocation_name);
    }
}

static void explain_busy(const char *directory, const char *file)
{
    char members[160];

    if (strcmp(file, "cgroup.subtree_control") == 0) {
        cause("processes are in %s: %s. A v2 cgroup has processes, or hands "
              "controllers to its children, not both; cgroups(7)", directory,
              control_members_words(directory, members, sizeof members));
        cure("move them to a child cgroup first");
    } else if (strcmp(file, "cgroup.procs") == 0) {
        cause("%s hands controllers to its children (cgroup.subtree_control), "
              "so no process may be in it; cgroups(7)", directory);
        cure("choose one of its children");
    } else {
        cause("the processes in %s use more than that already", directory);
        cure("set limits before processes join");
    }
}

static void explain_no_file(const char *directory, const char *file)
{
    if (strcmp(file, "cgroup.subtree_control") == 0) {
        cause("a controller is not in cgroup.controllers of %s: its parent "
              "does not hand it down", directory);
        cure("enable it in cgroup.subtree_control of the parent");
    } else {
        cause("%s has no file %s: its controller is not handed down to it, or "
              "the kernel is too old", directory, file);
        cure("see cgroup.controllers there");
    }
}

static int explain(const char *directory, const char *file)
{
    bool is_open = strncmp(last_failure()->call, "write(", 6) == 0;

    switch (last_failure()->error) {
    case EACCES:
    case EPERM:
        explain_no_permission(directory,
                              is_open && strcmp(file, "cgroup.procs") == 0);
        break;
    case EBUSY:
        explain_busy(directory, file);
        break;
    case ENOENT:
        explain_no_file(directory, file);
        break;
    case EROFS:
        cause("%s is mounted read-only, as in most containers", directory);
        cure("run it on the host itself, or make vm");
        break;
    case EOPNOTSUPP:
        cause("%s is a threaded cgroup (cgroup.type), where only some "
              "controllers work; see cgroups(7)", directory);
        cure("choose a cgroup of type \"domain\"");
        break;
    case ENODEV:
        cause("%s has been removed meanwhile", directory);
        cure("run it again");
        break;
    case ESRCH:
        cause("that process has ended");
        cure("run it again");
        break;
    }
    return -1;
}

int control_write(const char *directory, const char *file, const char *text)
{
    char path[CONTROL_PATH];

    snprintf(path, sizeof path, "%s/%s", directory, file);
    return write_file(path, text) == 0 ? 0 : explain(directory, file);
}

int control_read(const char *directory, const char *file, char *text,
                 size_t size)
{
    char path[CONTROL_PATH];

    snprintf(path, sizeof path, "%s/%s", directory, file);
    ssize_t length = read_file(path, text, size);
    if (length == -1)
        return explain(directory, file);
    if ((size_t) length == size - 1)
        return failed_saying("longer than expected", "read(%s)", path);
    return 0;
}

/* Returns what follows KEY and a space where a line begins so, or NULL. */
static const char *after_key(const char *text, const char *key)
{
    size_t length = strlen(key);

    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) == 0 && line[length] == ' ')
            return line + length + 1;
    }
    return NULL;
}

int control_number(const char *directory, const char *file, const char *key,
                   uint64_t *number)
{
    char text[4096];
    char *end;

    if (control_read(directory, file, text, sizeof text) == -1)
        return -1;
    const char *value = key ? after_key(text, key) : text;
    if (value && strncmp(value, "max", 3) == 0) {
        *number = UINT64_MAX;
        return 0;
    }
    errno = 0;
    *number = value ? strtoull(value, &end, 10) : 0;
    if (value && end != value && errno == 0)
        return 0;
    failed_saying("no number there", "read(%s/%s)", directory, file);
    cause("this kernel writes no %s in %s", key ? key : "number", file);
    return cure("Linux 5.10 or newer");
}

int control_members(const char *directory, pid_t pids[], int most)
{
    char path[CONTROL_PATH];
    int pid, count = 0;

    snprintf(path, sizeof path, "%s/cgroup.procs", directory);
    CLOSES_FILE FILE *file = fopen(path, "re");
    if (!file) {
        failed("open(%s)", path);
        return explain(directory, "cgroup.procs");
    }
    while (fscanf(file, "%d", &pid) == 1) {
        if (count < most)
            pids[count] = pid;
        count++;
    }
    return ferror(file) ? failed("read(%s)", path) : count;
}

const char *control_members_words(const char *directory, char *text,
                                  size_t size)
{
    struct failure before = *last_failure();
    pid_t pids[4];
    char name[32];
    int count = control_members(directory, pids, 4);
    size_t used = 0;

    snprintf(text, size, count == -1 ? "(cannot be read)" : "none");
    for (int i = 0; i < count && i < 4 && used < size; i++)
        used += (size_t) snprintf(text + used, size - used, "%s%d (%s)",
                                  i ? ", " : "", (int) pids[i],
                                  process_name(pids[i], name, sizeof name));
    if (count > 4 && used < size)
        snprintf(text + used, size - used, " and %d more", count - 4);
    adopt_failure(&before);
    return text;
}
