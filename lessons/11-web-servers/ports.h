/* ports.h - three ports of the host, one after the other */

#ifndef PORTS_H
#define PORTS_H

#include <netinet/in.h>

#define PORTS 3

/* Listens on the ports FIRST, FIRST + 1 and FIRST + 2 of ADDRESS, or on the
   next three that are free together; at most 100 times.  *TAKEN is the first
   that was not free, or 0.  Returns the first port, and the sockets, which the
   caller closes; or -1. */
int ports_listen(struct in_addr address, int first, int listeners[PORTS],
                 int *taken);

#endif
