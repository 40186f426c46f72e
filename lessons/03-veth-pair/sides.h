/* sides.h - how the story of lesson 3 speaks of host and box */

#ifndef SIDES_H
#define SIDES_H

#include "lessons/01-fork-wait/child.h"

#include <netinet/in.h>

extern struct child box;

/* The names of the host's end and of the box's, and an address as text; the
   text is used again by the next call but three. */
const char *near(void);
const char *far(void);
const char *dotted(struct in_addr address);

/* What a second terminal types before a command: to change the host's network,
   to look at it, to be in the box.  Static texts, see nsenter() in refused.h;
   looking ends with a blank if it is not empty. */
const char *as_root(void);
const char *as_anyone(void);
const char *in_box(void);

/* An undo, see undo.h: lets the box end by itself if it is waiting for a deed,
   kills it if not.  Returns 0, or -1. */
int box_end(void *box);

/* Both do a deed of deeds.h.  Return 0 with what the kernel says in TEXT, or
   -1. */
int host_does(int deed, char *text, size_t size);
int box_does(int deed, char *text, size_t size);

#endif
