/* places.h - where deeds are tried: boxes, and one process of nobody

   A box is a child with a host name, a network, mounts and files of its own.
   It tries deeds when told to, before and after giving up capabilities. */

#ifndef PLACES_H
#define PLACES_H

#include "lessons/01-fork-wait/child.h"
#include "lessons/05-caps/caps.h"
#include "lessons/05-caps/deeds.h"

/* Makes BOX, which has all that the caller has until place_keep(): then it
   keeps KEEP, see caps_keep().  WHAT names it in the list of undos.  The first
   box also makes the process of nobody, where there is such a user.  Return 0,
   or -1. */
int place_make(struct child *box, cap_set keep, const char *what);
int place_keep(struct child *box);

/* Lets BOX try deeds[ROW]: 0 (allowed) or an errno goes into SAID; see
   deed_try().  Returns 0, or -1. */
int place_try(struct child *box, int row, int *said);

/* The process that runs as uid NOBODY; 0 if there is none. */
pid_t nobodys_pid(void);

#endif
