/* host.h - what only the host of lesson 3 does

   It makes the cable, moves one end, chooses the addresses; and it holds port
   80 before the box does. */

#ifndef VETH_PAIR_HOST_H
#define VETH_PAIR_HOST_H

#include <stddef.h>

#define NAME "03-veth-pair"

/* Can it be told here?  need_root() of lesson 2, and a network that is ours to
   change.  Returns 0, or -1. */
int host_allowed(void);

/* Puts the names that a pair would have now into the plan.  Returns 0, or
   -1. */
int host_choose_names(void);

/* Makes the pair and puts its names into the plan; registers its undo.  Returns
   0, or -1. */
int host_make_cable(void);

/* Moves the box's end into the box.  If somebody has done it already, with the
   `same as:` line, so be it.  Returns the index of the host's end, by which the
   kernel calls it in the box ("veth1@if7"), or -1. */
int host_move_end(void);

/* Reserves a subnet, registers its release, and puts addresses into the plan.
   Returns the subnet as text, or NULL. */
const char *host_choose_addresses(void);

/* Sees to it that one process holds port 80 of the host: this one, or whoever
   had it before.  Says what the kernel answered in TEXT.  Returns 0, or -1. */
int host_take_port_80(char *text, size_t size);

/* Fetches a page from port 80 of the box into PAGE.  Returns 0, or -1. */
int host_fetch(char *page, size_t size);

/* Removes the host's end.  Returns 0, or -1. */
int host_remove_cable(void);

/* The hardest of it, in networks that end with the caller.  Returns 0, or
   -1. */
int host_check(void);

#endif
