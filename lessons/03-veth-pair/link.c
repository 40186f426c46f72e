/* link.c - links, which others call network interfaces

   The question: what does ip link do?  It sends the kernel a message that names
   one link and holds only what is to be different.

   See also: rtnetlink(7), ip-link(8), ip-address(8), netdevice(7). */

#include "lessons/03-veth-pair/link.h"

#include "common/failure.h"

#include <arpa/inet.h>
#include <netlink/errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void link_copy(struct rtnl_link *from, struct link *to)
{
    struct nl_addr *mac = rtnl_link_get_addr(from); /* lent, not ours */

    *to = (struct link){ .index = rtnl_link_get_ifindex(from) };
    snprintf(to->name, sizeof to->name, "%s", rtnl_link_get_name(from));
    if (mac && nl_addr_get_len(mac) == MAC_SIZE)
        memcpy(to->mac, nl_addr_get_binary_addr(mac), MAC_SIZE);
    to->is_up = (rtnl_link_get_flags(from) & IFF_UP) != 0;
    to->has_carrier = rtnl_link_get_carrier(from) != 0;
}

/* One question and one answer, however many links the namespace has. */
int link_find(struct nl_sock *socket, const char *name, struct link *link)
{
    FREES_LINK struct rtnl_link *found = NULL;

    netlink_announce("RTM_GETLINK\nip link show dev %s", name);
    int error = rtnl_link_get_kernel(socket, 0, name, &found);
    if (error == -NLE_NODEV || error == -NLE_OBJ_NOTFOUND)
        return 0;
    if (error == 0 && !found) /* an answer to an earlier question */
        error = -NLE_SEQ_MISMATCH;
    if (error < 0)
        return netlink_failed(error, "rtnl_link_get_kernel(%s)", name);
    link_copy(found, link);
    return 1;
}

/* Sends CHANGES, which holds only what is to be different. */
static int change(struct nl_sock *socket, const struct link *link,
                  struct rtnl_link *changes, const char *what)
{
    FREES_LINK struct rtnl_link *which = rtnl_link_alloc();
    if (!which)
        return netlink_no_memory("rtnl_link_alloc()");
    rtnl_link_set_ifindex(which, link->index);
    int error = rtnl_link_change(socket, which, changes, 0);
    if (error < 0)
        return netlink_failed(error, "rtnl_link_change(%s, %s)", link->name,
                              what);
    return 0;
}

int link_up(struct nl_sock *socket, const struct link *link)
{
    FREES_LINK struct rtnl_link *changes = rtnl_link_alloc();
    if (!changes)
        return netlink_no_memory("rtnl_link_alloc()");
    rtnl_link_set_flags(changes, IFF_UP);
    netlink_announce("RTM_NEWLINK: set the flag IFF_UP of %s\n"
                     "ip link set dev %s up", link->name, link->name);
    return change(socket, link, changes, "up");
}

int link_join(struct nl_sock *socket, const struct link *link, int bridge)
{
    FREES_LINK struct rtnl_link *changes = rtnl_link_alloc();
    if (!changes)
        return netlink_no_memory("rtnl_link_alloc()");
    rtnl_link_set_master(changes, bridge);
    netlink_announce("RTM_NEWLINK: make %s a port of the bridge %d\n"
                     "ip link set dev %s master if%d", link->name, bridge,
                     link->name, bridge);
    return change(socket, link, changes, "master");
}

/* ANCHOR: move */
int link_move_to_pid(struct nl_sock *socket, const struct link *link,
                     pid_t pid)
{
    FREES_LINK struct rtnl_link *changes = rtnl_link_alloc();
    if (!changes)
        return netlink_no_memory("rtnl_link_alloc()");
    rtnl_link_set_ns_pid(changes, pid);
    netlink_announce("RTM_NEWLINK: move %s to the namespace of pid %d\n"
                     "ip link set dev %s netns %d", link->name, (int) pid,
                     link->name, (int) pid);
    return change(socket, link, changes, "netns pid");
}
/* ANCHOR_END: move */

int link_move_to_fd(struct nl_sock *socket, const struct link *link, int fd)
{
    FREES_LINK struct rtnl_link *changes = rtnl_link_alloc();
    if (!changes)
        return netlink_no_memory("rtnl_link_alloc()");
    rtnl_link_set_ns_fd(changes, fd);
    netlink_announce("RTM_NEWLINK: move %s to the namespace of fd %d\n"
                     "ip link set dev %s netns /proc/%d/fd/%d", link->name, fd,
                     link->name, (int) getpid(), fd);
    return change(socket, link, changes, "netns fd");
}

int link_delete(struct nl_sock *socket, const struct link *link)
{
    FREES_LINK struct rtnl_link *which = rtnl_link_alloc();
    if (!which)
        return netlink_no_memory("rtnl_link_alloc()");
    rtnl_link_set_ifindex(which, link->index);
    netlink_announce("RTM_DELLINK: remove %s\n"
                     "ip link delete dev %s", link->name, link->name);
    int error = rtnl_link_delete(socket, which);
    if (error < 0 && error != -NLE_NODEV && error != -NLE_OBJ_NOTFOUND)
        return netlink_failed(error, "rtnl_link_delete(%s)", link->name);
    return 0;
}

int link_add_address(struct nl_sock *socket, const struct link *link,
                     struct in_addr address, int prefix)
{
    FREES_ADDR struct nl_addr *local =
        nl_addr_build(AF_INET, &address, sizeof address);
    FREES_RTNL_ADDR struct rtnl_addr *order = rtnl_addr_alloc();
    char text[INET_ADDRSTRLEN] = "";

    if (!local || !order)
        return netlink_no_memory("rtnl_addr_alloc()");
    inet_ntop(AF_INET, &address, text, sizeof text);
    nl_addr_set_prefixlen(local, prefix);
    rtnl_addr_set_ifindex(order, link->index);
    int error = rtnl_addr_set_local(order, local);
    if (error == 0) {
        netlink_announce("RTM_NEWADDR: give %s the address %s/%d\n"
                         "ip address add %s/%d dev %s", link->name, text,
                         prefix, text, prefix, link->name);
        error = rtnl_addr_add(socket, order, NLM_F_EXCL);
    }
    if (error < 0 && error != -NLE_EXIST)
        return netlink_failed(error, "rtnl_addr_add(%s/%d, %s)", text, prefix,
                              link->name);
    return 0;
}

const char *mac_text(const unsigned char mac[MAC_SIZE], char text[MAC_TEXT])
{
    snprintf(text, MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
             mac[2], mac[3], mac[4], mac[5]);
    return text;
}

const char *link_words(const struct link *link, char *text, size_t size)
{
    const char *carrier = link->has_carrier ? "carrier" : "NO-CARRIER";

    if (link->is_up)
        snprintf(text, size, "%s is up: %s", link->name, carrier);
    else
        snprintf(text, size, "%s is down", link->name);
    return text;
}
