/* look.h - a root, seen from outside through /proc/PID/root

   What is read belongs to an image, and so to somebody who is not trusted:
   links are followed inside of that root only, odd bytes are not printed. */

#ifndef LOOK_H
#define LOOK_H

#include <stddef.h>
#include <sys/types.h>

/* Writes the names in the directory PATH, sorted; of more than 14 the usual
   ones: "bin dev etc ... (23 in all)".  The first that ls(1) shows as it is,
   or "", goes into FIRST (may be NULL).  Returns how many, or -1. */
int look_names(const char *path, char *text, size_t size, char first[64]);

/* Writes what /etc/os-release of the directory ROOT gives as PRETTY_NAME, or
   "(none)"; openat2(2).  Returns 0, or -1. */
int look_system(const char *root, char *text, size_t size);

/* 1 if /proc/PID/LINK, its "root" or its "cwd", is our own root, 0 if it is
   another directory, -1 with a failure; device and inode decide. */
int look_same_root(pid_t pid, const char *link);

/* What PID sees mounted, as three lists of mount points: the file systems; what
   is covered in /proc and /sys; what is read-only there. */
struct look_mounts {
    char plain[400], covered[400], read_only[200];
};
/* Returns 0, or -1. */
int look_mounts(pid_t pid, struct look_mounts *seen);

/* How many processes the /proc in the root of PID shows, or -1. */
int look_processes(pid_t pid);

#endif
