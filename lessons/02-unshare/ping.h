/* ping.h - one ICMP echo request and what became of it

   Own code instead of ping(8): the lesson is which answer the kernel gives, and
   each has its own name here; icmp(7). */

#ifndef PING_H
#define PING_H

#include <netinet/in.h>

enum ping_result {
    PING_ANSWERED,
    PING_NO_REPLY,    /* nothing came within the limit */
    PING_UNREACHABLE, /* sending was refused, or an ICMP error came back:
                         reason says which errno */
    PING_REFUSED,     /* no socket: neither kind of ICMP socket is allowed */
};

struct ping {
    enum ping_result result;
    int reason;        /* errno for PING_UNREACHABLE and PING_REFUSED: ENETUNREACH,
                          EHOSTUNREACH, EACCES, EPERM, ... */
    long milliseconds; /* from request to answer or error */
};

/* Pings ADDRESS once from the caller's network namespace and waits at most
   LIMIT_MS.  A datagram ICMP socket is used where the sysctl ping_group_range
   allows it, else a raw one, which needs CAP_NET_RAW; icmp(7), raw(7).  Returns
   0 and fills in PING, or -1 on a failure that says nothing about the network. */
int ping(struct in_addr address, int limit_ms, struct ping *ping);

/* Says it in words: "answered", "Network is unreachable
   (ENETUNREACH)", "no reply within 5000 ms".  Returns TEXT. */
const char *ping_words(const struct ping *ping, char *text, size_t size);

#endif
