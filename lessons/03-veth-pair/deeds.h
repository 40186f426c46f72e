/* deeds.h - what host and box of lesson 3 do alike

   Two computers with a cable between them: each has an end of it, an address,
   a port 80.  So both do the same deeds, each with what is its own. */

#ifndef VETH_PAIR_DEEDS_H
#define VETH_PAIR_DEEDS_H

#include "lessons/03-veth-pair/link.h"

#include <stddef.h>

#define PING_LIMIT_MS 5000 /* the kernel gives a neighbour up after 3 s */
#define WEB_PORT 80

enum side { HOST, BOX };

/* Each answers with what the kernel says afterwards. */
enum deed {
    LO_UP = 1,    /* sets lo up */
    LIST,         /* which of lo and the two ends are here? */
    TAKE_ADDRESS, /* gives the own end its address */
    END_STATE,    /* is the own end up, and does it have a carrier? */
    END_UP,       /* sets the own end up */
    PING_OTHER,   /* pings the other side */
    PING_NOBODY,  /* pings the address that nobody has */
    LISTEN,       /* listens on port 80 of all addresses */
    SERVE,        /* answers one request for a page */
};

/* What the story decides after the box was born: memory that both share,
   mmap(2).  The story writes before it orders, the box reads after. */
struct plan {
    int maker;   /* of the cable: the number in its MACs */
    bool report; /* an answer of the box is followed by two lines for each
                    netlink request: its words and its command */
    char end[2][IFNAMSIZ];     /* of HOST, of BOX */
    struct in_addr address[2]; /* of HOST, of BOX */
    struct in_addr nobody;
    int prefix;
};
extern struct plan *plan;

/* Makes the shared memory, before the box is born.  Returns 0, or -1. */
int plan_begin(void);

/* Looks for an end of our cable, or lo, as link_find() does; a stranger's link
   of the same name is none. */
int find_end(struct nl_sock *socket, const char *name, struct link *link);

/* Does DEED as SIDE, in the caller's network namespace.  Returns 0 with text in
   ANSWER, or -1. */
int do_deed(enum side side, int deed, char *answer, size_t size);

/* The same for the box, as a deed_fn of child.h. */
int box_deeds(int deed, char *answer, size_t size);

#endif
