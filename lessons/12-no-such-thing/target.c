/* target.c - one process, read through one open directory

   The question: how is a process looked at, when it may end at any moment and
   another may get its number?  By a descriptor of its directory: that names the
   process, not the number.

   See also: proc(5), openat in open(2). */

#include "lessons/12-no-such-thing/target.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static int no_such_process(void)
{
    cause("no process has that number, or /proc is mounted so that it hides "
          "those of other users (hidepid); see proc(5)");
    return cure("ps -e lists them");
}

static int it_has_ended(pid_t pid)
{
    failed_saying("it has ended", "process %d", (int) pid);
    cause("a process that ends while it is read has no namespaces, groups or "
          "rights any more: half a picture would be a wrong one");
    return cure("choose one that lives longer");
}

ssize_t target_read(const struct target *target, const char *file, char *text,
                    size_t size)
{
    size_t used = 0;
    ssize_t got = 1;

    CLOSES int fd = openat(target->directory, file, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return failed("open(/proc/%d/%s)", (int) target->pid, file);
    while (got > 0 && used < size - 1) {
        got = read(fd, text + used, size - 1 - used);
        if (got == -1)
            return failed("read(/proc/%d/%s)", (int) target->pid, file);
        used += (size_t) got;
    }
    if (used == size - 1)
        return failed_saying("longer than expected", "read(/proc/%d/%s)",
                             (int) target->pid, file);
    if (used > 0 && text[used - 1] == '\n')
        used--;
    text[used] = '\0';
    return (ssize_t) used;
}

int target_status(const struct target *target, const char *label, char *text,
                  size_t size)
{
    char begin[64];

    snprintf(begin, sizeof begin, "\n%s:", label);
    const char *line = strstr(target->status, begin);
    if (!line) {
        errno = ENOENT;
        return failed("the line %s of /proc/%d/status", label,
                      (int) target->pid);
    }
    line += strlen(begin);
    line += strspn(line, "\t ");
    size_t length = strcspn(line, "\n");
    while (length > 0 && line[length - 1] == ' ')
        length--;
    if (length >= size)
        return failed_saying("longer than expected", "%s of /proc/%d/status",
                             label, (int) target->pid);
    snprintf(text, size, "%.*s", (int) length, line);
    return 0;
}

/* ANCHOR: lives */
int target_lives(const struct target *target)
{
    char stat[1024];

    if (target_read(target, "stat", stat, sizeof stat) == -1) {
        int error = last_failure()->error;
        return error == ESRCH || error == ENOENT ? it_has_ended(target->pid)
                                                 : -1;
    }
    /* The state follows the name, which may itself hold brackets; proc(5). */
    const char *name_end = strrchr(stat, ')');
    char state = name_end && name_end[1] ? name_end[2] : '?';
    return state == 'Z' || state == 'X' ? it_has_ended(target->pid) : 0;
}
/* ANCHOR_END: lives */

static int read_texts(struct target *target)
{
    if (target_read(target, "comm", target->name, sizeof target->name) == -1
        || target_read(target, "status", target->status,
                       sizeof target->status) == -1
        || target_read(target, "cgroup", target->cgroup,
                       sizeof target->cgroup) == -1
        || target_read(target, "limits", target->limits,
                       sizeof target->limits) == -1)
        return -1;
    return 0;
}

int target_open(struct target *target, pid_t pid)
{
    char path[32];

    memset(target, 0, sizeof *target);
    target->pid = pid;
    snprintf(path, sizeof path, "/proc/%d", (int) pid);
    target->directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (target->directory == -1) {
        failed("open(%s)", path);
        return last_failure()->error == ENOENT ? no_such_process() : -1;
    }
    if (target_lives(target) == -1)
        return -1;
    if (read_texts(target) == 0)
        return 0;
    struct failure why = *last_failure();
    return target_lives(target) == -1 ? -1 : adopt_failure(&why);
}

void target_close(struct target *target)
{
    close_fd(&target->directory);
    target->directory = -1;
}
