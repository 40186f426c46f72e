/* route.c - where does an address lead?

   The question: is an address in use here?  The table of routes knows: an own
   address, a neighbour's and a remote one all match an entry.

   See also: rtnetlink(7), ip-route(8). */

#include "lessons/03-veth-pair/route.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <stdbool.h>

struct reply {
    struct route *route;
    bool has_route;
    int error; /* the kernel's errno, which libnl would make coarser */
};

static int take_route(struct nl_msg *message, void *arg)
{
    struct reply *reply = arg;
    const struct rtmsg *header = nlmsg_data(nlmsg_hdr(message));
    struct nlattr *link = nlmsg_find_attr(nlmsg_hdr(message), sizeof *header,
                                          RTA_OIF);

    reply->has_route = true;
    reply->route->type = header->rtm_type;
    reply->route->prefix = header->rtm_dst_len;
    reply->route->link = link ? (int) nla_get_u32(link) : 0;
    return NL_OK;
}

static int take_error(struct sockaddr_nl *from, struct nlmsgerr *error,
                      void *arg)
{
    (void) from;
    ((struct reply *) arg)->error = -error->error;
    return NL_STOP;
}

/* RTM_F_FIB_MATCH asks for the entry of the table that matches, not for the
   way a packet would take: only so does a default route look like one. */
static struct nl_msg *question(struct in_addr address)
{
    struct rtmsg header = { .rtm_family = AF_INET, .rtm_dst_len = 32,
                            .rtm_flags = RTM_F_FIB_MATCH };

    struct nl_msg *message = nlmsg_alloc_simple(RTM_GETROUTE, NLM_F_REQUEST);
    if (!message)
        return NULL;
    if (nlmsg_append(message, &header, sizeof header, NLMSG_ALIGNTO) == 0
        && nla_put_u32(message, RTA_DST, address.s_addr) == 0)
        return message;
    nlmsg_free(message);
    return NULL;
}

/* The entry, no entry, or an entry that refuses: each is an answer.  Any other
   error is not.  See ip-route(8), unreachable, blackhole, prohibit. */
static int judge(const struct reply *reply, int error, const char *address)
{
    switch (reply->error) {
    case 0:
        if (error >= 0 && reply->has_route)
            return 0;
        error = error < 0 ? error : -NLE_SEQ_MISMATCH; /* not our answer */
        break;
    case ENETUNREACH:
        *reply->route = (struct route){ .type = RTN_UNSPEC };
        return 0;
    case EHOSTUNREACH:
    case EINVAL:
    case EACCES:
        *reply->route = (struct route){ .type = RTN_UNREACHABLE, .prefix = 32 };
        return 0;
    }
    return netlink_failed(error, "RTM_GETROUTE(%s)", address);
}

int route_find(struct nl_sock *socket, struct in_addr address,
               struct route *route)
{
    struct reply reply = { .route = route };
    char text[INET_ADDRSTRLEN] = "";

    struct nl_msg *message = question(address);
    if (!message)
        return netlink_no_memory("nlmsg_alloc_simple()");
    inet_ntop(AF_INET, &address, text, sizeof text);
    netlink_announce("RTM_GETROUTE\nip route get fibmatch %s", text);

    nl_socket_modify_cb(socket, NL_CB_VALID, NL_CB_CUSTOM, take_route, &reply);
    nl_socket_modify_err_cb(socket, NL_CB_CUSTOM, take_error, &reply);
    int error = nl_send_auto(socket, message);
    nlmsg_free(message);
    if (error >= 0)
        error = nl_recvmsgs_default(socket); /* the route, or an error */
    if (error >= 0)
        error = nl_wait_for_ack(socket); /* which ends the answer */
    nl_socket_modify_cb(socket, NL_CB_VALID, NL_CB_DEFAULT, NULL, NULL);
    nl_socket_modify_err_cb(socket, NL_CB_DEFAULT, NULL, NULL);
    return judge(&reply, error, text);
}

int address_is_on(struct nl_sock *socket, struct in_addr address, int index)
{
    struct route route = { 0 };

    /* For each own address the kernel keeps a route of the type local. */
    if (route_find(socket, address, &route) == -1)
        return -1;
    return route.type == RTN_LOCAL && route.link == index;
}
