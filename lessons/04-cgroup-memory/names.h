/* names.h - how the story of lesson 4 names the files of its cgroup */

#ifndef CGROUP_NAMES_H
#define CGROUP_NAMES_H

#include "lessons/04-cgroup-memory/cgroup.h"

/* The path of FILE (NULL: the directory itself) for a command line in which it
   has ROOM columns: in full, or where that is too long as a pattern that the
   shell completes: /sys/fs/cgroup/?/?/loac-4242-? with * instead of ?.  Returns
   a static text, used again by the next call but three. */
const char *cgroup_shown(const struct cgroup *cgroup,
                         enum controller controller, const char *file,
                         int room);

/* The same for the file of one value. */
const char *cgroup_shown_value(const struct cgroup *cgroup,
                               enum cgroup_value what, int room);

/* The same for FILE in each directory of CGROUP, with spaces between them: on
   v1 there may be three.  Used again by the next call of any of these. */
const char *cgroup_shown_all(const struct cgroup *cgroup, const char *file,
                             int room);

/* What stands before a command by which another terminal enters CGROUP: "sudo "
   or the like.  A static text. */
const char *cgroup_way_in(const struct cgroup *cgroup);

/* PATH, or where that is longer than ROOM its last part: ".../session-2.scope".
   Returns a static text, as cgroup_shown(). */
const char *cgroup_tail(const char *path, int room);

/* Tells where each controller is mounted, and how many files the kernel put
   into each directory of CGROUP.  The second returns 0, or -1. */
void cgroup_tell_places(const struct cgroup *cgroup);
int cgroup_tell_files(const struct cgroup *cgroup);

/* Tells the name of the same file on the other version: "on v1: memory.stat".
   */
void cgroup_other_name(const struct cgroup *cgroup, enum cgroup_value what);

/* "max" for CGROUP_UNLIMITED, else the number.  Returns TEXT. */
const char *cgroup_value_words(uint64_t value, char *text, size_t size);

#endif
