/* find.h - which hierarchy has a controller, and where is it mounted?

   Only texts are read here, those of /proc/self/cgroup and
   /proc/self/mountinfo: a path such as /sys/fs/cgroup/memory proves nothing,
   for anybody can make a directory of that name.  See cgroups(7), proc(5). */

#ifndef FIND_H
#define FIND_H

#include <limits.h>
#include <stdbool.h>

struct hierarchy {
    int version;              /* 1 or 2 */
    bool read_only;
    char mount[PATH_MAX];     /* where it is mounted */
    char own[PATH_MAX];       /* our own cgroup, as in /proc/self/cgroup */
    char directory[PATH_MAX]; /* the same as a path: mount and own joined */
};

/* Finds the hierarchy of CONTROLLER ("memory") for a process whose
   /proc/PID/cgroup reads SELF and whose /proc/PID/mountinfo reads MOUNTINFO;
   lines of other file systems may be left out.  A controller that no v1
   hierarchy has is looked for on v2; whether it is there, the file
   cgroup.controllers says.  Returns 0, or -1 with cause and cure. */
int cgroup_find(const char *controller, const char *self,
                const char *mountinfo, struct hierarchy *found);

/* True if WORD is one of the words of LIST, which SEPARATOR divides: "cpu" is
   in "memory cpu pids", and not in "cpuset memory". */
bool lists_word(const char *list, const char *word, char separator);

#endif
