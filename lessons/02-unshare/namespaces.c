/* namespaces.c - make, enter, name, compare and keep namespaces

   The question: what makes a process see another host name, another network,
   other mounts?  Nothing but which namespaces it is in: clone(2) and unshare(2)
   make new ones, setns(2) enters one that exists, and a bind mount keeps one
   without any process.

   See also: namespaces(7), ip-netns(8). */

#include "lessons/02-unshare/namespaces.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/02-unshare/refused.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

/* ---- new namespaces ---------------------------------------------------- */

/* The system call itself: without a stack of its own the child goes on here, as
   after fork(2), but is born in the namespaces of FLAGS.  glibc's clone() wants a
   function and a stack instead, and has no room for a cgroup; clone(2). */
static pid_t clone_here(int flags, int cgroup)
{
    struct clone_args args = {
        .flags = (uint64_t) flags | CLONE_INTO_CGROUP,
        .exit_signal = SIGCHLD,
        .cgroup = (uint64_t) cgroup,
    };

    if (cgroup != -1)
        return (pid_t) syscall(SYS_clone3, &args, sizeof args);
    return (pid_t) syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);
}

int box_clone_into(struct child *box, int flags, int cgroup, deed_fn *deeds)
{
    struct pipes pipes;

    if (child_pipes(&pipes) == -1)
        return -1;

    pid_t pid = clone_here(flags, cgroup);
    if (pid == 0)
        child_obeys(&pipes, deeds);
    int error = errno;
    if (child_born(box, pid, &pipes) == 0)
        return 0;
    return pid == -1 ? namespaces_refused("clone", flags, error) : -1;
}

int box_clone(struct child *box, int flags, deed_fn *deeds)
{
    return box_clone_into(box, flags, -1, deeds);
}

/* ANCHOR: unshare */
int enter_new_namespaces(int flags)
{
    if (unshare(flags) == -1)
        return namespaces_refused("unshare", flags, errno);

    /* A new mount namespace is a copy whose mounts still belong to the peer
       groups of the old one: until they are private, what is mounted here
       appears there; mount_namespaces(7). */
    if (flags & CLONE_NEWNS
        && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1)
        return failed("mount(/, MS_REC | MS_PRIVATE)");
    return 0;
}
/* ANCHOR_END: unshare */

/* ---- what is inside ---------------------------------------------------- */

int set_hostname(const char *name)
{
    if (sethostname(name, strlen(name)) == -1)
        return failed("sethostname(\"%s\")", name);
    return 0;
}

int get_hostname(char *name, size_t size)
{
    struct utsname system;

    if (uname(&system) == -1)
        return failed("uname()");
    snprintf(name, size, "%s", system.nodename);
    return 0;
}

static int loopback_flags(unsigned long request, short *flags)
{
    struct ifreq lo = { .ifr_name = "lo", .ifr_flags = *flags };

    CLOSES int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd == -1)
        return failed("socket(AF_INET, SOCK_DGRAM)");
    if (ioctl(fd, request, &lo) == -1)
        return failed("ioctl(lo, %s)",
                      request == SIOCGIFFLAGS ? "SIOCGIFFLAGS" : "SIOCSIFFLAGS");
    *flags = lo.ifr_flags;
    return 0;
}

int loopback_is_up(void)
{
    short flags = 0;

    if (loopback_flags(SIOCGIFFLAGS, &flags) == -1)
        return -1;
    return (flags & IFF_UP) != 0;
}

int loopback_up(void)
{
    short flags = 0;

    if (loopback_flags(SIOCGIFFLAGS, &flags) == -1)
        return -1;
    flags |= IFF_UP;
    return loopback_flags(SIOCSIFFLAGS, &flags);
}

int count_devices(void)
{
    struct if_nameindex *devices = if_nameindex();
    int count = 0;

    if (!devices)
        return failed("if_nameindex()");
    while (devices[count].if_index)
        count++;
    if_freenameindex(devices);
    return count;
}

/* ---- which one is it? -------------------------------------------------- */

int namespace_at(const char *path, struct namespace_id *id)
{
    struct stat status;

    if (stat(path, &status) == -1)
        return failed("stat(%s)", path);
    *id = (struct namespace_id){ status.st_dev, status.st_ino };
    return 0;
}

int namespace_of(pid_t pid, const char *type, struct namespace_id *id)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/ns/%s", (int) pid, type);
    return namespace_at(path, id);
}

bool same_namespace(const struct namespace_id *a, const struct namespace_id *b)
{
    return a->device == b->device && a->inode == b->inode;
}

int is_namespace(const char *path)
{
    struct statfs fs;

    if (statfs(path, &fs) == -1)
        return failed("statfs(%s)", path);
    return fs.f_type == NSFS_MAGIC;
}

/* ---- kept without a process, and entered again ------------------------- */

/* ANCHOR: pin */
int namespace_pin(pid_t pid, const char *path)
{
    char link[64];

    snprintf(link, sizeof link, "/proc/%d/ns/net", (int) pid);
    if (mount(link, path, NULL, MS_BIND, NULL) == -1)
        return failed("mount(%s, %s, MS_BIND)", link, path);
    return 0;
}
/* ANCHOR_END: pin */

int namespace_unpin(const char *path)
{
    /* Mounts are stacked: take off all.  EINVAL: nothing is mounted there (any
       more); ENOENT: there is no such file; umount(2). */
    while (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0)
        continue;
    if (errno != EINVAL && errno != ENOENT)
        return failed("umount2(%s)", path);
    if (unlink(path) == -1 && errno != ENOENT)
        return failed("unlink(%s)", path);
    return 0;
}

/* ANCHOR: join */
int namespace_join(const char *path, int flag)
{
    CLOSES int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return failed("open(%s)", path);
    if (setns(fd, flag) == -1)
        return failed("setns(%s)", path);
    return 0;
}
/* ANCHOR_END: join */
