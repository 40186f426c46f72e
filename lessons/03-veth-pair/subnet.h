/* subnet.h - a few addresses that nobody on this host uses

   A cable needs two addresses of one subnet.  To pick one that was free a
   moment ago is not enough: the kernel gives the same subnet to two links
   without a word, and then the wrong box answers.  So it is reserved. */

#ifndef SUBNET_H
#define SUBNET_H

#include "lessons/03-veth-pair/netlink.h"

#include <netinet/in.h>

#define SUBNET_TEXT 32

/* Addresses to choose from, "198.51.100.0" and 24. */
struct subnet_range {
    const char *network;
    int prefix;
};

/* The ranges that are set aside for documentation: no host on the Internet has
   such an address (RFC 5737).  Ended by an entry without network. */
extern const struct subnet_range documentation_ranges[];

struct subnet {
    struct in_addr network;
    int prefix;
    int reservation; /* a socket; the subnet is ours while it is open.  -1:
                        none */
    char text[SUBNET_TEXT]; /* "198.51.100.8/29" */
};

/* Reserves a subnet of PREFIX bits (at most 32) out of RANGES that no route and
   no address of the host overlaps, in the network namespace of SOCKET and the
   caller.  It begins with subnet number FIRST, counted through all ranges, and
   goes round.  Returns 0 and fills in SUBNET, or -1, also if none is free. */
int subnet_reserve(struct nl_sock *socket, const struct subnet_range *ranges,
                   int prefix, unsigned first, struct subnet *subnet);

/* Gives it back; an undo, see undo.h.  Returns 0. */
int subnet_release(void *subnet);

/* Its address number N: 0 is the network itself, 1 the first host, the last one
   the broadcast address. */
struct in_addr subnet_address(const struct subnet *subnet, unsigned n);

#endif
