/* say.c - what the story of lesson 11 says about doors of the host

   See also: bind(2), connect(2). */

#include "lessons/11-web-servers/say.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/voice.h"
#include "lessons/03-veth-pair/page.h"
#include "lessons/03-veth-pair/port.h"
#include "lessons/11-web-servers/web.h"

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

int say_page(struct in_addr address, int number)
{
    char page[128];

    if (web_page(address, number, page, sizeof page) == -1)
        return -1;
    fact("host", "http://%s:%d/: \"%s\"", address_text(address), number, page);
    return 0;
}

int say_port_80(int last, const char *whom)
{
    struct in_addr address = { htonl(INADDR_LOOPBACK - 1 + (unsigned) last) };
    char holder[96];
    int listener = -1;

    int mine = port_listen(address, HTTP_PORT, &listener);
    if (mine == -1)
        return -1;
    if (mine == 1)
        fact("host", "%s: bind 127.0.0.%d:80: allowed", whom, last);
    else
        fact("host", "%s: bind 127.0.0.%d:80: Address already in use "
             "(EADDRINUSE), by %s", whom, last,
             port_holder(address, HTTP_PORT, holder, sizeof holder));
    if (mine == 1 && held == -1)
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
    fact("host", "http://%s:%d/: %s", address_text(address), number,
         connection == -1 ? "Connection refused (ECONNREFUSED)"
                          : "somebody answers");
    return 0;
}
