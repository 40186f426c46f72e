/* command.h - the lesson as a tool: [--image DIR] [--read-only] -- CMD */

#ifndef ROOTFS_COMMAND_H
#define ROOTFS_COMMAND_H

#include <stdbool.h>

/* All of rootfs.h, one after the other: leaves the caller's mount namespace and
   makes the image PATH the root of a new one, with /proc, /sys, /dev, masks
   and, if READ_ONLY, the seal.  Returns 0, or -1. */
int rootfs_whole(const char *path, bool read_only);

/* For --read-only.  Returns 0. */
int read_only_take(const char *value);
bool read_only_is_given(void);

/* Runs ARGV in a root of its own, see run_command().  Speaks its failures.
   Returns the exit status. */
int rootfs_run(char *argv[]);

#endif
