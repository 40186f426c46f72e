/* deeds.c - what host and box of lesson 3 do alike

   The question: what does a computer do with a network cable?  The same on
   both sides.  Each deed opens a netlink socket of its own; opened in the box,
   it belongs to the box's network.

   See also: rtnetlink(7), icmp(7), bind(2). */

#include "lessons/03-veth-pair/deeds.h"

#include "common/failure.h"
#include "lessons/02-unshare/ping.h"
#include "lessons/03-veth-pair/blame.h"
#include "lessons/03-veth-pair/page.h"
#include "lessons/03-veth-pair/port.h"
#include "lessons/03-veth-pair/route.h"
#include "lessons/03-veth-pair/veth.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netlink/errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

struct plan *plan;

static int listener = -1; /* port 80 of all addresses */

int plan_begin(void)
{
    void *memory = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return failed("mmap(MAP_SHARED)");
    plan = memory;
    return 0;
}

/* ---- links and addresses ----------------------------------------------- */

int find_end(struct nl_sock *socket, const char *name, struct link *link)
{
    int there = link_find(socket, name, link);

    if (there == 1 && strcmp(name, "lo") != 0
        && veth_maker(link) != plan->maker)
        return 0;
    return there;
}

/* By asking for each: the list of all links is none of our business. */
static int list(struct nl_sock *socket, char *answer, size_t size)
{
    const char *const names[] = { "lo", plan->end[HOST], plan->end[BOX] };
    struct link link;

    for (int i = 0; i < 3; i++) {
        size_t used = strlen(answer);
        int there = find_end(socket, names[i], &link);
        if (there == -1)
            return -1;
        if (there)
            snprintf(answer + used, size - used, "%s%s", used ? " " : "",
                     names[i]);
    }
    return 0;
}

static int need(struct nl_sock *socket, const char *name, struct link *link)
{
    int there = find_end(socket, name, link);

    return there == 0 ? netlink_failed(-NLE_NODEV, "RTM_GETLINK(%s)", name)
                      : there;
}

static int state(struct nl_sock *socket, const char *name, char *answer,
                 size_t size)
{
    struct link link;

    if (need(socket, name, &link) == -1)
        return -1;
    link_words(&link, answer, size);
    return 0;
}

static int set_up(struct nl_sock *socket, const char *name, char *answer,
                  size_t size)
{
    struct link link;

    if (need(socket, name, &link) == -1 || link_up(socket, &link) == -1)
        return -1;
    return state(socket, name, answer, size);
}

static int take_address(struct nl_sock *socket, enum side side, char *answer,
                        size_t size)
{
    char text[INET_ADDRSTRLEN] = "";
    struct link link;

    if (need(socket, plan->end[side], &link) == -1
        || link_add_address(socket, &link, plan->address[side],
                            plan->prefix) == -1)
        return -1;
    int there = address_is_on(socket, plan->address[side], link.index);
    if (there == -1)
        return -1;
    inet_ntop(AF_INET, &plan->address[side], text, sizeof text);
    snprintf(answer, size, "%s is %s address of %s", text,
             there ? "an own" : "no", link.name);
    return 0;
}

/* ---- talking ----------------------------------------------------------- */

/* Returns 0 with what came of it, in words in ANSWER too, or -1. */
static int ping_and_tell(struct in_addr address, struct ping *came,
                         char *answer, size_t size)
{
    if (ping(address, PING_LIMIT_MS, came) == -1)
        return -1;
    ping_words(came, answer, size);
    if (came->result != PING_REFUSED)
        return 0;
    failed_saying(answer, "ping()");
    cause("an ICMP socket needs CAP_NET_RAW, or a group that ping_group_range "
          "names; see icmp(7)");
    return cure("run it outside of any container");
}

static int unexpected(struct in_addr address, const char *answer)
{
    char text[INET_ADDRSTRLEN] = "";

    inet_ntop(AF_INET, &address, text, sizeof text);
    return failed_saying(answer, "ping(%s)", text);
}

/* Whoever is at the other end of the cable answers. */
static int ping_other(enum side side, char *answer, size_t size)
{
    struct in_addr other = plan->address[side == HOST ? BOX : HOST];
    struct ping came;

    if (ping_and_tell(other, &came, answer, size) == -1)
        return -1;
    if (came.result == PING_ANSWERED)
        return 0;
    unexpected(other, answer);
    cause("a packet filter (firewall) on this host drops ICMP: the cable "
          "carries, and the box has no rules");
    cure("nft list ruleset, or iptables -S, shows the rule; allow icmp there");
    return blame_cable(side);
}

static int ping_nobody(enum side side, char *answer, size_t size)
{
    struct ping came;

    if (ping_and_tell(plan->nobody, &came, answer, size) == -1)
        return -1;
    if (came.result == PING_UNREACHABLE && came.reason == EHOSTUNREACH) {
        snprintf(answer + strlen(answer), size - strlen(answer), ", %ld ms",
                 came.milliseconds);
        return 0;
    }
    unexpected(plan->nobody, answer);
    if (came.result == PING_ANSWERED) {
        cause("somebody has given this address to an end of the cable");
        return cure("ip address, here and in the box, shows it: delete it, and "
                    "run the lesson again");
    }
    cause("somebody has set lo down, through which the kernel says so, or has "
          "changed how often it asks; see arp(7)");
    cure("run the lesson again, and leave the box as it is");
    return blame_cable(side);
}

static int listen_on_all(enum side side, char *answer, size_t size)
{
    struct in_addr any = { htonl(INADDR_ANY) };

    int mine = port_listen(any, WEB_PORT, &listener);
    snprintf(answer, size, "%s",
             mine == 1 ? "allowed" : "Address already in use (EADDRINUSE)");
    if (mine == 0 && side == BOX) {
        failed_saying(answer, "bind(0.0.0.0:%d) in the box", WEB_PORT);
        cause("a program that you have started in the box listens there");
        return cure("end it, and run the lesson again");
    }
    return mine == -1 ? -1 : 0;
}

/* ------------------------------------------------------------------------ */

int do_deed(enum side side, int deed, char *answer, size_t size)
{
    FREES_SOCKET struct nl_sock *socket = netlink_open();
    if (!socket)
        return -1;
    answer[0] = '\0';
    switch (deed) {
    case LO_UP:
        return set_up(socket, "lo", answer, size);
    case LIST:
        return list(socket, answer, size);
    case TAKE_ADDRESS:
        return take_address(socket, side, answer, size);
    case END_STATE:
        return state(socket, plan->end[side], answer, size);
    case END_UP:
        return set_up(socket, plan->end[side], answer, size);
    case PING_OTHER:
        return ping_other(side, answer, size);
    case PING_NOBODY:
        return ping_nobody(side, answer, size);
    case LISTEN:
        return listen_on_all(side, answer, size);
    case SERVE:
        return page_serve(listener, "hello from the box");
    default:
        return failed_saying("unknown", "deed %d", deed);
    }
}

/* The box may not speak: it sends the requests of a deed after its answer. */
static char requests[1500];

static void remember(const char *words, const char *command)
{
    size_t used = strlen(requests);

    snprintf(requests + used, sizeof requests - used, "\n%s\n%s", words,
             command);
}

int box_deeds(int deed, char *answer, size_t size)
{
    requests[0] = '\0';
    netlink_listen(plan->report ? remember : NULL);
    if (do_deed(BOX, deed, answer, size) == -1)
        return -1;
    size_t used = strlen(answer);
    snprintf(answer + used, size - used, "%s", requests);
    return 0;
}
