/* bridge.h - a switch inside the host, for the cables of several containers

   A bridge is a link too: it hands each packet from the link it came by to the
   one behind which its destination was seen.  The host itself is on it by an
   address of its own; ip-link(8). */

#ifndef BRIDGE_H
#define BRIDGE_H

#include "lessons/03-veth-pair/link.h"
#include "lessons/03-veth-pair/subnet.h"

struct bridge {
    char name[IFNAMSIZ]; /* "loacbr" and the number of its maker */
    int maker;           /* veth_number() */
    int index; /* 0: not made, or not known to be made */
};

/* Gives it its name; no link is made.  Returns 0, or -1. */
int bridge_plan(struct bridge *bridge);

/* Makes it, with the MAC of the caller's links (02:6c:6f:PP:PP:PP, veth.h) in
   the same message.  Registers its undo.  Returns 0, or -1. */
int bridge_make(struct bridge *bridge);

/* Puts the host on it, by the first address of SUBNET, and sets it up.  Returns
   0, or -1. */
int bridge_join_host(const struct bridge *bridge, const struct subnet *subnet);

/* Removes it if it is there and was made by its maker, by MAC and index; links
   on it are set free.  An undo, see undo.h.  Returns 0, or -1. */
int bridge_remove(void *bridge);

#endif
