/* bridge.c - a switch inside the host, for the cables of several containers

   The question: how do more than two talk?  A cable has two ends.  So each
   container's cable ends at the same switch, and that is a few lines of the
   kernel.

   See also: ip-link(8), bridge(8), rtnetlink(7). */

#include "lessons/11-web-servers/bridge.h"

#include "common/failure.h"
#include "common/undo.h"
#include "lessons/03-veth-pair/veth.h"

#include <netlink/errno.h>
#include <netlink/route/link/bridge.h>
#include <stdio.h>

int bridge_plan(struct bridge *bridge)
{
    int maker = veth_number();

    *bridge = (struct bridge){ .maker = maker };
    snprintf(bridge->name, sizeof bridge->name, "loacbr%d", maker);
    return maker == -1 ? -1 : 0;
}

static int refused(int error, const char *name)
{
    netlink_failed(error, "rtnl_link_add(%s, bridge)", name);
    if (error == -NLE_EXIST) {
        cause("a link of that name is there: a killed run has left it");
        return cure("sudo build/11-web-servers --sweep");
    }
    if (error == -NLE_OPNOTSUPP) {
        cause("this kernel has no bridges (CONFIG_BRIDGE), or cannot load the "
              "module");
        return cure("sudo modprobe bridge; on a small image, install its extra "
                    "kernel modules");
    }
    return -1;
}

/* ANCHOR: bridge */
static int create(struct nl_sock *socket, const struct bridge *bridge)
{
    unsigned char mac[MAC_SIZE];
    char text[MAC_TEXT];

    veth_near_mac(mac, bridge->maker);
    FREES_ADDR struct nl_addr *addr = nl_addr_build(AF_LLC, mac, sizeof mac);
    FREES_LINK struct rtnl_link *link = rtnl_link_bridge_alloc();
    if (!addr || !link)
        return netlink_no_memory("rtnl_link_bridge_alloc()");
    rtnl_link_set_name(link, bridge->name);
    rtnl_link_set_addr(link, addr);
    netlink_announce("RTM_NEWLINK: make the bridge %s\n"
                     "ip link add %s address %s type bridge",
                     bridge->name, bridge->name, mac_text(mac, text));
    int error = rtnl_link_add(socket, link, NLM_F_CREATE | NLM_F_EXCL);
    return error < 0 ? refused(error, bridge->name) : 0;
}
/* ANCHOR_END: bridge */

/* Returns 1 and fills in LINK, 0 if it is not there or not ours, or -1. */
static int find(struct nl_sock *socket, const struct bridge *bridge,
                struct link *link)
{
    int there = link_find(socket, bridge->name, link);

    if (there == 1 && (veth_maker(link) != bridge->maker
                       || (bridge->index && bridge->index != link->index)))
        return 0;
    return there;
}

static int need(struct nl_sock *socket, const struct bridge *bridge,
                struct link *link)
{
    int there = find(socket, bridge, link);

    return there == 0 ? netlink_failed(-NLE_NODEV, "RTM_GETLINK(%s)",
                                       bridge->name)
                      : there;
}

int bridge_make(struct bridge *bridge)
{
    struct link link;
    char what[48], by_hand[64];

    snprintf(what, sizeof what, "the bridge %s", bridge->name);
    snprintf(by_hand, sizeof by_hand, "sudo ip link delete %s", bridge->name);
    FREES_SOCKET struct nl_sock *socket = netlink_open();
    if (!socket || undo_later(bridge_remove, bridge, what, by_hand) == -1
        || create(socket, bridge) == -1 || need(socket, bridge, &link) == -1)
        return -1;
    bridge->index = link.index;
    return 0;
}

int bridge_join_host(const struct bridge *bridge, const struct subnet *subnet)
{
    struct link link;

    FREES_SOCKET struct nl_sock *socket = netlink_open();
    if (!socket || need(socket, bridge, &link) == -1
        || link_add_address(socket, &link, subnet_address(subnet, 1),
                            subnet->prefix)
            == -1)
        return -1;
    return link_up(socket, &link);
}

int bridge_remove(void *thing)
{
    struct link link;

    FREES_SOCKET struct nl_sock *socket = netlink_open();
    int there = socket ? find(socket, thing, &link) : -1;
    return there == 1 ? link_delete(socket, &link) : there;
}
