/* cgroup.h - a group of processes with limits: made, filled, read, removed

   A cgroup is a directory; making it fills it with files, and writing to them
   sets limits.  cgroup v2 has one tree; on v1 each controller may have a tree
   of its own, and then one struct cgroup stands for one directory in each.  See
   cgroups(7); the files are in the kernel's admin-guide/cgroup-v2.rst and
   admin-guide/cgroup-v1/. */

#ifndef CGROUP_H
#define CGROUP_H

#include "common/owner.h"
#include "lessons/04-cgroup-memory/find.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum controller { CG_MEMORY, CG_CPU, CG_PIDS, CG_CONTROLLERS };

extern const char *const controller_names[CG_CONTROLLERS];

struct cgroup {
    char name[OWNER_NAME_SIZE]; /* loac-PID-STARTTIME */
    struct {
        struct hierarchy hierarchy;
        char parent[PATH_MAX];    /* where the directory is made */
        char directory[PATH_MAX]; /* the directory; several controllers may
                                     share one */
    } of[CG_CONTROLLERS];
    char scope[PATH_MAX]; /* our own cgroup, if it is delegated to us and the
                             directory is made in it; else empty */
};

/* ---- hierarchy.c: what has this machine? -------------------------------- */

/* Finds the hierarchy of one controller on this machine, and that it is real
   and can be written.  Returns 0, or -1 with the cause. */
int cgroup_hierarchy(enum controller which, struct hierarchy *hierarchy);

/* Returns 1 if DIRECTORY is in a cgroup file system of that version, 0 if it is
   a plain directory of a promising name or none at all, or -1; statfs(2). */
int cgroup_is_real(const char *directory, int version);

/* ---- place.c: where in it? ---------------------------------------------- */

/* Decides where a cgroup of our own with all three controllers can be made
   here, and fills in CGROUP.  Nothing is made.  Returns 0, or -1 with the
   cause: not mounted, read-only, not ours to write, no controller, controllers
   not handed down (cgroup.subtree_control), processes in the way. */
int cgroup_plan(struct cgroup *cgroup);

/* ---- cgroup.c: made, filled, emptied, removed -------------------------- */

/* The directory of the controller WHICH, or NULL if an earlier controller has
   the same one: so a loop over all passes each directory once. */
const char *cgroup_directory(const struct cgroup *cgroup, int which);

/* Makes the directories (one that stands there under our name is taken).  In a
   delegated scope our processes move to a leaf first, and controllers are
   enabled: cgroups(7), "no internal processes".  Register cgroup_undo() before.
   Returns 0, or -1. */
int cgroup_create(const struct cgroup *cgroup);

/* Moves a process in: it and its future children are limited and counted, what
   it used before stays where it was.  Returns 0, or -1. */
int cgroup_join(const struct cgroup *cgroup, pid_t pid);

/* Puts at most MOST pids of members into PIDS and returns how many there are,
   or -1.  A zombie may be listed; a process that our pid namespace does not
   show is 0. */
int cgroup_members(const struct cgroup *cgroup, pid_t pids[], int most);

/* One rmdir(2): refused with EBUSY while a live process is in it.  Returns 0,
   or -1. */
int cgroup_rmdir(const struct cgroup *cgroup);

/* Kills all members and removes the directories; waits up to 2 s for the last
   to end.  Returns 0 also if they were gone before, or -1. */
int cgroup_remove(const struct cgroup *cgroup);

/* The same and back from the leaf; an undo of undo.h. */
int cgroup_undo(void *cgroup);

/* For undo_later(): what it is, and the command that removes it. */
void cgroup_words(const struct cgroup *cgroup, char what[128],
                  char by_hand[160]);

/* ---- limits and counters: cgroup_v2.c or cgroup_v1.c, by controller ----- */

/* Each sets one limit and returns 0, or -1 with the cause.  Memory in bytes:
   the kernel counts whole pages and rounds down; no swap beyond it.  CPU:
   hundredths of one CPU, in every tenth of a second.  Pids: processes and
   threads. */
int cgroup_limit_memory(const struct cgroup *cgroup, uint64_t bytes);
int cgroup_limit_cpu(const struct cgroup *cgroup, int percent);
int cgroup_limit_pids(const struct cgroup *cgroup, long most);

enum cgroup_value {
    MEMORY_LIMIT,  /* bytes */
    SWAP_LIMIT,    /* v2: bytes of swap; v1: of memory and swap together */
    MEMORY_PEAK,   /* most bytes ever in use; v2 since Linux 5.19 */
    OOM_KILLS,     /* members killed because the limit was reached */
    CPU_LIMIT,     /* microseconds of CPU in each period */
    CPU_THROTTLED, /* periods in which members had to wait */
    PIDS_LIMIT,
    PIDS_NOW,
    PIDS_REFUSED,  /* forks refused because of the limit */
    CGROUP_VALUES
};

#define CGROUP_UNLIMITED UINT64_MAX

/* Reads it back from the kernel; "max" is CGROUP_UNLIMITED, v1 has a huge
   number instead.  Returns 0, or -1 (ENOENT: this kernel has no such file). */
int cgroup_read(const struct cgroup *cgroup, enum cgroup_value what,
                uint64_t *value);

/* The name of the file, "memory.max", and its path. */
const char *cgroup_file(const struct cgroup *cgroup, enum cgroup_value what);
void cgroup_path(const struct cgroup *cgroup, enum cgroup_value what,
                 char *path, size_t size);

/* ---- sweep.c: what killed runs left ------------------------------------ */

/* Removes cgroups whose lesson is dead (owner.h), with the processes in them,
   and calls REMOVED with each path: those beside CGROUP, or everywhere if it is
   NULL.  Returns 0, or -1. */
int cgroup_sweep(const struct cgroup *cgroup,
                 void (*removed)(const char *path));

#endif
