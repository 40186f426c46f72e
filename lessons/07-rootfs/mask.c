/* mask.c - what a box must not read, and must not write

   The question: /proc and /sys are there, is that not too much?  Some of their
   files tell about the host's memory, keys and time; some rule the machine.
   The lists are those of Docker and podman; the rules are mounts.

   See also: proc(5), mount(2), null(4). */

#include "lessons/07-rootfs/rootfs.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/07-rootfs/place.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#define SAFE (MS_NOSUID | MS_NODEV | MS_NOEXEC)

/* ANCHOR: lists */
const char *const rootfs_masked[] = {
    "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore",
    "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi",
    "/proc/timer_list", "/proc/timer_stats",
    "/sys/devices/system/cpu/cpu*/thermal_throttle",
    "/sys/devices/virtual/powercap", "/sys/firmware", NULL
};

const char *const rootfs_protected[] = {
    "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
    NULL
};
/* ANCHOR_END: lists */

static bool is_null(const struct stat *file)
{
    return S_ISCHR(file->st_mode) && file->st_rdev == makedev(1, 3);
}

/* ---- masks ------------------------------------------------------------- */

/* One block and one inode: the root of the empty file system itself.  Some
   kernels count that as two. */
static int cover_directory(const char *path, const char *at)
{
    struct statfs found;

    if (mount("none", at, "tmpfs", SAFE | MS_RDONLY, "nr_blocks=1,nr_inodes=1")
            == -1
        && (errno != ENOSPC
            || mount("none", at, "tmpfs", SAFE | MS_RDONLY,
                     "nr_blocks=1,nr_inodes=2") == -1))
        return failed("mount(tmpfs, %s)", path);
    if (statfs(path, &found) == -1)
        return failed("statfs(%s)", path);
    if (found.f_type != TMPFS_MAGIC)
        return failed_saying("not covered", "%s", path);
    return 0;
}

/* The name "/dev/null" proves nothing: a link there, followed, would bind what
   it leads to, with all rights; so it is opened and looked at. */
static int cover_file(const char *path, const char *at)
{
    char name[FD_NAME_SIZE];
    struct stat null, covered;

    CLOSES int fd = open("/dev/null", O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd == -1 || fstat(fd, &null) == -1)
        return failed("open(/dev/null)");
    if (!is_null(&null))
        return failed_saying("not the null device", "/dev/null of the box");
    if (mount(fd_name(fd, name), at, NULL, MS_BIND, NULL) == -1)
        return failed("mount(/dev/null, %s, MS_BIND)", path);
    if (lstat(path, &covered) == -1)
        return failed("lstat(%s)", path);
    return is_null(&covered) ? 0 : failed_saying("not covered", "%s", path);
}

static int cover(const char *path)
{
    char at[FD_NAME_SIZE];
    struct stat file;

    CLOSES int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd == -1)
        return errno == ENOENT ? 0 : failed("open(%s)", path);
    if (fstat(fd, &file) == -1)
        return failed("fstat(%s)", path);
    return S_ISDIR(file.st_mode) ? cover_directory(path, fd_name(fd, at))
                                 : cover_file(path, fd_name(fd, at));
}

static int is_processor(const struct dirent *entry)
{
    const char *name = entry->d_name;

    return strncmp(name, "cpu", 3) == 0
        && isdigit((unsigned char) name[3]);
}

/* PATTERN has one "cpu*" in it, for each processor; glob(3) would not tell a
   file that is missing from one that cannot be looked at. */
static int cover_each(const char *pattern)
{
    const char *star = strchr(pattern, '*');
    char path[PATH_MAX];
    struct dirent **names;
    int result = 0;

    snprintf(path, sizeof path, "%.*s", (int) (star - 4 - pattern), pattern);
    int count = scandir(path, &names, is_processor, alphasort);
    if (count == -1)
        return errno == ENOENT ? 0 : failed("scandir(%s)", path);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%.*s%s%s", (int) (star - 3 - pattern),
                 pattern, names[i]->d_name, star + 1);
        if (result == 0)
            result = cover(path);
        free(names[i]);
    }
    free(names);
    return result;
}

int rootfs_mask(void)
{
    for (int i = 0; rootfs_masked[i]; i++) {
        const char *path = rootfs_masked[i];
        if ((strchr(path, '*') ? cover_each(path) : cover(path)) == -1)
            return -1;
    }
    return 0;
}

/* ---- protection -------------------------------------------------------- */

/* Only a mount can be read-only, so the file is first mounted on itself.
   Inside the new root its path is safe: the kernel has made all of it. */
static int protect(const char *path)
{
    struct statvfs now;

    if (mount(path, path, NULL, MS_BIND | MS_REC, NULL) == -1)
        return errno == ENOENT ? 0 : failed("mount(%s, MS_BIND)", path);
    if (mount("none", path, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | SAFE, NULL)
        == -1)
        return failed("mount(%s, MS_REMOUNT | MS_RDONLY)", path);
    if (statvfs(path, &now) == -1)
        return failed("statvfs(%s)", path);
    if (!(now.f_flag & ST_RDONLY))
        return failed_saying("can still be written", "%s", path);
    return 0;
}

int rootfs_protect(void)
{
    for (int i = 0; rootfs_protected[i]; i++)
        if (protect(rootfs_protected[i]) == -1)
            return -1;
    return 0;
}
