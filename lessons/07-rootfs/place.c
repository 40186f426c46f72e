/* place.c - directories of a root that is not trusted

   The question: how does one mount in a tree whose links somebody else has
   made? Not by path: by a descriptor of the very directory.

   See also: open(2), path_resolution(7), mount(2), ioctl_ns(2). */

#include "lessons/07-rootfs/place.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/07-rootfs/mount_refused.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>

const char *fd_name(int fd, char name[FD_NAME_SIZE])
{
    snprintf(name, FD_NAME_SIZE, "/proc/self/fd/%d", fd);
    return name;
}

int place_make(int root, const char *name, unsigned mode)
{
    if (mkdirat(root, name, mode) == -1)
        return errno == EEXIST ? 0 : failed("mkdir(/%s)", name);
    if (fchmodat(root, name, mode, 0) == -1)
        return failed("chmod(/%s)", name);
    return 0;
}

/* ANCHOR: open */
/* Without O_DIRECTORY, O_PATH with O_NOFOLLOW would open the link itself. */
int place_open(int root, const char *name, unsigned mode)
{
    if (place_make(root, name, mode) == -1)
        return -1;
    int place = openat(root, name,
                       O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (place != -1)
        return place;
    failed("open(/%s of the image)", name);
    if (last_failure()->error == ENOTDIR || last_failure()->error == ELOOP) {
        cause("/%s of the image is a link or a file; what is mounted there "
              "would come out elsewhere, or nowhere", name);
        cure("make it a directory in the image, or remove it");
    }
    return -1;
}
/* ANCHOR_END: open */

/* ANCHOR: mount */
int place_mount(int root, const char *name, const char *type,
                unsigned long flags, const char *options)
{
    char path[FD_NAME_SIZE];

    CLOSES int place = place_open(root, name, 0755);
    if (place == -1)
        return -1;
    if (mount("none", fd_name(place, path), type, flags, options) == 0)
        return 0;
    failed("mount(%s on /%s)", type, name);
    return mount_refused(type);
}
/* ANCHOR_END: mount */

static int set_attributes(int root, const char *name,
                          unsigned long long attributes)
{
    struct mount_attr wanted = { .attr_set = attributes };

    CLOSES int mounted = place_open(root, name, 0755);
    if (mounted == -1)
        return -1;
    if (mount_setattr(mounted, "", AT_EMPTY_PATH | AT_RECURSIVE, &wanted,
                      sizeof wanted) == 0)
        return 0;
    failed("mount_setattr(/%s)", name);
    if (last_failure()->error == ENOSYS) {
        cause("the mounts below /%s can only be made safe together, which "
              "needs Linux 5.12", name);
        cure("as root, outside of user namespaces, it is not needed: sudo");
    }
    return -1;
}

/* Recursive: in a user namespace nobody may look under the mounts that came
   from outside; mount_namespaces(7). */
int place_bind(int root, const char *name, const char *host,
               unsigned long long attributes)
{
    char path[FD_NAME_SIZE];

    CLOSES int place = place_open(root, name, 0755);
    if (place == -1)
        return -1;
    if (mount(host, fd_name(place, path), NULL, MS_BIND | MS_REC, NULL) == -1)
        return failed("mount(%s on /%s, MS_BIND | MS_REC)", host, name);
    return set_attributes(root, name, attributes);
}

int place_is(int root, const char *name, long magic, unsigned long flags)
{
    struct statfs found;

    CLOSES int place = place_open(root, name, 0755);
    if (place == -1)
        return -1;
    if (fstatfs(place, &found) == -1)
        return failed("fstatfs(/%s)", name);
    if (found.f_type == magic && (found.f_flags & (long) flags) == (long) flags)
        return 0;
    failed_saying("not as it should be", "the mount on /%s", name);
    return cause("the kernel said yes, but it is another file system, or has "
                 "other flags");
}

/* EPERM: it belongs to a user namespace outside of ours. */
bool owns_namespace(const char *type)
{
    char path[32];

    snprintf(path, sizeof path, "/proc/self/ns/%s", type);
    CLOSES int own = open(path, O_RDONLY | O_CLOEXEC);
    if (own == -1)
        return true;
    CLOSES int owner = ioctl(own, NS_GET_USERNS);
    return owner != -1 || errno != EPERM;
}
