/* veth.h - a cable with an end in each of two network namespaces

   A veth pair is two links: what goes in at one comes out at the other;
   veth(4). */

#ifndef VETH_H
#define VETH_H

#include "lessons/03-veth-pair/link.h"

/* A cable.  The near end is in the namespace of the socket that made it.  Both
   MACs are given in the message that makes the pair, so from its first moment
   it says whose it is: 02:6c:6f:PP:PP:PP near, 02:6c:70:PP:PP:PP far, PP being
   the number of its maker, veth_number().  On a bridge no two far ends may have
   the same one: FAR_NUMBER is added to the 70. */
struct veth {
    int maker; /* set by veth_create() */
    char near_name[IFNAMSIZ];
    char far_name[IFNAMSIZ];
    int near_index; /* 0: not made, or not known to be made */
    int far_number; /* 0 to 15 */
};

/* Makes a pair with the names in VETH, in one message.  The far end is born in
   the namespace that the file descriptor FAR_NETNS names, or with -1 beside
   the near one.  Register veth_remove() before: the message may be obeyed and
   the answer lost.  Returns 1, 0 if one of the names is taken, or -1. */
int veth_create(struct nl_sock *socket, struct veth *veth, int far_netns);

/* Removes the pair if it exists and is of this process, by MAC and index; an
   undo, see undo.h.  Must be called in the namespace of the near end.  Returns
   0, or -1. */
int veth_remove(void *veth);

/* The number of this process in the MACs of its links: its pid or, if another
   process has that, the next free one.  It is reserved by the socket
   "@loac-link-4242" until the process has ended, however it ends.  Returns it,
   or -1. */
int veth_number(void);

/* The number of the process that made a link, from the MAC of either end; 0 if
   it is no lesson's. */
int veth_maker(const struct link *link);
bool veth_is_near_end(const struct link *link);

/* Is LINK, in the caller's network namespace, a near end whose maker has ended?
   Nobody holds its number then.  Returns 1, 0, or -1. */
int veth_is_abandoned(const struct link *link);

/* The MAC of a near end made by MAKER: for other links on the host, so that
   sweep_links() finds them. */
void veth_near_mac(unsigned char mac[MAC_SIZE], int maker);

#endif
