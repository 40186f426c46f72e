/* deeds.h - what the boxes of lesson 7 do when they are told to */

#ifndef ROOTFS_DEEDS_H
#define ROOTFS_DEEDS_H

#include <stddef.h>
#include <sys/types.h>

enum deed {
    LEAVE = 1, /* a new mount namespace, in which all is private */
    MOUNT,     /* a file system called "box" on /tmp */

    STAND_FOR_A_HOST, /* LEAVE; then /tmp is shared, and has two directories */
    COPY,      /* a copy of the mounts of outer_pid, as it is */
    LEAK,      /* a file system called "leaked" on /tmp/early */
    KEEP,      /* all private, then one called "kept" on /tmp/late */

    LAYERS,    /* LEAVE; then the image under an empty layer */
    CHROOT,    /* that is "/" now; chroot(2) */
    ENTER,     /* that is "/" now, and the old root is gone; pivot_root(2) */
    ESCAPE,    /* the way out of a chroot */
    WRITE,     /* a new file, /written; and /etc/os-release is removed */
    SEAL,      /* no writing; then tries it, and answers what the kernel says */
    WHOLE,     /* all of a root, with /proc, /sys and /dev */
    DOOR,      /* then into the root of the lesson, by /proc/PID/root */
};

/* For COPY: whose mounts; to be set before the box is made. */
extern pid_t outer_pid;

/* A deed_fn of child.h. */
int rootfs_deeds(int deed, char *answer, size_t size);

#endif
