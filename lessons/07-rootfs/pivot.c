/* pivot.c - pivot_root(2), and why it was refused

   The question: what is "/"?  Of a mount namespace: the mount at its top.
   pivot_root exchanges it, for all processes of the namespace.  chroot(2) only
   changes where one process begins to look.

   See also: pivot_root(2), umount(2), statx(2), mount_namespaces(7). */

#include "lessons/07-rootfs/pivot.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"
#include "lessons/07-rootfs/mount_refused.h"
#include "lessons/07-rootfs/mountinfo.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* ---- probes ------------------------------------------------------------ */

/* The line of the mount with this ID, the working directory's or the root's, as
   we see it; all 0 if it cannot be seen from here. */
static struct mount_line line_of(int id)
{
    struct mount_line line;

    CLOSES_FILE FILE *mounts = mounts_open(0);
    while (mounts && mounts_next(mounts, &line) == 1)
        if (line.id == id)
            return line;
    return (struct mount_line){ 0 };
}

static void look_at(const char *path, int *id, bool *is_mount_point)
{
    struct statx status = { 0 };

    if (statx(AT_FDCWD, path, AT_NO_AUTOMOUNT, STATX_MNT_ID, &status) == -1)
        return;
    *id = (int) status.stx_mnt_id;
    *is_mount_point = status.stx_attributes & STATX_ATTR_MOUNT_ROOT;
}

static void pivot_look(struct pivot *at)
{
    *at = (struct pivot){ 0 };
    look_at(".", &at->new_id, &at->new_is_mount_point);
    look_at("/", &at->old_id, &at->old_is_mount_point);

    struct mount_line new = line_of(at->new_id), old = line_of(at->old_id);
    at->new_is_shared = new.is_shared || line_of(new.parent).is_shared;
    at->old_parent_is_shared = line_of(old.parent).is_shared;
    at->is_ramfs = strcmp(old.type, "rootfs") == 0 && old.id == old.parent;
    at->is_locked = !in_first_namespace("user");
}

/* ---- the causes, in words ---------------------------------------------- */

static int explain_busy(const struct pivot *at)
{
    cause(at->new_id == at->old_id
          ? "the new root is on the same mount as the old one"
          : "the new root, or the place of the old one, is in use");
    return cure("make it a mount: mount --bind DIR DIR");
}

static int explain_invalid(const struct pivot *at)
{
    if (at->new_is_shared || at->old_parent_is_shared) {
        cause("%s is shared with other mount namespaces, which would see the "
              "change; see mount_namespaces(7)",
              at->new_is_shared ? "the new root, or the mount that it is on,"
                                : "the mount that the old root is on");
        return cure("in the new mount namespace, and never on the host: make / "
                    "private first, as unshare -m does (MS_REC | MS_PRIVATE)");
    }
    if (at->is_ramfs) {
        cause("the root is the initial ramfs of the kernel, which is never "
              "exchanged");
        return cure("leave it by switch_root(8) first, as an initramfs does");
    }
    if (!at->old_is_mount_point) {
        cause("the old root is not a mount point: a chroot(2) has been here");
        return cure("run it outside of the chroot");
    }
    if (!at->new_is_mount_point) {
        cause("the new root is not a mount point");
        return cure("make it one: mount --bind DIR DIR");
    }
    if (at->is_locked) {
        cause("the new root came from outside of this user namespace, and is "
              "locked where it is; see mount_namespaces(7)");
        return cure("mount something of your own, and make that the root");
    }
    cause("none of the causes in pivot_root(2) is true here");
    return cure("make doctor says what this machine can show");
}

int pivot_explain(const struct pivot *at)
{
    switch (last_failure()->error) {
    case EPERM:  return mount_refused(NULL);
    case EBUSY:  return explain_busy(at);
    case EINVAL: return explain_invalid(at);
    default:     return -1;
    }
}

/* ------------------------------------------------------------------------ */

/* ANCHOR: pivot */
/* Both at ".": the old root is then mounted over the new one, and no directory
   is needed to put it; pivot_root(2), NOTES. */
int pivot_here(void)
{
    struct pivot at;

    if (syscall(SYS_pivot_root, ".", ".") == -1) {
        failed("pivot_root(., .)");
        pivot_look(&at);
        return pivot_explain(&at);
    }
    if (umount2(".", MNT_DETACH) == -1)
        return failed("umount2(old root, MNT_DETACH)");
    return 0;
}
/* ANCHOR_END: pivot */
