/* say.c - what the story of lesson 11 says about doors of the host

   See also: bind(2), connect(2). */

#include "lessons/11-web-servers/say.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/voice.h"
#include "lessons/03-veth-pair/page.h"
#include "lessons/03-veth-pair/port.h"
#include "lessons/03-veth-pair/route.h"
#include "lessons/11-web-servers/ground.h"

#include <arpa/inet.h>
#include <errno.h>

static int held = -1; /* port 80 of the host */

const char *address_text(struct in_addr address)
{
    static char texts[4][INET_ADDRSTRLEN];
    static int next;
    char *text = texts[next++ % 4];

    inet_ntop(AF_INET, &address, text, INET_ADDRSTRLEN);
    return text;
}

static int say(struct in_addr address, int number, const char *page)
{
    fact("host", "%s:%d -> \"%s\"", address_text(address), number, page);
    return 0;
}

int say_page(const struct web *web)
{
    struct in_addr address = web_address(web);
    char page[128];

    if (web_page(address, HTTP_PORT, page, sizeof page) == -1)
        return -1;
    return say(address, HTTP_PORT, page);
}

int say_door(const struct web *web, struct in_addr address, int number)
{
    char page[128];

    if (web_door(web, address, number, page, sizeof page) == -1)
        return -1;
    return say(address, number, page);
}

int say_port_80(int last, const char *whom)
{
    struct in_addr address = { htonl(INADDR_LOOPBACK - 1 + (unsigned) last) };
    int listener = -1;
    char holder[96];

    int mine = port_listen(address, HTTP_PORT, &listener);
    if (mine == -1)
        return -1;
    if (mine == 0 && held == -1)
        fact("host", "%s: bind %s:80: taken by %s", whom, address_text(address),
             port_holder(address, HTTP_PORT, holder, sizeof holder));
    else
        fact("host", "%s: bind %s:80: %s", whom, address_text(address),
             mine ? "allowed" : "Address already in use (EADDRINUSE)");
    if (held == -1)
        held = listener;
    else
        close_fd(&listener);
    return 0;
}

void let_go_of_port_80(void)
{
    close_fd(&held);
    held = -1;
}

int say_refused(struct in_addr address, int number)
{
    CLOSES int connection = page_connect(address, number);

    if (connection == -1 && last_failure()->error != ECONNREFUSED)
        return -1;
    fact("host", "%s:%d -> %s", address_text(address), number,
         connection == -1 ? "Connection refused (ECONNREFUSED)"
                          : "somebody answers");
    return 0;
}

int say_bridge(void)
{
    struct link link;
    struct in_addr own = subnet_address(&ground.subnet, 1);
    char text[64];

    FREES_SOCKET struct nl_sock *socket = netlink_open();
    int there = socket ? link_find(socket, ground.bridge.name, &link) : -1;
    int has_it = there == 1 ? address_is_on(socket, own, link.index) : there;
    if (has_it == -1)
        return -1;
    fact("host", "%s", there ? link_words(&link, text, sizeof text)
                             : "there is no bridge");
    fact("host", "%s is %s address of it, out of %s", address_text(own),
         has_it ? "an own" : "no", ground.subnet.text);
    return 0;
}

int webs_publish(struct web webs[WEBS], struct in_addr at)
{
    int listeners[PORTS], taken;
    char holder[96];

    int port = ports_listen(at, FIRST_PORT, listeners, &taken);
    if (port == -1)
        return -1;
    if (taken)
        fact("note", "%d is taken by %s: the next three that are free", taken,
             port_holder(at, taken, holder, sizeof holder));
    for (int i = 0; i < WEBS; i++)
        if (web_publish(&webs[i], listeners[i]) == -1)
            return -1;
    return port;
}
