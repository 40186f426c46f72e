/* rootfs.c - a root of its own: the image, privacy, the move, the seal

   The question: how does a process come to see other files than all the others,
   so that it cannot get back?  A mount namespace in which the image is "/" and
   nothing else is mounted any more.

   See also: mount_namespaces(7), pivot_root(2), mount(2), open(2). */

#include "lessons/07-rootfs/rootfs.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/07-rootfs/mount_refused.h"
#include "lessons/07-rootfs/mountinfo.h"
#include "lessons/07-rootfs/pivot.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* ---- the image --------------------------------------------------------- */

static int cannot_open(const char *path)
{
    failed("open(%.80s)", path);
    switch (last_failure()->error) {
    case ENOENT:
        cause("there is no such directory");
        return cure("correct the path; make builds an image, build/image");
    case ENOTDIR:
        cause("it is a file, or part of the path is: an image is a directory");
        return cure("unpack it: mkdir image && tar -x -C image -f FILE");
    case ENAMETOOLONG:
        cause("a path has at most 4095 bytes, each part of it 255; see "
              "path_resolution(7)");
        return cure("cd into its parent directory and give a relative path");
    case EACCES:
        cause("uid %d may not read it, or a directory on the way",
              (int) geteuid());
        return cure("ls -ld of each directory on the way; or sudo");
    case ELOOP:
        cause("a link on the way leads to itself; see path_resolution(7)");
        return cure("ls -l of each part of the path");
    default:
        return -1;
    }
}

int rootfs_open(const char *path)
{
    CLOSES int image = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (image == -1)
        return cannot_open(path);
    /* O_PATH asks for no right on the directory itself. */
    if (faccessat(image, ".", R_OK | X_OK, AT_EACCESS) == -1)
        return cannot_open(path);
    return keep_fd(&image);
}

static int mount_of(int directory, const char *name, struct statx *status)
{
    return statx(directory, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW,
                 STATX_MNT_ID, status);
}

int rootfs_lacks(int image, char *names, size_t size)
{
    static const char *const wanted[] = { "bin", "etc", "lib", "lib64", "sbin",
                                          "usr" };
    struct statx all, part;
    size_t used = 0;
    int count = 0;

    names[0] = '\0';
    if (mount_of(image, "", &all) == -1)
        return failed("statx(image)");
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (mount_of(image, wanted[i], &part) == -1) {
            if (errno != ENOENT)
                return failed("statx(/%s of the image)", wanted[i]);
        } else if (part.stx_mnt_id != all.stx_mnt_id) {
            used += (size_t) snprintf(names + used, size - used, "%s%s",
                                      count++ ? " " : "", wanted[i]);
        }
    }
    return count;
}

/* ---- privacy ----------------------------------------------------------- */

/* ANCHOR: private */
int rootfs_private(void)
{
    struct mount_line line;
    int more;

    if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1) {
        failed("mount(/, MS_REC | MS_PRIVATE)");
        return mount_refused(NULL);
    }

    CLOSES_FILE FILE *mounts = mounts_open(0);
    if (!mounts)
        return -1;
    while ((more = mounts_next(mounts, &line)) == 1)
        if (line.is_shared || line.is_slave)
            return failed_saying("still shared", "the mount on %.100s",
                                 line.point);
    return more;
}
/* ANCHOR_END: private */

/* Whoever is still in the old one would mount over the host's own /tmp. */
int rootfs_leave(void)
{
    struct namespace_id before, after;

    if (namespace_at("/proc/self/ns/mnt", &before) == -1)
        return -1;
    if (unshare(CLONE_NEWNS) == -1)
        return namespaces_refused("unshare", CLONE_NEWNS, errno);
    if (namespace_at("/proc/self/ns/mnt", &after) == -1)
        return -1;
    if (same_namespace(&before, &after))
        return failed_saying("still the same", "the mount namespace");
    return rootfs_private();
}

/* ---- the move ---------------------------------------------------------- */

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The old root would be mounted over the new one, and ".." leads to what is
   mounted over "/".  getcwd(3) says "(unreachable)" of a directory outside. */
static int nothing_is_left(const struct stat *wanted)
{
    struct stat top, above;
    char directory[16];

    if (stat("/", &top) == -1 || stat("/..", &above) == -1)
        return failed("stat(/)");
    if (!same_file(&top, wanted) || !same_file(&above, wanted))
        return failed_saying("still there", "the old root");
    if (!getcwd(directory, sizeof directory))
        return failed("getcwd()");
    if (strcmp(directory, "/") != 0)
        return failed_saying(directory, "the working directory");
    return 0;
}

/* ANCHOR: enter */
int rootfs_enter(int root)
{
    CLOSES int fd = root;
    struct stat wanted;

    if (fstat(fd, &wanted) == -1)
        return failed("fstat(new root)");
    if (fchdir(fd) == -1)
        return failed("fchdir(new root)");
    if (pivot_here() == -1)
        return -1;
    if (chdir("/") == -1)
        return failed("chdir(/)");
    return nothing_is_left(&wanted);
}
/* ANCHOR_END: enter */

/* ---- the seal, and what is left open ------------------------------------ */

/* A remount sets all flags anew, also those of rootfs_layers(). */
int rootfs_seal(void)
{
    struct statvfs now;

    if (mount("none", "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NODEV
              | MS_NOSUID, NULL) == -1)
        return failed("mount(/, MS_REMOUNT | MS_BIND | MS_RDONLY)");
    if (statvfs("/", &now) == -1)
        return failed("statvfs(/)");
    if (!(now.f_flag & ST_RDONLY))
        return failed_saying("can still be written", "the root");
    return 0;
}

int rootfs_no_files(void)
{
    if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        return 0;
    failed("close_range(3, CLOSE_RANGE_CLOEXEC)");
    if (last_failure()->error == EINVAL) {
        cause("this kernel does not know the flag: it came with Linux 5.11");
        cure("a newer kernel of your distribution, or make vm");
    }
    return -1;
}
