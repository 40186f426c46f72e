/* pivot.h - pivot_root(2), and why it was refused */

#ifndef PIVOT_H
#define PIVOT_H

#include <stdbool.h>

/* Makes the working directory the root of the mount namespace, and detaches the
   old root with all that is mounted on it; pivot_root(2), umount(2).  Returns
   0, or -1 with the one cause, of the many that EINVAL and EPERM have, that is
   true. */
int pivot_here(void);

/* What its causes depend on. */
struct pivot {
    int new_id, old_id; /* the mounts of "." and "/"; statx(2), STATX_MNT_ID */
    bool new_is_mount_point, old_is_mount_point;
    bool new_is_shared; /* or the mount that it is mounted on */
    bool old_parent_is_shared;
    bool is_ramfs;      /* "/" is the initial ramfs */
    bool is_locked;     /* if all else is well: "." came from outside of this
                           user namespace */
};

/* For pivot_here(), and for its tests: adds cause and cure to the failure just
   recorded.  Returns -1. */
int pivot_explain(const struct pivot *at);

#endif
