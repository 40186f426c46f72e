/* publish.c - a port of the container that the host answers for

   The question: what can be wrong with 127.0.0.1:8080:80?

   See also: bind(2), ip(7), inet_pton(3). */

#include "lessons/10-container/publish.h"

#include "common/failure.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/03-veth-pair/port.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define QUEUE 128 /* callers that wait while the relay is busy */

/* ---- the option --------------------------------------------------------- */

/* Reads digits to the end of TEXT: 1 to 65535, without a needless 0 before. */
static bool read_port(const char *text, int *port)
{
    int number = 0;

    if (*text == '0')
        return false;
    for (; *text >= '0' && *text <= '9' && number <= 65535; text++)
        number = number * 10 + (*text - '0');
    *port = number;
    return *text == '\0' && number >= 1 && number <= 65535;
}

static int wrong(const char *text, const char *expected)
{
    return failed_saying(expected, "--publish: '%.60s%s'", text,
                         strlen(text) > 60 ? "..." : "");
}

/* inet_pton(3) takes four decimal parts and nothing else; inet_aton(3) would
   take "1" and "0177.1", too. */
static int read_parts(const char *text, const char *address, const char *host,
                      const char *box, struct published *published)
{
    if (inet_pton(AF_INET, address, &published->address) != 1)
        return wrong(text, "expected an IPv4 address, as 127.0.0.1, or none");
    if (!read_port(host, &published->host_port))
        return wrong(text, "the host's port is not a number from 1 to 65535");
    if (!read_port(box, &published->box_port))
        return wrong(text, "the container's port is not a number from 1 to "
                           "65535");
    return 0;
}

int publish_parse(const char *text, struct published *published)
{
    char parts[64];
    struct published read;

    if (snprintf(parts, sizeof parts, "%s", text) >= (int) sizeof parts)
        return wrong(text, "expected [ADDRESS:]HOST:BOX");
    char *last = strrchr(parts, ':');
    if (!last)
        return wrong(text, "expected [ADDRESS:]HOST:BOX, as 8080:80");
    *last++ = '\0';
    char *middle = strrchr(parts, ':');
    if (middle)
        *middle++ = '\0';
    if (middle && strchr(parts, ':'))
        return wrong(text, "expected [ADDRESS:]HOST:BOX, an IPv4 address and "
                           "two ports");
    if (read_parts(text, middle ? parts : "127.0.0.1", middle ? middle : parts,
                   last, &read) == -1)
        return -1;
    *published = read;
    return 0;
}

/* ---- the host's side ---------------------------------------------------- */

static int taken(const struct published *published, const char *address)
{
    char holder[96];

    failed_saying("Address already in use (EADDRINUSE)", "bind(%s:%d)", address,
                  published->host_port);
    cause("%s listens there", port_holder(published->address,
                                          published->host_port, holder,
                                          sizeof holder));
    return cure("publish another port of the host");
}

/* While it is down its addresses have no route: bind(2) may still work, but
   whoever calls is told ENETUNREACH, or waits. */
int publish_loopback(void)
{
    int up = loopback_is_up();

    if (up != 0)
        return up == -1 ? -1 : 0;
    failed_saying("it is down", "lo");
    cause("127.0.0.1 is an address of the interface lo, and lo is down");
    cure("sudo ip link set lo up");
    return root_too();
}

int publish_listen(const struct published *published, int *listener)
{
    char address[INET_ADDRSTRLEN] = "";

    if (ntohl(published->address.s_addr) >> IN_CLASSA_NSHIFT == IN_LOOPBACKNET
        && publish_loopback() == -1)
        return -1;
    inet_ntop(AF_INET, &published->address, address, sizeof address);
    int result = port_listen(published->address, published->host_port,
                             listener);
    if (result == 0)
        return taken(published, address);
    if (result == 1 && listen(*listener, QUEUE) == -1) {
        close(*listener);
        return failed("listen(%s:%d)", address, published->host_port);
    }
    if (result == 1)
        return 0;
    if (last_failure()->error == EADDRNOTAVAIL) {
        cause("%s is not an address of this host", address);
        cure("ip -br address shows them; 0.0.0.0 means all");
    }
    if (last_failure()->error == EACCES)
        cure("publish a port from 1024 on, or run it with sudo");
    return -1;
}
