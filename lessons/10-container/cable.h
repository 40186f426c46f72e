/* cable.h - the container's network: a cable to the host, and two addresses */

#ifndef CABLE_H
#define CABLE_H

#include "lessons/03-veth-pair/subnet.h"
#include "lessons/03-veth-pair/veth.h"

#include <sys/types.h>

struct cable {
    struct subnet subnet; /* of two addresses: 1 the host, 2 the container */
    unsigned number;      /* the container's address in it; on a bridge, from 2
                             to 15 */
    int bridge;           /* index of a bridge that the host's end joins, so
                             that it needs no address; 0: there is none */
    struct veth veth;
};

/* The first half of the range for tests between networks, 198.18.0.0/15 (RFC
   2544): 16,384 subnets of two. */
extern const struct subnet_range benchmark_ranges[];

/* Reserves a subnet, before the container is there.  Registers its undo.
   Returns 0, or -1. */
int cable_reserve(struct cable *cable);

/* Makes the cable in one message, its far end born in the network of process
   BOX: however that ends, the pair goes with it.  The host's end is called
   "loac" and the pid.  Registers its undo.  Returns 0, or -1. */
int cable_plug(struct cable *cable, pid_t box);

/* In the container: lo and the far end, eth0, up and with its address.  Returns
   0, or -1. */
int cable_take(const struct cable *cable);

#endif
