/* blame.h - why does nothing come through the cable? */

#ifndef BLAME_H
#define BLAME_H

#include "lessons/03-veth-pair/deeds.h"

/* To the failure just recorded: if SIDE's end, in the caller's network
   namespace, is gone, down, or without its address or a carrier, that is its
   cause; otherwise it keeps the one it has.  Returns -1. */
int blame_cable(enum side side);

#endif
