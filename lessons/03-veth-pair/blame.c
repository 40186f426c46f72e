/* blame.c - why does nothing come through the cable?

   The question: who is in the way?  A packet filter says "unreachable", too,
   or nothing at all.  So the cable is looked at first: a learner has a second
   terminal, and may have pulled it out there.

   See also: ip-link(8), netdevice(7). */

#include "lessons/03-veth-pair/blame.h"

#include "common/failure.h"
#include "lessons/03-veth-pair/route.h"
#include "lessons/03-veth-pair/veth.h"

int blame_cable(enum side side)
{
    struct failure seen = *last_failure();
    const char *end = plan->end[side];
    struct link link;

    FREES_SOCKET struct nl_sock *socket = netlink_open();
    int there = socket ? find_end(socket, end, &link) : -1;
    int has_address = there;
    if (there == 1)
        has_address = address_is_on(socket, plan->address[side], link.index);
    adopt_failure(&seen); /* these questions may have failed as well */
    if (has_address == -1)
        return -1;
    if (!there)
        cause("%s is gone: somebody has removed it", end);
    else if (!link.is_up)
        cause("%s is down: somebody has set it so", end);
    else if (!has_address)
        cause("%s has lost its address: somebody has removed it", end);
    else if (!link.has_carrier)
        cause("%s has no carrier: somebody has set the other end down", end);
    else
        return -1;
    return cure("run the lesson again, and leave the cable as it is");
}
