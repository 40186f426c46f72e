/* reach.c - deeds on what belongs to the machine, not to the box

   The question: how far does the power of a root in a box reach?  The kernel
   asks for the capability in the user namespace that *owns* the thing, and a
   machine's host name, network, mounts and clock are owned by the first one.

   See also: capabilities(7), user_namespaces(7), adjtimex(2), mount(2). */

#include "lessons/09-userns/reach.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/02-unshare/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/timex.h>

/* The name that it has already. */
static int host_name(void)
{
    char name[128];

    if (get_hostname(name, sizeof name) == 0 && set_hostname(name) == 0)
        return 0;
    errno = last_failure()->error;
    return -1;
}

static int link_up(void)
{
    return loopback_up() == 0 ? 0 : (errno = last_failure()->error, -1);
}

static int mount_tmpfs(void)
{
    if (mount("none", "/tmp", "tmpfs", 0, NULL) == -1)
        return -1;
    return umount2("/tmp", MNT_DETACH);
}

/* The tick that it has already; to read it needs no capability. */
static int set_clock(void)
{
    struct timex clock = { .modes = 0 };

    if (adjtimex(&clock) == -1)
        return -1;
    clock.modes = ADJ_TICK;
    return adjtimex(&clock) == -1 ? -1 : 0;
}

static int read_shadow(void)
{
    CLOSES int fd = open("/etc/shadow", O_RDONLY | O_CLOEXEC);
    return fd == -1 ? -1 : 0;
}

/* Signal 0 is only asked about, not sent; kill(2). */
static int signal_first(void)
{
    return kill(1, 0);
}

/* ANCHOR: reaches */
const struct reach reaches[] = {
    { "change its host name",  CAP_SYS_ADMIN,    host_name },
    { "bring its lo up",       CAP_NET_ADMIN,    link_up },
    { "mount over its /tmp",   CAP_SYS_ADMIN,    mount_tmpfs },
    { "set its clock",         CAP_SYS_TIME,     set_clock },
    { "read its /etc/shadow",  CAP_DAC_OVERRIDE, read_shadow },
    { "signal its process 1",  CAP_KILL,         signal_first },
    { 0 },
};
/* ANCHOR_END: reaches */

_Static_assert(sizeof reaches / sizeof reaches[0] <= MOST_REACHES + 1,
               "MOST_REACHES in reach.h is too small");
