/* netlink.c - asking the kernel's network side, through libnl

   The question: whom does ip(8) talk to?  To a socket of the family
   AF_NETLINK, whose other end is the kernel: one message is one order, and the
   answer comes back on the same socket.

   See also: netlink(7), rtnetlink(7), ip(8). */

#include "lessons/03-veth-pair/netlink.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <netlink/errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

static netlink_listener *hears;

struct nl_sock *netlink_open(void)
{
    FREES_SOCKET struct nl_sock *socket = nl_socket_alloc();
    if (!socket) {
        netlink_no_memory("nl_socket_alloc()");
        return NULL;
    }
    int error = nl_connect(socket, NETLINK_ROUTE);
    if (error < 0) {
        netlink_failed(error, "nl_connect(NETLINK_ROUTE)");
        return NULL;
    }
    struct nl_sock *kept = socket;
    socket = NULL;
    return kept;
}

int netlink_allowed(void)
{
    CLOSES int network = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    if (network == -1)
        return failed("open(/proc/self/ns/net)");

    /* Only who is in the owning user namespace, or above it, is told which one
       it is; user_namespaces(7). */
    CLOSES int owner = ioctl(network, NS_GET_USERNS);
    if (owner != -1)
        return 0;
    failed("ioctl(/proc/self/ns/net, NS_GET_USERNS)");
    if (last_failure()->error == EPERM) {
        cause("we are root of a user namespace, and this network is not of it");
        cure("a network of its own as well: unshare -Urn, not -Ur");
    }
    return -1;
}

int netlink_failed(int code, const char *call, ...)
{
    char text[160];
    va_list args;

    va_start(args, call);
    vsnprintf(text, sizeof text, call, args);
    va_end(args);
    failed_saying(nl_geterror(code), "%s", text);
    switch (-code) {
    case NLE_PERM:
        cause("changing a network needs CAP_NET_ADMIN in the user namespace "
              "that owns it; see capabilities(7)");
        return cure("sudo build/03-veth-pair, or without root: "
                    "unshare -Urn build/03-veth-pair");
    case NLE_NOMEM:
        cause("the kernel has no memory, or no room in its socket, for this");
        return cure("end some programs, then again");
    case NLE_NODEV:
    case NLE_OBJ_NOTFOUND:
        cause("the link, or the process it was to go to, is gone: somebody "
              "has removed it");
        return cure("run the lesson again");
    }
    cause("rtnetlink(7) says what the message means");
    return cure("make doctor says what this machine can show");
}

int netlink_no_memory(const char *call)
{
    return netlink_failed(-NLE_NOMEM, "%s", call);
}

void netlink_listen(netlink_listener *listener)
{
    hears = listener;
}

void netlink_announce(const char *words_and_command, ...)
{
    char text[512];
    va_list args;

    if (!hears)
        return;
    va_start(args, words_and_command);
    vsnprintf(text, sizeof text, words_and_command, args);
    va_end(args);
    char *end = strchr(text, '\n');
    if (end)
        *end++ = '\0';
    hears(text, end ? end : "");
}
