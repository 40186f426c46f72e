/* control.h - the files of a cgroup: written, read, and why not */

#ifndef CONTROL_H
#define CONTROL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Writes TEXT to DIRECTORY/FILE.  Returns 0, or -1 with the cause probed: one
   errno of a cgroup file has several meanings. */
int control_write(const char *directory, const char *file, const char *text);

/* Reads DIRECTORY/FILE whole.  Returns 0, or -1; also if it does not fit. */
int control_read(const char *directory, const char *file, char *text,
                 size_t size);

/* Reads the first number of a file, or of its line that begins with the word
   KEY; "max" is UINT64_MAX.  Returns 0, or -1. */
int control_number(const char *directory, const char *file, const char *key,
                   uint64_t *number);

/* Puts at most MOST pids of cgroup.procs into PIDS; returns how many there are,
   or -1. */
int control_members(const char *directory, pid_t pids[], int most);

/* Names the members in words: "4242 (sh), 4243 (cat)", or "none".  Returns
   TEXT; leaves the last failure as it was. */
const char *control_members_words(const char *directory, char *text,
                                  size_t size);

#endif
