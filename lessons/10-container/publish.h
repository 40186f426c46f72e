/* publish.h - a port of the container that the host answers for

       --publish [ADDRESS:]HOST:BOX      127.0.0.1:8080:80 */

#ifndef PUBLISH_H
#define PUBLISH_H

#include <netinet/in.h>

#define MOST_PUBLISHED 16

struct published {
    struct in_addr address; /* of the host; 127.0.0.1 if none is given */
    int host_port, box_port;
};

/* Reads the value of --publish.  Only numbers in their shortest form: an
   address in four parts, ports from 1 to 65535.  Returns 0, or -1 with a
   failure that says what was expected. */
int publish_parse(const char *text, struct published *published);

/* Callers on this machine come by the loopback device, netdevice(7).  Returns 0
   if it is up; -1 with cause and cure if it is down. */
int publish_loopback(void);

/* Listens on the host's side.  Returns 0 and a socket, which the caller closes,
   or -1: taken (and by whom), not an address of this host, a privileged port,
   127.* while lo is down; bind(2), ip(7). */
int publish_listen(const struct published *published, int *listener);

#endif
