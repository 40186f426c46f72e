/* names.c - names for the ends of a cable, and links that nobody owns now

   The question: who may be called veth0, if a container engine, another copy of
   this lesson, or one that was killed has taken the name?  The MAC says whose
   it is, and a socket whether its maker is still there.

   See also: ip-link(8), unix(7). */

#include "lessons/03-veth-pair/names.h"

#include "common/failure.h"

#include <netlink/cache.h>
#include <netlink/route/rtnl.h>
#include <stdio.h>

#define NAMES 256 /* veth0 to veth255 */

#define FREES_CACHE __attribute__((cleanup(free_cache)))

static void free_cache(struct nl_cache *const *cache)
{
    nl_cache_put(*cache);
}

/* ---- what killed lessons left ------------------------------------------ */

/* Returns 1 if NAME is free, perhaps since what a killed lesson had left is
   removed now, 0 if it belongs to somebody, or -1. */
static int set_free(struct nl_sock *socket, const char *name)
{
    struct link link;

    int there = link_find(socket, name, &link);
    if (there == -1)
        return -1;
    if (there == 0)
        return 1;
    int abandoned = veth_is_abandoned(&link);
    if (abandoned != 1)
        return abandoned;
    return link_delete(socket, &link) == -1 ? -1 : 1;
}

static void name_pair(struct veth *veth, int n)
{
    snprintf(veth->near_name, sizeof veth->near_name, "veth%d", n);
    snprintf(veth->far_name, sizeof veth->far_name, "veth%d", n + 1);
}

static int none_is_free(void)
{
    failed_saying("none is free", "veth0 to veth%d", NAMES - 1);
    cause("container engines or other lessons have taken every pair");
    return cure("ip -br link show type veth lists them: end some");
}

int veth_choose_names(struct nl_sock *socket, struct veth *veth)
{
    struct link far;

    for (int n = 0; n < NAMES; n += 2) {
        name_pair(veth, n);
        int free = set_free(socket, veth->near_name);
        int taken = free == 1 ? link_find(socket, veth->far_name, &far) : free;
        if (taken == -1)
            return -1;
        if (free == 1 && taken == 0)
            return 0;
    }
    return none_is_free();
}

/* What is free now may be taken a moment later: then the next. */
int veth_create_next(struct nl_sock *socket, struct veth *veth)
{
    for (int n = 0; n < NAMES; n += 2) {
        if (veth_choose_names(socket, veth) == -1)
            return -1;
        int made = veth_create(socket, veth, -1);
        if (made != 0)
            return made == 1 ? 0 : -1;
    }
    return none_is_free();
}

/* ---- everywhere: the one place that reads the list of all links --------- */

static int sweep_one(struct nl_sock *socket, struct rtnl_link *object,
                     void (*removed)(const char *what))
{
    struct link link;
    char what[64], mac[MAC_TEXT];

    link_copy(object, &link);
    int abandoned = veth_is_abandoned(&link);
    if (abandoned != 1)
        return abandoned;
    if (link_delete(socket, &link) == -1)
        return -1;
    snprintf(what, sizeof what, "the link %s, %s", link.name,
             mac_text(link.mac, mac));
    removed(what);
    return 0;
}

/* rtnl_link_alloc_cache() could do all three, but waits for ever for the answer to
   a request that it could not send. */
static int list_links(struct nl_sock *socket, struct nl_cache **all)
{
    netlink_announce("RTM_GETLINK\nip link show");
    int error = rtnl_link_alloc_cache(NULL, AF_UNSPEC, all);
    if (error < 0)
        return netlink_failed(error, "rtnl_link_alloc_cache()");
    error = nl_rtgen_request(socket, RTM_GETLINK, AF_UNSPEC, NLM_F_DUMP);
    if (error < 0)
        return netlink_failed(error, "nl_rtgen_request(RTM_GETLINK)");
    error = nl_cache_pickup(socket, *all);
    if (error < 0)
        return netlink_failed(error, "nl_cache_pickup()");
    return 0;
}

int sweep_links(void (*removed)(const char *what))
{
    FREES_CACHE struct nl_cache *all = NULL;

    FREES_SOCKET struct nl_sock *socket = netlink_open();
    if (!socket || list_links(socket, &all) == -1)
        return -1;

    int result = 0;
    struct nl_object *object = nl_cache_get_first(all);
    for (; object && result == 0; object = nl_cache_get_next(object))
        result = sweep_one(socket, (struct rtnl_link *) object, removed);
    return result;
}
