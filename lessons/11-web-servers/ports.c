/* ports.c - three ports of the host, one after the other

   The question: may a program have port 8081?  If nobody else has it.  To look
   first and take it then would be too late: bind(2) does both at once.

   See also: bind(2), listen(2). */

#include "lessons/11-web-servers/ports.h"

#include "common/failure.h"
#include "lessons/03-veth-pair/port.h"
#include "lessons/10-container/publish.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define TRIES 100
#define QUEUE 128 /* callers that wait while the relay is busy */

int ports_address(const char *text, struct in_addr *at, struct in_addr *door)
{
    struct published read;
    char with_ports[64];

    snprintf(with_ports, sizeof with_ports, "%.40s:1:1", text);
    if (publish_parse(with_ports, &read) == -1)
        return -1;
    *at = *door = read.address;
    if (at->s_addr == htonl(INADDR_ANY))
        door->s_addr = htonl(INADDR_LOOPBACK);
    return 0;
}

static void close_all(const int listeners[], int count)
{
    while (count > 0)
        close(listeners[--count]);
}

/* Returns 1, 0 if *TAKEN is not free, or -1. */
static int listen_on_three(struct in_addr address, int first,
                           int listeners[PORTS], int *taken)
{
    for (int i = 0; i < PORTS; i++) {
        int mine = port_listen(address, first + i, &listeners[i]);
        if (mine == 1 && listen(listeners[i], QUEUE) == -1) {
            mine = failed("listen(port %d)", first + i);
            close(listeners[i]);
        }
        if (mine == 1)
            continue;
        close_all(listeners, i);
        *taken = first + i;
        return mine;
    }
    return 1;
}

static int not_this_address(struct in_addr address)
{
    char text[INET_ADDRSTRLEN] = "";

    inet_ntop(AF_INET, &address, text, sizeof text);
    cause("%s is not an address of this host", text);
    return cure("ip -br address shows them; 0.0.0.0 means all");
}

int ports_listen(struct in_addr address, int first, int listeners[PORTS],
                 int *taken)
{
    int busy = 0;

    *taken = 0;
    for (int i = 0; i < TRIES; i++, first += PORTS) {
        int mine = listen_on_three(address, first, listeners, &busy);
        if (mine == 1)
            return first;
        if (mine == -1 && last_failure()->error == EADDRNOTAVAIL)
            return not_this_address(address);
        if (mine == -1)
            return -1;
        if (*taken == 0)
            *taken = busy;
    }
    failed_saying("none is free", "%d times three ports up to %d", TRIES,
                  first - 1);
    return cure("ss -tlnp shows who listens: end some");
}
