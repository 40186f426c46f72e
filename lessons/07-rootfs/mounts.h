/* mounts.h - steps 1 and 2: the list of mounts is a view, and may leak */

#ifndef ROOTFS_MOUNTS_H
#define ROOTFS_MOUNTS_H

/* The steps; see story.h. */
int mounts_are_a_view(void);
int why_private_first(void);

/* Ends their boxes.  Returns 0, or -1. */
int mounts_end(void);

#endif
