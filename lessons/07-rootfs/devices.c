/* devices.c - a small /dev for a new root

   The question: which devices does a program need?  Six that are no hardware at
   all, and terminals of its own.  The host's /dev has its disks.

   See also: null(4), random(4), tty(4), pts(4), mknod(2), tmpfs(5). */

#include "lessons/07-rootfs/rootfs.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"
#include "lessons/07-rootfs/place.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

static const struct device {
    const char *name;
    unsigned major, minor;
} devices[] = {
    { "null", 1, 3 },   { "zero", 1, 5 },    { "full", 1, 7 },
    { "random", 1, 8 }, { "urandom", 1, 9 }, { "tty", 5, 0 },
};

static const struct link {
    const char *name, *target;
} links[] = {
    { "fd", "/proc/self/fd" },       { "stdin", "/proc/self/fd/0" },
    { "stdout", "/proc/self/fd/1" }, { "stderr", "/proc/self/fd/2" },
    { "ptmx", "pts/ptmx" },          { "core", "/proc/kcore" },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The host's file is looked at before it is bound: a device by its numbers, not
   by its name. */
static int bind_device(int dev, const struct device *device)
{
    char path[32], from[FD_NAME_SIZE], to[FD_NAME_SIZE];
    struct stat host;

    snprintf(path, sizeof path, "/dev/%s", device->name);
    CLOSES int source = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (source == -1 || fstat(source, &host) == -1)
        return failed("open(%s)", path);
    if (!S_ISCHR(host.st_mode)
        || host.st_rdev != makedev(device->major, device->minor)) {
        failed_saying("another file", "%s of the host", path);
        return cause("it is not the character device %u:%u", device->major,
                     device->minor);
    }
    CLOSES int target = openat(dev, device->name,
                               O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    if (target == -1)
        return failed("open(%s of the box, O_CREAT)", path);
    if (mount(fd_name(source, from), fd_name(target, to), NULL, MS_BIND, NULL)
        == -1)
        return failed("mount(%s, MS_BIND)", path);
    return 0;
}

/* A mount of its own, over itself, keeps working when /dev gets MS_NODEV. */
static int keep_device(int dev, const struct device *device)
{
    char path[FD_NAME_SIZE];

    CLOSES int node = openat(dev, device->name,
                             O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (node == -1 || fchmodat(dev, device->name, 0666, 0) == -1)
        return failed("chmod(/dev/%s)", device->name);
    if (mount(fd_name(node, path), path, NULL, MS_BIND, NULL) == -1)
        return failed("mount(/dev/%s, MS_BIND)", device->name);
    return 0;
}

/* In a user namespace mknod(2) is refused to everybody. */
static int make_device(int dev, const struct device *device)
{
    if (mknodat(dev, device->name, S_IFCHR | 0666,
                makedev(device->major, device->minor)) == 0)
        return keep_device(dev, device);
    if (errno == EPERM && !in_first_namespace("user"))
        return bind_device(dev, device);
    failed("mknod(/dev/%s)", device->name);
    if (last_failure()->error == EPERM) {
        cause("it needs CAP_MKNOD, a cgroup that allows the device, and no "
              "filter against it: you are inside a container; capabilities(7)");
        cure("run it outside of the container, or make vm");
    }
    return -1;
}

static int make_link(int dev, const struct link *link)
{
    if (symlinkat(link->target, dev, link->name) == -1)
        return failed("symlink(/dev/%s)", link->name);
    return 0;
}

/* Group 5 is tty.  Where a user namespace does not know it, terminals belong to
   the group of who opens them; pts(4). */
static int mount_pts(int root)
{
    unsigned long flags = MS_NOSUID | MS_NOEXEC;

    if (place_mount(root, "dev/pts", "devpts", flags,
                    "newinstance,ptmxmode=0666,mode=0620,gid=5") == 0)
        return 0;
    if (last_failure()->error != EINVAL || in_first_namespace("user"))
        return -1;
    return place_mount(root, "dev/pts", "devpts", flags,
                       "newinstance,ptmxmode=0666,mode=0620");
}

/* Whoever has CAP_MKNOD makes a file for any device of the host; none that is
   made from now on can be opened, EACCES; mount(2), MS_NODEV. */
static int no_more_devices(int root, int dev)
{
    char path[FD_NAME_SIZE];

    if (mount("none", fd_name(dev, path), NULL, MS_REMOUNT | MS_BIND | MS_NODEV
              | MS_NOSUID | MS_STRICTATIME, NULL) == -1)
        return failed("mount(/dev, MS_REMOUNT | MS_NODEV)");
    return place_is(root, "dev", TMPFS_MAGIC, ST_NODEV | ST_NOSUID);
}

int rootfs_dev(int root)
{
    if (place_mount(root, "dev", "tmpfs", MS_NOSUID | MS_STRICTATIME,
                    "mode=0755,size=64m") == -1)
        return -1;
    CLOSES int dev = place_open(root, "dev", 0755);
    if (dev == -1)
        return -1;
    for (size_t i = 0; i < COUNT(devices); i++)
        if (make_device(dev, &devices[i]) == -1)
            return -1;
    if (no_more_devices(root, dev) == -1)
        return -1;
    for (size_t i = 0; i < COUNT(links); i++)
        if (make_link(dev, &links[i]) == -1)
            return -1;
    if (mount_pts(root) == -1)
        return -1;
    return place_mount(root, "dev/shm", "tmpfs",
                       MS_NOSUID | MS_NODEV | MS_NOEXEC,
                       "mode=1777,size=64m");
}
