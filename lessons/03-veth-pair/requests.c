/* requests.c - for --netlink: what was sent to the kernel, told with the facts

   See also: rtnetlink(7), ip-link(8), ip-route(8). */

#include "lessons/03-veth-pair/requests.h"

#include "common/voice.h"
#include "lessons/03-veth-pair/netlink.h"
#include "lessons/03-veth-pair/sides.h"

#include <stdio.h>
#include <string.h>

#define MOST 4 /* changes that a step tells; more are counted */

struct change {
    bool by_box;
    char words[96], order[160];
};

bool with_requests;

static struct change changes[MOST];
static int changed, links_asked, routes_asked;

void keep_request(bool by_box, const char *words, const char *order)
{
    if (strcmp(words, "RTM_GETLINK") == 0) {
        links_asked++;
    } else if (strcmp(words, "RTM_GETROUTE") == 0) {
        routes_asked++;
    } else if (changed++ < MOST) {
        struct change *change = &changes[changed - 1];
        change->by_box = by_box;
        snprintf(change->words, sizeof change->words, "%s", words);
        snprintf(change->order, sizeof change->order, "%s", order);
    }
}

static void keep_ours(const char *words, const char *order)
{
    keep_request(false, words, order);
}

void keep_requests(void)
{
    with_requests = true;
    netlink_listen(keep_ours);
}

void tell_requests(void)
{
    for (int i = 0; i < changed && i < MOST; i++) {
        fact("sent", "%s", changes[i].words);
        command("ip", "%s %s", changes[i].by_box ? in_box() : as_root(),
                changes[i].order);
    }
    if (changed > MOST)
        fact("sent", "%d more of these", changed - MOST);
    if (links_asked)
        fact("sent", "RTM_GETLINK, %d times: is there a link of this name?",
             links_asked);
    if (routes_asked)
        fact("sent", "RTM_GETROUTE, %d times: where does this address lead?",
             routes_asked);
    changed = links_asked = routes_asked = 0;
}
