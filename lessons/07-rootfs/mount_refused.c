/* mount_refused.c - why mount(2) and pivot_root(2) are refused here

   The question: "Operation not permitted" - by whom?  By the lack of a
   capability, a filter, or a security module; and "No space left on device" is
   about no device.

   See also: mount(2), capabilities(7), seccomp(2). */

#include "lessons/07-rootfs/mount_refused.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/00-your-machine/limits.h"
#include "lessons/07-rootfs/mountinfo.h"

#include <errno.h>
#include <linux/capability.h>

/* Inside of a container there are both, and either can say no. */
static int explain_no_permission(const struct failure *why)
{
    bool may = has_capability(CAP_SYS_ADMIN), filtered = is_filtered();
    bool apparmor = apparmor_may_limit();

    adopt_failure(why);
    if (!may) {
        cause("it needs CAP_SYS_ADMIN in the user namespace that the mount "
              "namespace belongs to; see capabilities(7)");
        return cure("sudo, or a user namespace: unshare -Ur");
    }
    if (filtered) {
        cause("a seccomp filter or a security module around this process "
              "refuses it: you are inside a container; see seccomp(2)");
        return cure("run it outside of the container, or make vm");
    }
    cause("a security module of this machine refuses it%s, or the mount "
          "namespace belongs to another user namespace",
          apparmor ? " (AppArmor is on)" : "");
    return cure("make vm: a small virtual machine in which nothing refuses it");
}

static int explain_no_room(const struct failure *why)
{
    char most[32];
    bool known = read_file("/proc/sys/fs/mount-max", most, sizeof most) != -1;
    int count = mounts_count(0);

    adopt_failure(why);
    if (!known || count == -1)
        return -1;
    cause("it is about no device: a mount namespace has room for %s mounts, "
          "and this one has %d; see proc(5), /proc/sys/fs/mount-max", most,
          count);
    return cure("umount what nobody needs, or sudo sysctl -w "
                "fs.mount-max=100000");
}

static int explain_unknown(const char *type)
{
    cause("this kernel has no file system of type %s, built in or as a module",
          type);
    return cure("sudo modprobe %s, or make vm", type);
}

int mount_refused(const char *type)
{
    struct failure why = *last_failure();

    switch (why.error) {
    case EPERM:
    case EACCES: return explain_no_permission(&why);
    case ENOSPC: return explain_no_room(&why);
    case ENODEV: return type ? explain_unknown(type) : -1;
    default:     return -1;
    }
}
