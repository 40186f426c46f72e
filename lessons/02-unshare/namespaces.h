/* namespaces.h - make, enter, name, compare and keep namespaces

   A namespace is a view of one kind of resource.  It lives as long as a
   process is in it, or a file descriptor or a bind mount names it;
   namespaces(7). */

#ifndef NAMESPACES_H
#define NAMESPACES_H

#include "lessons/01-fork-wait/child.h"

#include <stdbool.h>
#include <sys/types.h>

/* Makes a child that is born in new namespaces: FLAGS is an OR of CLONE_NEW*
   constants, clone(2); 0 makes a plain child.  The child obeys DEEDS, as in
   child_fork().  Returns 0, or -1 with the cause probed: no privilege, a limit
   at 0, not in this kernel, or AppArmor. */
int box_clone(struct child *box, int flags, deed_fn *deeds);

/* The same for a child that is born in the v2 cgroup whose directory the
   descriptor CGROUP names; -1: in ours.  clone(2), CLONE_INTO_CGROUP. */
int box_clone_into(struct child *box, int flags, int cgroup, deed_fn *deeds);

/* Leaves the caller's namespaces of the kinds in FLAGS for new ones; unshare(2).
   (CLONE_NEWPID moves the next child, not the caller.)  In a new mount
   namespace "/" is made recursively private first, so that no mount leaks back
   to the host; mount_namespaces(7).  Returns 0, or -1 with the cause probed. */
int enter_new_namespaces(int flags);

/* Sets and reads the host name of the caller's UTS namespace; sethostname(2),
   uname(2).  At most 64 bytes.  Return 0, or -1. */
int set_hostname(const char *name);
int get_hostname(char *name, size_t size);

/* Brings the loopback device of the caller's network namespace up, which also
   gives it 127.0.0.1/8; netdevice(7).  loopback_is_up() returns 1 or 0.  Both
   return -1 on failure. */
int loopback_up(void);
int loopback_is_up(void);

/* How many network devices the caller's network namespace has, or -1;
   if_nameindex(3). */
int count_devices(void);

/* What identifies a namespace: the device and inode of /proc/PID/ns/TYPE; TYPE
   is "net", "uts", "mnt", "pid", "ipc", "user", "cgroup" or "time". */
struct namespace_id {
    dev_t device;
    ino_t inode;
};
int namespace_of(pid_t pid, const char *type, struct namespace_id *id);
int namespace_at(const char *path, struct namespace_id *id);
bool same_namespace(const struct namespace_id *a, const struct namespace_id *b);

/* 1 if PATH is a namespace, that is a file of the kernel's nsfs; 0 if it is
   another file; -1 on failure.  See statfs(2). */
int is_namespace(const char *path);

/* Keeps the network namespace of PID under the name PATH (an existing empty
   file) by a bind mount, as ip-netns(8) does; unpinning unmounts it and removes
   the file.  Return 0, or -1. */
int namespace_pin(pid_t pid, const char *path);
int namespace_unpin(const char *path);

/* Moves the caller into the namespace that PATH names; setns(2).  FLAG is one
   CLONE_NEW* constant that the namespace must be of, or 0 for any. Returns 0,
   or -1. */
int namespace_join(const char *path, int flag);

#endif
