/* filesystems.c - /proc, /sys and cgroups for a new root

   The question: what do /proc and /sys of a container show?  They are not files
   of an image: each mount asks for a view of a namespace, and the kernel gives
   it to who owns that namespace.

   See also: proc(5), sysfs(5), cgroups(7), pid_namespaces(7). */

#include "lessons/07-rootfs/rootfs.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"
#include "lessons/07-rootfs/place.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#define SAFE (MS_NOSUID | MS_NODEV | MS_NOEXEC)
#define SAFE_ATTRIBUTES \
    (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* EPERM with a namespace of our own has one reason more. */
static int explain_covered(const char *what)
{
    if (last_failure()->error != EPERM || in_first_namespace("user"))
        return -1;
    cause("the kernel gives a new %s only to who sees a whole one, and parts "
          "of it are covered here: you are inside a container", what);
    return cure("run it outside of the container, or make vm");
}

/* ANCHOR: proc */
int rootfs_proc(int root)
{
    if (place_mount(root, "proc", "proc", SAFE, NULL) == -1) {
        if (last_failure()->error != EPERM || owns_namespace("pid"))
            return explain_covered("/proc");
        if (place_bind(root, "proc", "/proc", SAFE_ATTRIBUTES) == -1)
            return -1;
    }
    return place_is(root, "proc", PROC_SUPER_MAGIC, ST_NOSUID | ST_NODEV);
}
/* ANCHOR_END: proc */

/* MS_RDONLY is of this mount alone; the host's own /sys stays as it is. */
int rootfs_sys(int root)
{
    if (place_mount(root, "sys", "sysfs", SAFE | MS_RDONLY, NULL) == -1) {
        if (last_failure()->error != EPERM || owns_namespace("net"))
            return explain_covered("/sys");
        if (place_bind(root, "sys", "/sys",
                       SAFE_ATTRIBUTES | MOUNT_ATTR_RDONLY) == -1)
            return -1;
    }
    return place_is(root, "sys", SYSFS_MAGIC, ST_RDONLY);
}

int rootfs_cgroup(int root)
{
    struct statfs host;

    /* ENOENT: a kernel without cgroups, or nothing mounted. */
    if (statfs("/sys/fs/cgroup", &host) == -1)
        return errno == ENOENT ? 0 : failed("statfs(/sys/fs/cgroup)");
    if (host.f_type != CGROUP2_SUPER_MAGIC)
        return 0;
    if (place_mount(root, "sys/fs/cgroup", "cgroup2", SAFE | MS_RDONLY, NULL)
        == -1)
        return -1;
    return place_is(root, "sys/fs/cgroup", CGROUP2_SUPER_MAGIC, ST_RDONLY);
}

int rootfs_mqueue(int root)
{
    if (place_mount(root, "dev/mqueue", "mqueue", SAFE, NULL) == 0)
        return 0;
    return last_failure()->error == EPERM && !owns_namespace("ipc") ? 0 : -1;
}
