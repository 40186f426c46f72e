/* host.c - what only the host of lesson 3 does

   The question: who lays the cable?  Not the box: it sees nothing of the host.
   Whoever has power over both networks makes the pair and gives one end away.

   See also: ip-link(8), network_namespaces(7). */

#include "lessons/03-veth-pair/host.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/03-veth-pair/blame.h"
#include "lessons/03-veth-pair/deeds.h"
#include "lessons/03-veth-pair/names.h"
#include "lessons/03-veth-pair/page.h"
#include "lessons/03-veth-pair/port.h"
#include "lessons/03-veth-pair/sides.h"
#include "lessons/03-veth-pair/subnet.h"

#include <fcntl.h>
#include <netlink/errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PREFIX 29 /* eight addresses, six for hosts; two are used */

static struct veth cable;
static struct subnet subnet = { .reservation = -1 };
static int port_80 = -1; /* the host's listening socket */

/* What stops root as well comes first: sudo would be no cure.  Root of a user
   namespace needs a network that belongs to it, too. */
int host_allowed(void)
{
    if (namespaces_allowed(CLONE_NEWNET) == -1 || need_root(NAME, "-Urn") == -1)
        return -1;
    return netlink_allowed();
}

static void plan_cable(void)
{
    plan->maker = cable.maker;
    memcpy(plan->end[HOST], cable.near_name, IFNAMSIZ);
    memcpy(plan->end[BOX], cable.far_name, IFNAMSIZ);
}

int host_choose_names(void)
{
    FREES_SOCKET struct nl_sock *socket = netlink_open();
    if (!socket || veth_choose_names(socket, &cable) == -1)
        return -1;
    plan_cable();
    return 0;
}

int host_make_cable(void)
{
    FREES_SOCKET struct nl_sock *socket = netlink_open();
    if (!socket
        || undo_later(veth_remove, &cable, "the cable",
                      "sudo build/" NAME " --sweep") == -1
        || veth_create_next(socket, &cable) == -1)
        return -1;
    plan_cable();
    return 0;
}

int host_move_end(void)
{
    struct link link;

    FREES_SOCKET struct nl_sock *socket = netlink_open();
    int there = socket ? link_find(socket, plan->end[BOX], &link) : -1;
    if (there == 1 && veth_maker(&link) == cable.maker)
        there = link_move_to_pid(socket, &link, box.pid);
    return there == -1 ? -1 : cable.near_index;
}

const char *host_choose_addresses(void)
{
    FREES_SOCKET struct nl_sock *socket = netlink_open();
    if (!socket
        || undo_later(subnet_release, &subnet, "the reservation of addresses",
                      NULL) == -1
        || subnet_reserve(socket, documentation_ranges, PREFIX, 0, &subnet)
            == -1)
        return NULL;
    plan->prefix = PREFIX;
    plan->address[HOST] = subnet_address(&subnet, 1);
    plan->address[BOX] = subnet_address(&subnet, 2);
    plan->nobody = subnet_address(&subnet, 6);
    return subnet.text;
}

int host_take_port_80(char *text, size_t size)
{
    struct in_addr own = plan->address[HOST];
    char who[64];

    int mine = port_listen(own, WEB_PORT, &port_80);
    if (mine == 0)
        snprintf(text, size, "taken by %s",
                 port_holder(own, WEB_PORT, who, sizeof who));
    else
        snprintf(text, size, "allowed");
    return mine == -1 ? blame_cable(HOST) : 0;
}

int host_fetch(char *page, size_t size)
{
    char ignored[8];

    CLOSES int connection = page_connect(plan->address[BOX], WEB_PORT);
    if (connection == -1)
        return blame_cable(HOST);
    if (page_ask(connection) == -1
        || box_does(SERVE, ignored, sizeof ignored) == -1)
        return -1;
    return page_read(connection, page, size);
}

int host_remove_cable(void)
{
    close_fd(&port_80);
    port_80 = -1;
    return undo_now(&cable);
}

/* Two networks of its own, a pair made in one, one end moved to the other. */
int host_check(void)
{
    struct link link;

    if (host_allowed() == -1 || enter_new_namespaces(CLONE_NEWNET) == -1)
        return -1;
    CLOSES int other = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (other == -1)
        return failed("open(/proc/self/ns/net)");
    if (enter_new_namespaces(CLONE_NEWNET) == -1)
        return -1;
    FREES_SOCKET struct nl_sock *socket = netlink_open();
    if (!socket || veth_create_next(socket, &cable) == -1)
        return -1;
    int there = link_find(socket, cable.far_name, &link);
    if (there == 0)
        return netlink_failed(-NLE_NODEV, "RTM_GETLINK(%s)", cable.far_name);
    return there == 1 ? link_move_to_fd(socket, &link, other) : -1;
}
