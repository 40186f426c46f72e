/* orphan.h - processes whose parent ended first

   An orphan lives until its leash, a pipe that only the story holds, is cut: it
   ends with the story, however that ends. */

#ifndef ORPHAN_H
#define ORPHAN_H

#include <sys/types.h>

/* Makes a child that makes a child and ends, and fills in the pid of the
   grandchild, now an orphan; twice at most.  Returns 0, or -1. */
int orphan_make(pid_t *orphan);

/* From now on the orphans among the caller's descendants become its children;
   prctl(2), PR_SET_CHILD_SUBREAPER.  Returns 0, or -1. */
int become_subreaper(void);

/* Cuts the leash and takes those orphans that are ours by adoption, and no
   other child: a shell that became this program may have left us some; an undo,
   see undo.h. */
int orphans_end(void *unused);

#endif
