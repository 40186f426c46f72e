/* scope.h - working inside a cgroup that was delegated to us

   systemd-run --scope -p Delegate=yes starts a program in a cgroup that it may
   divide.  But as long as the program itself is in it, its controllers cannot
   be handed to children ("no internal processes", cgroups(7)), so it moves to a
   leaf first:

       run-r12.scope                       run-r12.scope
         (us)                  becomes       loac-1-2/lesson   (us)
                                             loac-1-2/box      (limited)  */

#ifndef SCOPE_H
#define SCOPE_H

#include "lessons/04-cgroup-memory/cgroup.h"

/* True if our own cgroup was given to us to divide: it belongs to us, systemd
   marked it as delegated, or it is the root of a cgroup namespace. */
bool scope_is_delegated(const struct hierarchy *v2);

/* True if all processes in DIRECTORY run our own program. */
bool scope_is_ours_alone(const char *directory);

/* Makes the leaf, moves all members of the scope there, and enables the v2
   controllers down to where the box will be.  Returns 0, or -1. */
int scope_enter(const struct cgroup *cgroup);

/* The way back; what is not there is passed over.  Returns 0, or -1. */
int scope_leave(const struct cgroup *cgroup);

#endif
