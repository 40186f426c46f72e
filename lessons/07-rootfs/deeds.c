/* deeds.c - what the boxes of lesson 7 do when they are told to

   See also: unshare(2), mount(2), chroot(2), pivot_root(2). */

#include "lessons/07-rootfs/deeds.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/07-rootfs/command.h"
#include "lessons/07-rootfs/image.h"
#include "lessons/07-rootfs/rootfs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

pid_t outer_pid;

static int root = -1; /* of this box, between LAYERS and CHROOT or ENTER */

/* ---- steps 1 and 2: mounts --------------------------------------------- */

static int mount_tmpfs(const char *name, const char *point)
{
    if (mount(name, point, "tmpfs", 0, "mode=0755") == -1)
        return failed("mount(%s, %s)", name, point);
    return 0;
}

/* systemd makes "/" shared when it starts, and so it is on most machines. */
static int stand_for_a_host(void)
{
    if (rootfs_leave() == -1 || mount_tmpfs("outer", "/tmp") == -1)
        return -1;
    if (mount("none", "/tmp", NULL, MS_SHARED, NULL) == -1)
        return failed("mount(/tmp, MS_SHARED)");
    if (mkdir("/tmp/early", 0755) == -1 || mkdir("/tmp/late", 0755) == -1)
        return failed("mkdir(/tmp/early, /tmp/late)");
    return 0;
}

/* unshare(2) itself: rootfs_leave() would make all private. */
static int copy_mounts(void)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/ns/mnt", (int) outer_pid);
    if (namespace_join(path, CLONE_NEWNS) == -1)
        return -1;
    return unshare(CLONE_NEWNS) == -1 ? failed("unshare(CLONE_NEWNS)") : 0;
}

/* ---- steps 4, 5 and 7: roots ------------------------------------------- */

static int put_layers(void)
{
    if (rootfs_leave() == -1)
        return -1;
    int image = rootfs_open(image_path());
    if (image == -1)
        return -1;
    root = rootfs_layers(image);
    return root == -1 ? -1 : 0;
}

/* ANCHOR: chroot */
static int change_root_only(void)
{
    CLOSES int fd = root;

    if (fchdir(fd) == -1)
        return failed("fchdir(new root)");
    if (chroot(".") == -1)
        return failed("chroot(.)");
    return 0;
}
/* ANCHOR_END: chroot */

/* A directory of the host that is still open is a way back to it; our pipes are
   none. */
static int close_all_others(void)
{
    int ends[2];

    child_ends(ends);
    unsigned low = (unsigned) (ends[0] < ends[1] ? ends[0] : ends[1]);
    unsigned high = (unsigned) (ends[0] < ends[1] ? ends[1] : ends[0]);
    const unsigned ranges[][2] = { { 3, low - 1 }, { low + 1, high - 1 },
                                   { high + 1, ~0U } };

    for (int i = 0; i < 3; i++)
        if (ranges[i][0] <= ranges[i][1]
            && close_range(ranges[i][0], ranges[i][1], 0) == -1)
            return failed("close_range(%u, %u)", ranges[i][0], ranges[i][1]);
    return 0;
}

static int enter(void)
{
    return rootfs_enter(root) == -1 ? -1 : close_all_others();
}

static int enter_whole(void)
{
    return rootfs_whole(image_path(), false) == -1 ? -1 : close_all_others();
}

/* The link is no path: it leads to the very directory, in whatever mount
   namespace that is; proc(5). */
static int go_through_the_door(void)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/root", (int) getppid());
    return chdir(path) == -1 ? failed("chdir(%s)", path) : 0;
}

/* 1 if ".." of the working directory is another directory. */
static int is_below_something(void)
{
    struct stat here, above;

    if (stat(".", &here) == -1 || stat("..", &above) == -1)
        return failed("stat(.)");
    return here.st_dev != above.st_dev || here.st_ino != above.st_ino;
}

/* ANCHOR: escape */
/* ".." stops at the root of the process.  Whoever stands outside of that root
   never meets it, and chroot(2) does not move who calls it. */
static int escape(void)
{
    int more;

    /* Who has tried this by hand has left one in the image. */
    if (mkdir("/escape", 0700) == -1 && errno != EEXIST)
        return failed("mkdir(/escape)");
    if (chroot("/escape") == -1) {
        failed("chroot(/escape)");
        return cure("if the image has an /escape, remove it");
    }
    while ((more = is_below_something()) == 1)
        if (chdir("..") == -1)
            return failed("chdir(..)");
    if (more == -1)
        return -1;
    return chroot(".") == -1 ? failed("chroot(.)") : 0;
}
/* ANCHOR_END: escape */

/* ---- step 6: writing --------------------------------------------------- */

static int write_new(const char *path)
{
    static const char words[] = "hello\n";

    CLOSES int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    if (fd == -1)
        return failed("open(%s, O_CREAT)", path);
    if (write(fd, words, strlen(words)) == -1)
        return failed("write(%s)", path);
    return 0;
}

static int change_files(void)
{
    if (write_new("/written") == -1)
        return -1;
    /* In a user namespace /etc may belong to somebody else: it stays then. */
    if (unlink("/etc/os-release") == -1 && errno != ENOENT && errno != EACCES)
        return failed("unlink(/etc/os-release)");
    return 0;
}

static int seal_and_try(char *answer, size_t size)
{
    if (rootfs_seal() == -1)
        return -1;
    if (write_new("/more") == 0)
        return failed_saying("it can be written", "the sealed root");
    if (last_failure()->error != EROFS)
        return -1;
    snprintf(answer, size, "%s", last_failure()->call);
    return 0;
}

/* ------------------------------------------------------------------------ */

int rootfs_deeds(int deed, char *answer, size_t size)
{
    switch (deed) {
    case LEAVE:            return rootfs_leave();
    case MOUNT:            return mount_tmpfs("box", "/tmp");
    case STAND_FOR_A_HOST: return stand_for_a_host();
    case COPY:             return copy_mounts();
    case LEAK:             return mount_tmpfs("leaked", "/tmp/early");
    case KEEP:             return rootfs_private() == -1
                                      ? -1 : mount_tmpfs("kept", "/tmp/late");
    case LAYERS:           return put_layers();
    case CHROOT:           return change_root_only();
    case ENTER:            return enter();
    case ESCAPE:           return escape();
    case WRITE:            return change_files();
    case SEAL:             return seal_and_try(answer, size);
    case WHOLE:            return enter_whole();
    case DOOR:             return go_through_the_door();
    default:               return failed_saying("unknown", "deed %d", deed);
    }
}
