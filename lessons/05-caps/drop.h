/* drop.h - a child that gives something up, and then becomes another program */

#ifndef DROP_H
#define DROP_H

#include "lessons/01-fork-wait/child.h"
#include "lessons/05-caps/caps.h"

enum how {
    DROP_ONLY = 1, /* empties permitted and effective set; caps_lower() */
    DROP_BOUNDING, /* and the bounding set before; caps_bound() */
    DROP_LOCKED,   /* sets no_new_privs before instead; caps_no_new_privs() */
};

/* Makes CHILD, which gives up its capabilities and becomes sh, with the same
   user.  BEFORE and AFTER execve(2) are as /proc shows them.  The shell waits
   for the end of its input and is ended by child_stop(), the undo.  Returns 0;
   or -1, also if what was given up is still there, or if execve(2) has not
   given back what it gives: DROP_ONLY all of the bounding set, else nothing. */
int drop_and_exec(struct child *child, enum how how, struct caps *before,
                  struct caps *after);

#endif
