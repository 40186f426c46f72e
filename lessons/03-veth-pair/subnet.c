/* subnet.c - a few addresses that nobody on this host uses

   The question: which addresses may a program take on a machine that it does
   not know?  Those that lead nowhere now, reserved so that a second copy does
   not find them free as well.

   See also: rtnetlink(7), ip-route(8). */

#include "lessons/03-veth-pair/subnet.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/03-veth-pair/reserve.h"
#include "lessons/03-veth-pair/route.h"

#include <arpa/inet.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

const struct subnet_range documentation_ranges[] = {
    { "198.51.100.0", 24 },
    { "203.0.113.0", 24 },
    { 0 },
};

/* ---- one subnet -------------------------------------------------------- */

struct in_addr subnet_address(const struct subnet *subnet, unsigned n)
{
    return (struct in_addr){ htonl(ntohl(subnet->network.s_addr) + n) };
}

static unsigned subnet_size(int prefix)
{
    return 1U << (32 - prefix);
}

int subnet_release(void *thing)
{
    struct subnet *subnet = thing;

    close_fd(&subnet->reservation);
    subnet->reservation = -1;
    return 0;
}

/* A default route may refuse, as VPNs have it for the time without a tunnel.  Of
   what refuses the kernel does not say which entry it was; but 240.0.0.0/4 is
   reserved (RFC 1112), so that only a default route matches there. */
static int default_refuses(struct nl_sock *socket)
{
    struct in_addr nobodys = { htonl(0xf0000001) };
    struct route route;

    if (route_find(socket, nobodys, &route) == -1)
        return -1;
    return route.type == RTN_UNREACHABLE;
}

/* The default route leads to everywhere and claims nothing; some VPNs write it
   as two halves.  Each address is asked for, since a more specific entry may
   lie inside the subnet.  Returns 1, 0 if it is in use, or -1. */
static int leads_nowhere(struct nl_sock *socket, const struct subnet *subnet)
{
    for (unsigned n = 0; n < subnet_size(subnet->prefix); n++) {
        struct route route;

        if (route_find(socket, subnet_address(subnet, n), &route) == -1)
            return -1;
        if (route.type == RTN_UNREACHABLE) {
            int by_default = default_refuses(socket);
            if (by_default != 1)
                return by_default;
        } else if (route.type != RTN_UNSPEC && route.prefix > 1) {
            return 0;
        }
    }
    return 1;
}

/* Reserves first, asks then: what is free now stays free for us.  Returns 1, 0
   if it is not free, or -1. */
static int take(struct nl_sock *socket, struct subnet *subnet)
{
    char network[INET_ADDRSTRLEN] = "";

    inet_ntop(AF_INET, &subnet->network, network, sizeof network);
    snprintf(subnet->text, sizeof subnet->text, "%s/%d", network,
             subnet->prefix);
    int ours = reserve(subnet->text, &subnet->reservation);
    if (ours == 1)
        ours = leads_nowhere(socket, subnet);
    if (ours != 1)
        subnet_release(subnet);
    return ours;
}

/* ---- all of them ------------------------------------------------------- */

static unsigned how_many(const struct subnet_range *range, int prefix)
{
    return 1U << (prefix - range->prefix);
}

static struct in_addr network_number(const struct subnet_range *ranges,
                                     int prefix, unsigned n)
{
    struct in_addr network = { 0 };

    while (n >= how_many(ranges, prefix))
        n -= how_many(ranges++, prefix);
    inet_pton(AF_INET, ranges->network, &network);
    network.s_addr = htonl(ntohl(network.s_addr) + n * subnet_size(prefix));
    return network;
}

static int none_free(const struct subnet_range *ranges, int prefix)
{
    char text[120] = "";

    for (const struct subnet_range *range = ranges; range->network; range++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s/%d",
                 range == ranges ? "" : " and ", range->network, range->prefix);
    failed_saying("none is free", "a /%d out of %s", prefix, text);
    cause("routes and addresses of this host, or other lessons, use them all");
    return cure("end other lessons; ip route get fibmatch %s shows a route in "
                "the way", ranges->network);
}

int subnet_reserve(struct nl_sock *socket, const struct subnet_range *ranges,
                   int prefix, unsigned first, struct subnet *subnet)
{
    unsigned count = 0;

    for (const struct subnet_range *range = ranges; range->network; range++)
        count += how_many(range, prefix);
    for (unsigned i = 0; i < count; i++) {
        *subnet = (struct subnet){ .prefix = prefix, .reservation = -1 };
        subnet->network = network_number(ranges, prefix, (first + i) % count);
        int ours = take(socket, subnet);
        if (ours != 0)
            return ours == 1 ? 0 : -1;
    }
    return none_free(ranges, prefix);
}
