/* deeds.c - what the box of lesson 2 does when it is told to

   See also: unshare(2), setns(2), netdevice(7). */

#include "lessons/02-unshare/deeds.h"

#include "common/failure.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/pin.h"
#include "lessons/02-unshare/ping.h"

#include <arpa/inet.h>
#include <sched.h>
#include <stdio.h>

#define PING_LIMIT_MS 2000

static int leave_uts(char *answer, size_t size)
{
    if (enter_new_namespaces(CLONE_NEWUTS) == -1 || set_hostname("box") == -1)
        return -1;
    return get_hostname(answer, size);
}

/* Drivers of tunnels that are loaded may give each new network a device, too, as
   tunl0 or sit0: fb_tunnels_only_for_init_net in the kernel's
   Documentation/admin-guide/sysctl/net.rst. */
static int leave_net(char *answer, size_t size)
{
    if (enter_new_namespaces(CLONE_NEWNET) == -1)
        return -1;
    int devices = count_devices(), up = loopback_is_up();
    if (devices == -1 || up == -1)
        return -1;

    const char *is = up ? "up" : "down";
    if (devices == 1)
        snprintf(answer, size, "one device, lo, and it is %s", is);
    else
        snprintf(answer, size,
                 "%d devices: lo, which is %s, and fallback devices of tunnel "
                 "drivers", devices, is);
    return 0;
}

static int ping_self(char *answer, size_t size)
{
    struct in_addr self = { htonl(INADDR_LOOPBACK) };
    struct ping answered;

    if (ping(self, PING_LIMIT_MS, &answered) == -1)
        return -1;
    ping_words(&answered, answer, size);
    return 0;
}

static int lo_up(void)
{
    if (loopback_up() == -1)
        return -1;
    return loopback_is_up() == 1 ? 0 : failed_saying("still down", "lo");
}

int unshare_deeds(int deed, char *answer, size_t size)
{
    switch (deed) {
    case LEAVE_UTS:
        return leave_uts(answer, size);
    case LEAVE_NET:
        return leave_net(answer, size);
    case PING:
        return ping_self(answer, size);
    case LO_UP:
        return lo_up();
    case VISIT:
        return namespace_join(pin(), CLONE_NEWNET);
    default:
        return failed_saying("unknown", "deed %d", deed);
    }
}
