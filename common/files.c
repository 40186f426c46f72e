/* files.c - small files of /proc and /sys */

#include "files.h"

#include "failure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

ssize_t read_file(const char *path, char *text, size_t size)
{
    CLOSES int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return failed("open(%s)", path);

    size_t used = 0;
    ssize_t got = 1;
    while (got > 0 && used < size - 1) {
        got = read(fd, text + used, size - 1 - used);
        if (got == -1)
            return failed("read(%s)", path);
        used += (size_t) got;
    }
    text[used] = '\0';
    if (used > 0 && text[used - 1] == '\n')
        text[--used] = '\0';
    return (ssize_t) used;
}

int write_file(const char *path, const char *text)
{
    CLOSES int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd == -1)
        return failed("open(%s)", path);

    ssize_t size = (ssize_t) strlen(text);
    ssize_t done = write(fd, text, (size_t) size);
    if (done == -1)
        return failed("write(%s, \"%s\")", path, text);
    if (done != size)
        return failed_saying("only a part was taken", "write(%s)", path);
    return 0;
}

const char *process_name(pid_t pid, char *name, size_t size)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/comm", (int) pid);
    if (read_file(path, name, size) == -1)
        snprintf(name, size, "?");
    return name;
}

/* Returns where field NUMBER (3 or more) of /proc/PID/stat begins, or NULL.  The
   second field is the name in brackets, which may itself hold spaces and
   brackets: the third starts after the last ')'. */
static const char *stat_field(pid_t pid, int number, char *stat, size_t size)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/stat", (int) pid);
    if (read_file(path, stat, size) == -1)
        return NULL;
    const char *field = strrchr(stat, ')');
    for (int i = 2; field && i < number; i++) {
        field = strchr(field, ' ');
        field = field ? field + 1 : NULL;
    }
    return field;
}

char process_state(pid_t pid)
{
    char stat[512];
    const char *field = stat_field(pid, 3, stat, sizeof stat);

    if (field)
        return *field;
    /* ESRCH: it ended between open(2) and read(2). */
    int error = last_failure()->error;
    return error == ENOENT || error == ESRCH ? '\0' : '?';
}

pid_t process_parent(pid_t pid)
{
    char stat[512];
    const char *field = stat_field(pid, 4, stat, sizeof stat);

    return field ? (pid_t) strtol(field, NULL, 10) : 0;
}

unsigned long long process_start(pid_t pid)
{
    char stat[512];
    const char *field = stat_field(pid, 22, stat, sizeof stat);

    return field ? strtoull(field, NULL, 10) : 0;
}

int guard_standard_fds(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) != -1)
            continue;
        if (errno != EBADF)
            return failed("fcntl(%d, F_GETFD)", fd);
        /* open(2) takes the lowest free number, which is FD. */
        if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
            return failed("open(/dev/null)");
    }
    return 0;
}
