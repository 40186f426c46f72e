/* names.h - names for the ends of a cable, and links that nobody owns now */

#ifndef VETH_NAMES_H
#define VETH_NAMES_H

#include "lessons/03-veth-pair/veth.h"

/* Makes a pair with the next free names: veth0 and veth1, or veth2 and veth3,
   and so on to veth255.  Register veth_remove() before, see veth_create().
   Returns 0 and fills in VETH, or -1. */
int veth_create_next(struct nl_sock *socket, struct veth *veth);

/* Looks through all links of the caller's network namespace for those whose MAC
   names a maker that is gone, and removes them; REMOVED is called with each, in
   words.  Returns 0, or -1. */
int sweep_links(void (*removed)(const char *what));

#endif
