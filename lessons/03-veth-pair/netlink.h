/* netlink.h - asking the kernel's network side, through libnl

   A netlink socket belongs to the network namespace in which it was opened,
   and stays there whatever its owner enters later.  So every function of this
   lesson takes a socket, and the socket says which namespace is meant;
   netlink(7), network_namespaces(7). */

#ifndef NETLINK_H
#define NETLINK_H

#include <netlink/addr.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/socket.h>

/* libnl counts references.  Who allocates an object puts it back, and so does
   who asked the kernel, or a veth for its peer; other getters only lend.  A
   setter takes a reference of its own.  A variable with one of these, started
   with NULL, is put back when its scope ends. */
#define FREES_SOCKET __attribute__((cleanup(free_socket)))
#define FREES_LINK __attribute__((cleanup(free_link)))
#define FREES_ADDR __attribute__((cleanup(free_addr)))
#define FREES_RTNL_ADDR __attribute__((cleanup(free_rtnl_addr)))

static inline void free_socket(struct nl_sock *const *socket)
{
    nl_socket_free(*socket); /* closes it too; NULL is allowed */
}

static inline void free_link(struct rtnl_link *const *link)
{
    rtnl_link_put(*link);
}

static inline void free_addr(struct nl_addr *const *addr)
{
    nl_addr_put(*addr);
}

static inline void free_rtnl_addr(struct rtnl_addr *const *addr)
{
    rtnl_addr_put(*addr);
}

/* Opens a socket for links, addresses and routes in the network namespace that
   the caller is in now; rtnetlink(7).  Returns it, or NULL with a failure; the
   caller frees it. */
struct nl_sock *netlink_open(void);

/* May this process change the network it is in?  Returns 0, or -1 if that
   belongs to a user namespace above its own, with the way out;
   user_namespaces(7). */
int netlink_allowed(void);

/* Records a failed libnl call: CODE is what it returned, a number of libnl's
   own (-6 is "Object exists", which no errno says).  Returns -1. */
int netlink_failed(int code, const char *call, ...)
    __attribute__((format(printf, 2, 3)));

/* Records that libnl found no memory for CALL.  Returns -1. */
int netlink_no_memory(const char *call);

/* Whoever wants to hear of each request, just before it is sent: its message
   type and meaning in words (of a question only the type), and the ip(8)
   command that sends the same.  NULL, as at the start: nobody. */
typedef void netlink_listener(const char *words, const char *command);
void netlink_listen(netlink_listener *listener);

/* For those who send: tells the listener.  The text has the words and, in a
   second line, the command. */
void netlink_announce(const char *words_and_command, ...)
    __attribute__((format(printf, 1, 2)));

#endif
