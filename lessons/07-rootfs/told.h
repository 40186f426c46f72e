/* told.h - what several steps of the story of lesson 7 say or do */

#ifndef ROOTFS_TOLD_H
#define ROOTFS_TOLD_H

#include "lessons/01-fork-wait/child.h"
#include "lessons/07-rootfs/deeds.h"

/* Makes CHILD, with its undo; it obeys rootfs_deeds().  Returns 0, or -1. */
int told_child(struct child *child, const char *what);

/* Orders a deed that has no answer.  Returns 0, or -1. */
int told_order(struct child *child, enum deed deed);

/* How another terminal becomes what this story's user is: "sudo"; the same with
   a new mount namespace: "sudo unshare -m". */
const char *told_as_root(void);
const char *told_new_mounts(void);

/* Says what there is in the directory PATH, the "/" of WHO; in "/" of CHILD.
   Return 0, or -1. */
int told_root(const char *who, const char *path);
int told_root_of(const struct child *child);

/* Says "WORDS -> same" if /proc/PID/LINK of CHILD, its "root" or "cwd", is the
   host's root, else "different".  Returns 0, or -1. */
int told_same_root(const struct child *child, const char *link,
                   const char *words);

#endif
