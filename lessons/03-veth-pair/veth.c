/* veth.c - a cable with an end in each of two network namespaces

   The question: how do two network namespaces talk, when a namespace is made
   to keep others out?  By a pair of links that the kernel joins back to back:
   one end stays, the other is moved.

   See also: veth(4), ip-link(8), network_namespaces(7). */

#include "lessons/03-veth-pair/veth.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/03-veth-pair/reserve.h"

#include <netlink/errno.h>
#include <netlink/route/link/veth.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- whose is it? ------------------------------------------------------ */

enum { NEAR = 0x6f, FAR = 0x70, LAST_FAR = 0x7f };

/* The second lowest bit of the first byte marks an address that no
   manufacturer has given out (IEEE 802); 6c 6f are the letters "lo". */
static void make_mac(unsigned char mac[MAC_SIZE], int end, int maker)
{
    mac[0] = 0x02;
    mac[1] = 0x6c;
    mac[2] = (unsigned char) end;
    mac[3] = (unsigned char) (maker >> 16);
    mac[4] = (unsigned char) (maker >> 8);
    mac[5] = (unsigned char) maker;
}

static int hold(int maker, int *held)
{
    char name[24];

    snprintf(name, sizeof name, "link-%d", maker);
    return reserve(name, held);
}

/* A pid has at most 22 bits, proc(5), pid_max; but two processes in two pid
   namespaces may have the same one, so that the second needs another. */
int veth_number(void)
{
    static int number, held = -1;

    for (int next = getpid(); number == 0; next++) {
        int ours = hold(next, &held);
        if (ours == -1)
            return -1;
        if (ours == 1)
            number = next;
    }
    return number;
}

int veth_is_abandoned(const struct link *link)
{
    CLOSES int held = -1;

    return veth_is_near_end(link) ? hold(veth_maker(link), &held) : 0;
}

int veth_maker(const struct link *link)
{
    const unsigned char *mac = link->mac;

    if (mac[0] != 0x02 || mac[1] != 0x6c || mac[2] < NEAR || mac[2] > LAST_FAR)
        return 0;
    return mac[3] << 16 | mac[4] << 8 | mac[5];
}

bool veth_is_near_end(const struct link *link)
{
    return veth_maker(link) != 0 && link->mac[2] == NEAR;
}

void veth_near_mac(unsigned char mac[MAC_SIZE], int maker)
{
    make_mac(mac, NEAR, maker);
}

/* ---- the pair ---------------------------------------------------------- */

static int set_name_and_mac(struct rtnl_link *link, const char *name, int end,
                            int maker, char text[MAC_TEXT])
{
    unsigned char mac[MAC_SIZE];

    make_mac(mac, end, maker);
    mac_text(mac, text);
    FREES_ADDR struct nl_addr *addr = nl_addr_build(AF_LLC, mac, sizeof mac);
    if (!addr)
        return netlink_no_memory("nl_addr_build()");
    rtnl_link_set_name(link, name);
    rtnl_link_set_addr(link, addr);
    return 0;
}

/* The kernel looks whether the names are free and takes them in one go: first
   asking, then making, would leave room for another. */
static int send_pair(struct nl_sock *socket, struct rtnl_link *pair,
                     const struct veth *veth)
{
    int error = rtnl_link_add(socket, pair, NLM_F_CREATE | NLM_F_EXCL);
    if (error == -NLE_EXIST)
        return 0;
    if (error == 0)
        return 1;
    netlink_failed(error, "rtnl_link_add(%s, %s)", veth->near_name,
                   veth->far_name);
    if (error == -NLE_OPNOTSUPP) {
        cause("this kernel has no veth links (CONFIG_VETH), or cannot load the "
              "module");
        return cure("sudo modprobe veth; on a small image, install its extra "
                    "kernel modules");
    }
    return -1;
}

int veth_create(struct nl_sock *socket, struct veth *veth, int far_netns)
{
    char near_mac[MAC_TEXT], far_mac[MAC_TEXT], where[48] = "";
    int far_end = FAR + veth->far_number;

    veth->maker = veth_number();
    if (veth->maker == -1)
        return -1;
    /* ANCHOR: pair */
    FREES_LINK struct rtnl_link *near = rtnl_link_veth_alloc();
    if (!near)
        return netlink_no_memory("rtnl_link_veth_alloc()");
    FREES_LINK struct rtnl_link *far = rtnl_link_veth_get_peer(near);
    int maker = veth->maker;
    if (set_name_and_mac(near, veth->near_name, NEAR, maker, near_mac) == -1
        || set_name_and_mac(far, veth->far_name, far_end, maker, far_mac) == -1)
        return -1;
    /* ANCHOR_END: pair */
    if (far_netns != -1) {
        rtnl_link_set_ns_fd(far, far_netns);
        snprintf(where, sizeof where, " netns /proc/%d/fd/%d", (int) getpid(),
                 far_netns);
    }
    netlink_announce("RTM_NEWLINK: make %s and its peer %s%s\n"
                     "ip link add %s address %s type veth "
                     "peer name %s address %s%s",
                     veth->near_name, veth->far_name, where, veth->near_name,
                     near_mac, veth->far_name, far_mac, where);
    int made = send_pair(socket, near, veth);
    if (made != 1)
        return made;
    struct link link;
    made = link_find(socket, veth->near_name, &link);
    if (made == 1)
        veth->near_index = link.index;
    return made == 0 ? netlink_failed(-NLE_NODEV, "rtnl_link_add(%s)",
                                      veth->near_name)
                     : made;
}

int veth_remove(void *thing)
{
    struct veth *veth = thing;
    struct link link;

    FREES_SOCKET struct nl_sock *socket = netlink_open();
    if (!socket)
        return -1;

    /* The name may have gone to another link since. */
    int there = link_find(socket, veth->near_name, &link);
    if (there != 1)
        return there;
    if (veth_maker(&link) != veth->maker
        || (veth->near_index && veth->near_index != link.index))
        return 0;
    return link_delete(socket, &link);
}
