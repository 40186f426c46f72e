/* view.c - what does a process see?

   The question: two processes on one machine see two networks, two lists of
   mounts, two sets of pids.  Which ones?  The links in /proc/PID/ns tell, and
   where /proc/PID/root leads.

   See also: namespaces(7), proc(5). */

#include "lessons/12-no-such-thing/answers.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* A namespace and a directory are what their device and inode are. */
static void set_key(struct row *row, const struct stat *status)
{
    snprintf(row->key, sizeof row->key, "%u:%u %llu", major(status->st_dev),
             minor(status->st_dev), (unsigned long long) status->st_ino);
}

static int identify(const struct target *target, const char *file,
                    struct stat *status)
{
    if (fstatat(target->directory, file, status, 0) == -1)
        return failed("stat(/proc/%d/%s)", (int) target->pid, file);
    return 0;
}

/* ANCHOR: namespace */
int answer_namespace(const struct target *target, const char *what,
                     struct row *row)
{
    char file[32];
    struct stat status;

    snprintf(file, sizeof file, "ns/%s", what);
    if (identify(target, file, &status) == -1)
        return -1;
    set_key(row, &status);
    snprintf(row->value, sizeof row->value, "%llu",
             (unsigned long long) status.st_ino);
    return 0;
}
/* ANCHOR_END: namespace */

/* readlink(2) alone would say "/" of every root that pivot_root(2) has made. */
int answer_root(const struct target *target, const char *what,
                struct row *row)
{
    char path[3500];
    struct stat status;

    if (identify(target, what, &status) == -1)
        return -1;
    ssize_t length = readlinkat(target->directory, what, path,
                                sizeof path - 1);
    if (length == -1)
        return failed("readlink(/proc/%d/%s)", (int) target->pid, what);
    path[length] = '\0';
    set_key(row, &status);
    snprintf(row->value, sizeof row->value, "%s (dev %u:%u, inode %llu)",
             path, major(status.st_dev), minor(status.st_dev),
             (unsigned long long) status.st_ino);
    return 0;
}

/* One line is one mount; a newline in a path stands there as \012. */
int answer_mounts(const struct target *target, const char *what,
                  struct row *row)
{
    char text[4096];
    unsigned long count = 0;
    ssize_t got;

    CLOSES int fd = openat(target->directory, what, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return failed("open(/proc/%d/%s)", (int) target->pid, what);
    while ((got = read(fd, text, sizeof text)) > 0)
        for (ssize_t i = 0; i < got; i++)
            count += text[i] == '\n';
    if (got == -1)
        return failed("read(/proc/%d/%s)", (int) target->pid, what);
    snprintf(row->value, sizeof row->value, "%lu", count);
    return 0;
}
