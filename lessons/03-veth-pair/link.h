/* link.h - links, which others call network interfaces

   All of it is about one link at a time: one request and one answer, however
   many links the namespace has; rtnetlink(7), ip-link(8). */

#ifndef LINK_H
#define LINK_H

#include "lessons/03-veth-pair/netlink.h"

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/types.h>

#define MAC_SIZE 6
#define MAC_TEXT 18 /* "02:6c:6f:00:10:92" and its end */

/* What the kernel says of a link. */
struct link {
    int index; /* its number in its namespace, never 0 */
    char name[IFNAMSIZ];
    unsigned char mac[MAC_SIZE];
    bool is_up;       /* somebody has set it up: IFF_UP, netdevice(7) */
    bool has_carrier; /* and so is the other end */
};

/* Asks for the one link called NAME.  Returns 1 and fills in LINK, 0 if there
   is none, -1 on failure. */
int link_find(struct nl_sock *socket, const char *name, struct link *link);

/* Gives a link the address ADDRESS/PREFIX, if it has not got it yet;
   ip-address(8).  The kernel makes the routes that follow from it.  Returns 0,
   or -1. */
int link_add_address(struct nl_sock *socket, const struct link *link,
                     struct in_addr address, int prefix);

/* Sets a link up.  Returns 0, or -1. */
int link_up(struct nl_sock *socket, const struct link *link);

/* Moves a link into the network namespace of a process, or into the one that a
   file descriptor of /proc/PID/ns/net names.  It keeps its name and MAC there,
   loses its addresses and is down.  Return 0, or -1. */
int link_move_to_pid(struct nl_sock *socket, const struct link *link,
                     pid_t pid);
int link_move_to_fd(struct nl_sock *socket, const struct link *link, int fd);

/* Makes a link a port of the bridge with the index BRIDGE; ip-link(8), master.
   Returns 0, or -1. */
int link_join(struct nl_sock *socket, const struct link *link, int bridge);

/* Removes a link; of a pair, both ends.  It is no failure if it is gone.
   Returns 0, or -1. */
int link_delete(struct nl_sock *socket, const struct link *link);

/* Writes a MAC as text.  Returns TEXT. */
const char *mac_text(const unsigned char mac[MAC_SIZE], char text[MAC_TEXT]);

/* Says its state: "veth0 is up: NO-CARRIER".  Returns TEXT. */
const char *link_words(const struct link *link, char *text, size_t size);

/* Fills LINK in from an object of libnl. */
void link_copy(struct rtnl_link *from, struct link *to);

#endif
