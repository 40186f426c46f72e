/* janitor.h - who cleans up after a parent that was killed

   SIGKILL cannot be caught: a parent that gets it removes nothing.  Its janitor
   is a child that waits for a goodbye or for the end of the parent, which the
   kernel tells however that comes; unix(7), pidfd_open(2).  Without a goodbye
   it restores the terminal, kills the container and removes its cgroup. */

#ifndef JANITOR_H
#define JANITOR_H

#include "common/undo.h"
#include "lessons/04-cgroup-memory/cgroup.h"
#include "lessons/10-container/helper.h"
#include "lessons/10-container/raw.h"

#include <sys/types.h>

struct janitor {
    struct helper helper; /* pid 0: there is none */
    int socket;
};

/* Starts it, before anything is made that it is to remove: CGROUP as planned,
   or NULL; RAW as prepared, or NULL.  Register janitor_dismiss() before, and
   before the undo of what it removes, so that it is dismissed last.  Returns 0,
   or -1. */
int janitor_start(struct janitor *janitor, const struct cgroup *cgroup,
                  const struct raw *raw);

/* Before janitor_start(): what else it removes, by an undo of undo.h that is
   called in the janitor; THING as it is at the janitor's start. */
void janitor_also(undo_fn *undo, void *thing);

/* Tells it the first process of the container, a child of the caller.  Returns
   when it holds on to that one; -1 if it is gone. */
int janitor_watch(struct janitor *janitor, pid_t pid);

/* Goodbye: everything is removed, it has nothing to do.  Waits for its end.
   Returns 0, also if there is none; 1 if it was not there any more or did not
   end well, so that a killed parent would have left things; or -1.  An undo. */
int janitor_dismiss(void *janitor);

#endif
