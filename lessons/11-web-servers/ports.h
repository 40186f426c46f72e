/* ports.h - three ports of the host, one after the other */

#ifndef PORTS_H
#define PORTS_H

#include <netinet/in.h>

#define PORTS 3

/* Reads the IPv4 address TEXT, with the rules of lesson 10's --publish: *AT is
   where to listen, *DOOR where this host itself finds it.  0.0.0.0 is every
   address of it, and any will do: *DOOR is 127.0.0.1.  Returns 0 or -1. */
int ports_address(const char *text, struct in_addr *at, struct in_addr *door);

/* Listens on the ports FIRST, FIRST + 1 and FIRST + 2 of ADDRESS, or on the
   next three that are free together; at most 100 times.  *TAKEN is the first
   that was not free, or 0.  Returns the first port, and the sockets, which the
   caller closes; or -1. */
int ports_listen(struct in_addr address, int first, int listeners[PORTS],
                 int *taken);

#endif
