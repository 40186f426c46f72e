/* cable.c - the container's network: a cable to the host, and two addresses

   There is no default route and the host's firewall is left alone, so there is
   no way from here to anywhere but the host.

   See also: veth(4), network_namespaces(7). */

#include "lessons/10-container/cable.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"
#include "lessons/02-unshare/namespaces.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INSIDE "eth0"

enum { HOST_ADDRESS = 1, BOX_ADDRESS = 2, PREFIX = 30 };

const struct subnet_range benchmark_ranges[] = {
    { "198.18.0.0", 16 },
    { 0 },
};

int cable_reserve(struct cable *cable)
{
    FREES_SOCKET struct nl_sock *socket = netlink_open();

    if (!socket
        || undo_later(subnet_release, &cable->subnet,
                      "the reservation of two addresses", NULL) == -1)
        return -1;
    /* Containers begin to look at different places: each finds its own at once,
       however many there are. */
    cable->subnet.reservation = -1;
    cable->number = BOX_ADDRESS;
    return subnet_reserve(socket, benchmark_ranges, PREFIX, (unsigned) getpid(),
                          &cable->subnet);
}

static int give_address(struct nl_sock *socket, const struct cable *cable,
                        const char *name, unsigned number)
{
    struct link link;

    int there = link_find(socket, name, &link);
    if (there == 0)
        return failed_saying("it is not there", "link_find(%s)", name);
    if (there == -1
        || link_add_address(socket, &link,
                            subnet_address(&cable->subnet, number),
                            cable->subnet.prefix)
            == -1)
        return -1;
    return link_up(socket, &link);
}

static int join_bridge(struct nl_sock *socket, const struct cable *cable)
{
    struct link link = { .index = cable->veth.near_index };

    snprintf(link.name, sizeof link.name, "%s", cable->veth.near_name);
    if (link_join(socket, &link, cable->bridge) == -1)
        return -1;
    return link_up(socket, &link);
}

/* ANCHOR: plug */
int cable_plug(struct cable *cable, pid_t box)
{
    struct veth *veth = &cable->veth;
    char namespace[64], what[64], by_hand[64];

    snprintf(veth->near_name, sizeof veth->near_name, "loac%d", (int) box);
    snprintf(veth->far_name, sizeof veth->far_name, INSIDE);
    veth->far_number = cable->bridge ? (int) cable->number : 0;
    snprintf(what, sizeof what, "the cable %s", veth->near_name);
    snprintf(by_hand, sizeof by_hand, "sudo ip link delete %s",
             veth->near_name);
    snprintf(namespace, sizeof namespace, "/proc/%d/ns/net", (int) box);
    CLOSES int there = open(namespace, O_RDONLY | O_CLOEXEC);
    if (there == -1)
        return failed("open(%s)", namespace);
    FREES_SOCKET struct nl_sock *socket = netlink_open();
    if (!socket || undo_later(veth_remove, veth, what, by_hand) == -1)
        return -1;

    int made = veth_create(socket, veth, there);
    if (made == 0) {
        failed_saying("the name is taken", "veth_create(%s)", veth->near_name);
        return cure("sudo build/03-veth-pair --sweep");
    }
    if (made == -1)
        return -1;
    return cable->bridge ? join_bridge(socket, cable)
                         : give_address(socket, cable, veth->near_name,
                                        HOST_ADDRESS);
}
/* ANCHOR_END: plug */

int cable_take(const struct cable *cable)
{
    if (loopback_up() == -1)
        return -1;
    FREES_SOCKET struct nl_sock *socket = netlink_open();
    return socket ? give_address(socket, cable, INSIDE, cable->number) : -1;
}
