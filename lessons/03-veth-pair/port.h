/* port.h - a TCP port, and who listens on it

   A port is a number in one network namespace: each has its own 65535 of them;
   tcp(7), network_namespaces(7). */

#ifndef PORT_H
#define PORT_H

#include <netinet/in.h>
#include <stddef.h>

/* Listens on ADDRESS:PORT in the caller's network namespace; INADDR_ANY: on
   all its addresses.  Returns 1 and the socket in *LISTENER, which the caller
   closes, 0 if the port is taken there (EADDRINUSE), or -1. */
int port_listen(struct in_addr address, int port, int *listener);

/* Says which process listens on PORT of ADDRESS or of all addresses: "nginx
   (pid 812)".  Returns TEXT. */
const char *port_holder(struct in_addr address, int port, char *text,
                        size_t size);

#endif
