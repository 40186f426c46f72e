/* map_refused.h - why a map was not taken */

#ifndef MAP_REFUSED_H
#define MAP_REFUSED_H

#include "lessons/09-userns/idmap.h"

/* Adds to the failure just recorded, of writing RUNS to /proc/PID/FILE (for
   "setgroups": NULL), the cause that is true here.  One EPERM has seven: PID is
   in no namespace below ours, the map was written before, setgroups is not
   denied, the ids are not ours, they do not exist here, a limit of the machine,
   AppArmor.  Returns -1. */
int map_refused(pid_t pid, const char *file,
                const struct id_run runs[IDMAP_RUNS]);

/* True if all ids outside in RUNS exist in the caller's own user namespace:
   FILE is "uid_map" or "gid_map", read from /proc/self. */
bool ids_exist(const char *file, const struct id_run runs[IDMAP_RUNS]);

#endif
