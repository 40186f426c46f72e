/* ground.c - what the three containers share, on the host

   The question: what of a container is not its own?  What it is plugged into,
   how much all of them may use together, and who cleans up after them.

   See also: cgroups(7), ip-link(8). */

#include "lessons/11-web-servers/ground.h"

#include "common/undo.h"

#include <unistd.h>

#define PREFIX 29 /* eight addresses: the host's, the servers', two to spare */

/* The second half of the range for tests between networks (RFC 2544); the first
   is lesson 10's. */
static const struct subnet_range ranges[] = { { "198.19.0.0", 16 }, { 0 } };

struct ground ground = { .subnet.reservation = -1 };

int ground_plan(void)
{
    if (bridge_plan(&ground.bridge) == -1)
        return -1;
    return cgroup_plan(&ground.pod);
}

static int hire_janitor(void)
{
    janitor_also(bridge_remove, &ground.bridge);
    if (undo_later(janitor_dismiss, &ground.janitor, "the janitor", NULL) == -1)
        return -1;
    return janitor_start(&ground.janitor, &ground.pod, NULL);
}

static int reserve_addresses(void)
{
    FREES_SOCKET struct nl_sock *socket = netlink_open();

    if (!socket
        || undo_later(subnet_release, &ground.subnet,
                      "the reservation of addresses", NULL) == -1)
        return -1;
    return subnet_reserve(socket, ranges, PREFIX, 0, &ground.subnet);
}

int ground_pod(void)
{
    char what[128], by_hand[160];

    cgroup_words(&ground.pod, what, by_hand);
    if (undo_later(cgroup_undo, &ground.pod, what, by_hand) == -1
        || cgroup_create(&ground.pod) == -1
        || cgroup_limit_memory(&ground.pod, 64 << 20) == -1)
        return -1;
    return cgroup_limit_pids(&ground.pod, 128);
}

int ground_bridge(void)
{
    if (hire_janitor() == -1 || reserve_addresses() == -1
        || bridge_make(&ground.bridge) == -1)
        return -1;
    return bridge_join_host(&ground.bridge, &ground.subnet);
}
