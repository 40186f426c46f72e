/* ground.h - what the three containers share, on the host */

#ifndef GROUND_H
#define GROUND_H

#include "lessons/03-veth-pair/subnet.h"
#include "lessons/04-cgroup-memory/cgroup.h"
#include "lessons/10-container/janitor.h"
#include "lessons/11-web-servers/bridge.h"

struct ground {
    struct subnet subnet; /* of eight addresses, out of 198.19.0.0/16 */
    struct bridge bridge;
    struct cgroup pod;    /* one for all: 64 MiB, 128 processes */
    struct janitor janitor;
};

extern struct ground ground;

/* Decides on names and places.  Returns 0, or -1 if no cgroup can be had. */
int ground_plan(void);

/* Both make what they say and register its undo; the first one hires the
   janitor, which removes all of it if this process is killed.  Return 0, or
   -1. */
int ground_bridge(void);
int ground_pod(void);

#endif
