/* deeds.h - what the box of lesson 2 does when it is told to */

#ifndef UNSHARE_DEEDS_H
#define UNSHARE_DEEDS_H

#include <stddef.h>

enum deed {
    LEAVE_UTS = 1, /* a new UTS namespace, and the name "box" in it; answers
                      with the host name that the kernel says */
    LEAVE_NET,     /* a new network namespace; answers with its devices */
    PING,          /* answers with what became of a ping to 127.0.0.1 */
    LO_UP,         /* the loopback device up */
    VISIT,         /* enters the network namespace that the pin names */
};

/* A deed_fn of child.h. */
int unshare_deeds(int deed, char *answer, size_t size);

#endif
