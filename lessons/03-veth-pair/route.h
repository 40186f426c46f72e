/* route.h - where does an address lead?

   The routing tables are asked about one address; they are not read through. */

#ifndef ROUTE_H
#define ROUTE_H

#include "lessons/03-veth-pair/netlink.h"

#include <netinet/in.h>

/* The most specific entry of the routing tables that matches an address, as "ip
   route get fibmatch" shows it. */
struct route {
    int type;   /* RTN_UNICAST, RTN_LOCAL, ...; RTN_UNSPEC: no entry matches;
                   RTN_UNREACHABLE: one that refuses */
    int prefix; /* 0: the default route */
    int link;   /* index of the link that it leads to, or 0 */
};

/* Asks for the route to ADDRESS.  Returns 0 and fills in ROUTE, or -1. */
int route_find(struct nl_sock *socket, struct in_addr address,
               struct route *route);

/* 1 if ADDRESS is one of the own addresses of the link number INDEX, 0 if not,
   -1 on failure. */
int address_is_on(struct nl_sock *socket, struct in_addr address, int index);

#endif
