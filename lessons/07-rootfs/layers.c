/* layers.c - an empty layer over an image

   The question: why can a hundred containers share one image, and each write as
   it likes?  overlayfs shows two directories as one.  Below is the image, which
   is only read; what is written, changed or removed is kept above.

   See also: mount(2), tmpfs(5), and the kernel's overlayfs document. */

#include "lessons/07-rootfs/rootfs.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"
#include "lessons/07-rootfs/mount_refused.h"
#include "lessons/07-rootfs/mountinfo.h"
#include "lessons/07-rootfs/place.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

/* Where the new root is put together, seen in this mount namespace only. */
#define PLACE "/tmp"

/* ---- why not? ---------------------------------------------------------- */

/* True if something is mounted below the image. */
static bool has_mounts_below(int image)
{
    char name[FD_NAME_SIZE], path[PATH_MAX];
    struct mount_line line;

    ssize_t length = readlink(fd_name(image, name), path, sizeof path - 1);
    if (length == -1)
        return false;
    path[length] = '\0';
    if (length == 1) /* "/": each path begins with it */
        path[length = 0] = '\0';

    CLOSES_FILE FILE *mounts = mounts_open(0);
    while (mounts && mounts_next(mounts, &line) == 1)
        if (strncmp(line.point, path, (size_t) length) == 0
            && line.point[length] == '/' && line.point[length + 1] != '\0')
            return true;
    return false;
}

static bool is_overlay(int image)
{
    struct statfs found;

    return fstatfs(image, &found) == 0
        && found.f_type == OVERLAYFS_SUPER_MAGIC;
}

static int explain_invalid(bool is_locked, bool is_doubled)
{
    if (is_locked) {
        cause("file systems are mounted below the image, and a user namespace "
              "may not look at what they cover; see mount_namespaces(7)");
        return cure("sudo, or --image DIR: a directory that has none, such as "
                    "build/image");
    }
    if (is_doubled)
        cause("the image lies on an overlay already, and the kernel stacks "
              "two at most");
    else
        cause("overlayfs does not take every file system as a layer: not /proc, "
              "and none in which A and a are the same name; dmesg says why");
    return cure("another directory, or copy the image to a tmpfs");
}

static int cannot_overlay(int image)
{
    bool in_userns = !in_first_namespace("user");

    failed("mount(overlay, " PLACE "/root)");
    struct failure why = *last_failure();
    if (why.error == EINVAL) {
        bool is_locked = in_userns && has_mounts_below(image);
        adopt_failure(&why);
        return explain_invalid(is_locked, is_overlay(image));
    }
    if (why.error == EPERM && in_userns) {
        cause("in a user namespace it needs Linux 5.11, and no security "
              "module that forbids it");
        return cure("sudo, without the user namespace");
    }
    return mount_refused("overlay");
}

/* ---- two layers -------------------------------------------------------- */

static int make_directories(void)
{
    if (mount("none", PLACE, "tmpfs", MS_NODEV | MS_NOSUID, "mode=0755")
        == -1) {
        failed("mount(tmpfs, " PLACE ")");
        return mount_refused("tmpfs");
    }
    CLOSES int place = open(PLACE, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (place == -1)
        return failed("open(" PLACE ")");
    if (place_make(place, "upper", 0755) == -1
        || place_make(place, "work", 0755) == -1)
        return -1;
    return place_make(place, "root", 0755);
}

/* ANCHOR: overlay */
int rootfs_layers(int image)
{
    CLOSES int lower = image;
    char name[FD_NAME_SIZE], options[160];

    /* The image's own path may have a comma or a colon in it, which would be
       more options; the name of a descriptor has none.  overlayfs keeps notes
       in extended attributes, and in a user namespace those called "user."
       are the only ones. */
    snprintf(options, sizeof options,
             "lowerdir=%s,upperdir=" PLACE "/upper,workdir=" PLACE "/work%s",
             fd_name(lower, name),
             in_first_namespace("user") ? "" : ",userxattr");
    if (make_directories() == -1)
        return -1;
    if (mount("none", PLACE "/root", "overlay", MS_NODEV | MS_NOSUID, options)
        == -1)
        return cannot_overlay(lower);
    CLOSES int root = open(PLACE "/root", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root == -1)
        return failed("open(" PLACE "/root)");
    if (place_is(root, ".", OVERLAYFS_SUPER_MAGIC, ST_NODEV | ST_NOSUID) == -1)
        return -1;
    return keep_fd(&root);
}
/* ANCHOR_END: overlay */
