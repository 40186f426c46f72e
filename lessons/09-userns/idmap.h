/* idmap.h - which id inside a user namespace is which id outside

   A new user namespace has no ids at all: everybody in it is shown as 65534,
   "nobody", until its three files in /proc/PID are written.  Each map is
   written once, by a process outside, in an order that the kernel insists on.
   See user_namespaces(7).

   The child:  unshare(2) or clone(2) with CLONE_NEWUSER; wait
   The parent: one of idmap_own(), idmap_range(), idmap_remap(), or
               idmap_choose(); then idmap_write()
   The child:  idmap_become_root(); go on */

#ifndef IDMAP_H
#define IDMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* One line of a map: COUNT ids, from INSIDE on, are those from OUTSIDE on. */
struct id_run {
    unsigned inside, outside, count;
};

#define IDMAP_RUNS 2    /* lines that a map of ours has at most */
#define IDMAP_IDS 65536 /* as many ids as a container usually has */

/* Where idmap_remap() begins if /etc/subuid has nothing for root: 0x7f000000.
   No user has these ids: useradd(8) hands out less than 600100000 as
   subordinate ids, systemd-nspawn less than 1879048192, directory services by
   default less than 2000200000; and it is below 2^31. */
#define IDMAP_REMAP_FIRST 2130706432U

struct idmap {
    struct id_run uids[IDMAP_RUNS], gids[IDMAP_RUNS]; /* ended by count 0 */
    bool by_helper; /* a plain user's range: newuidmap(1) and newgidmap(1) write
                       it, which may and look at /etc/subuid first */
    bool may_setgroups; /* groups may be changed inside; else setgroups(2) is
                           denied for ever, without which a plain user may not
                           write a gid_map */
};

/* Inside 0, outside the caller's effective ids, and nothing else: what
   everybody may map.  Returns 0. */
int idmap_own(struct idmap *map);

/* For a plain user: inside 0 is the caller, and 1 to at most 65535 are the
   range that /etc/subuid and /etc/subgid have for him; subuid(5).  It is tried
   in a child that ends at once.  Returns 1 with MAP filled in; 0 if he has no
   range, or newuidmap(1) is missing or is refused, with a failure recorded that
   says which (and MAP as of idmap_own()); -1 on failure. */
int idmap_range(struct idmap *map);

/* For root, who may write any map: inside 0 to 65535 are ids outside that no
   user has, so that root inside is nobody outside.  They are the range of
   65536 that /etc/subuid and /etc/subgid have for root, else those from
   IDMAP_REMAP_FIRST on.  Returns 0; -1 with a failure if the caller may not
   map them: no CAP_SETUID and CAP_SETGID, or a user namespace that lacks
   them. */
int idmap_remap(struct idmap *map);

/* The best of the three: root of the first user namespace remaps; others get a
   range where they have one, else their own id.  Returns 0, or -1. */
int idmap_choose(struct idmap *map);

/* The id outside that ID is inside, in uids or gids of a map; (unsigned) -1 if
   it is not mapped. */
unsigned idmap_outside(const struct id_run runs[IDMAP_RUNS], unsigned id);

/* Writes uid_map, setgroups and gid_map of PID, in this order, from outside,
   and reads them back.  PID must be in a new user namespace that the caller's
   effective uid made, and must be dumpable, prctl(2).  Returns 0; -1 with the
   cause probed, see map_refused.h: then the child must not go on. */
int idmap_write(pid_t pid, const struct idmap *map);

/* The single writes, for those who want another order.  FILE is "uid_map" or
   "gid_map".  Return 0, or -1 with the cause probed. */
int idmap_write_runs(pid_t pid, const char *file,
                     const struct id_run runs[IDMAP_RUNS]);
int idmap_deny_setgroups(pid_t pid);

/* For the child, when its maps are written: gives up supplementary groups
   where that is allowed, becomes uid and gid 0 and reads them back.  Sets
   PR_SET_PDEATHSIG (SIGKILL) again, which a change of uid clears.  After
   idmap_remap() the process is not dumpable until its next execve(2):
   /proc/self then belongs to the machine's root; prctl(2).  Returns 0, or
   -1. */
int idmap_become_root(void);

/* All in one, for a process that has nobody to write for it: leaves the user
   namespace for a new one, has MAP written by a child that stays outside for
   this, and becomes root.  Returns 0, or -1. */
int idmap_enter(const struct idmap *map);

#endif
