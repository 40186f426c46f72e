/* boxes.h - the children of lesson 9, each with an undo */

#ifndef BOXES_H
#define BOXES_H

#include "lessons/01-fork-wait/child.h"

/* A child that stays where we are; WHAT names it in the list of undos. */
int box_plain(struct child *box, const char *what);

/* A child in a new user namespace, whose maps are not written yet; SAID is who
   it then sees itself as. */
int box_make(struct child *box, const char *what, char *said, size_t size);

/* The same with idmap_own() written, and root.  All return 0, or -1. */
int box_with_own_id(struct child *box, const char *what);

#endif
