/* mountinfo.h - the mounts that a process sees: /proc/PID/mountinfo, proc(5) */

#ifndef MOUNTINFO_H
#define MOUNTINFO_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct mount_line {
    int id, parent;
    char point[PATH_MAX]; /* seen from the root of the process */
    char options[128];    /* of the mount itself: "ro,nosuid" */
    bool is_shared;       /* what is mounted on it shows up elsewhere ... */
    bool is_slave;        /* ... and what is mounted elsewhere, on it */
    char type[32];        /* "ext4", "overlay" */
    char source[64];
};

/* Opens the list of PID; here and below 0 is the caller, who may not find his
   own number in this /proc.  Returns NULL with a failure. */
FILE *mounts_open(pid_t pid);

/* Reads the next line.  Returns 1, 0 at the end, or -1 with a failure. */
int mounts_next(FILE *mounts, struct mount_line *mount);

/* How many mounts PID sees; -1 with a failure. */
int mounts_count(pid_t pid);

/* Finds what PID sees at POINT, the last one mounted there.  Returns 1, 0 if
   nothing is mounted there, or -1 with a failure. */
int mount_at(pid_t pid, const char *point, struct mount_line *mount);

/* Puts one line of the file into MOUNT; LINE is spoilt.  False if it has not
   the form of proc(5). */
bool mount_parse(char *line, struct mount_line *mount);

#endif
