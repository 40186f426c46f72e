/* ending.h - the steps of lesson 4 in which its cgroup goes */

#ifndef ENDING_H
#define ENDING_H

#include "lessons/01-fork-wait/child.h"
#include "lessons/04-cgroup-memory/cgroup.h"

/* Steps as in excess.h.  The first leaves MEMBER in BOX; the second lets it end
   and runs the undo of BOX, which must be registered. */
int rmdir_while_inside(const struct cgroup *box, struct child *member);
int rmdir_when_empty(struct cgroup *box, struct child *member);

#endif
