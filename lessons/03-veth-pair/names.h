/* names.h - names for the ends of a cable, and links that nobody owns now */

#ifndef VETH_NAMES_H
#define VETH_NAMES_H

#include "lessons/03-veth-pair/veth.h"

/* Puts the next free names into VETH: veth0 and veth1, or veth2 and veth3, and
   so on to veth255.  What a killed lesson left of these names is removed.
   Returns 0, or -1. */
int veth_choose_names(struct nl_sock *socket, struct veth *veth);

/* Makes a pair with the next free names.  Register veth_remove() before, see
   veth_create().  Returns 0 and fills in VETH, or -1. */
int veth_create_next(struct nl_sock *socket, struct veth *veth);

/* Looks through all links of the caller's network namespace for those whose MAC
   names a maker that is gone, and removes them; REMOVED is called with each, in
   words.  Returns 0, or -1. */
int sweep_links(void (*removed)(const char *what));

#endif
