/* limits.h - what this machine allows, asked one question at a time */

#ifndef LIMITS_H
#define LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* read_file() for those who look for the cause of a failure: that one stays the
   last failure, whether PATH can be read or not.  The questions below ask in
   this way.  Returns the length, or -1. */
ssize_t probe_file(const char *path, char *text, size_t size);

/* True if this process has CAPABILITY (a CAP_* number) in its effective set;
   capabilities(7). */
bool has_capability(int capability);

/* True if PATH, a small file, holds exactly TEXT. */
bool file_says(const char *path, const char *text);

/* True if no more namespaces of TYPE ("uts", "net", ...) may be made, because
   /proc/sys/user/max_TYPE_namespaces, whose path is written, is 0;
   namespaces(7). */
bool namespace_limit_is_zero(const char *type, char *path, size_t size);

/* True if AppArmor is on and may limit the user namespaces of plain users, as on
   Ubuntu 23.10 and later. */
bool apparmor_may_limit(void);

/* True if a seccomp filter is on this process; seccomp(2). */
bool is_filtered(void);

/* Adds to the failure just recorded, ERROR of making a user namespace or of the
   step after it, the cause that is true here for a plain user: a limit at 0, a
   sysctl, a filter, AppArmor or another security module; and a cure that leaves
   it on.  Returns -1. */
int user_namespace_refused(int error);

/* Tries, in a throw-away child that is not root, whether a plain user can
   become root of a user namespace and use it: unshare(CLONE_NEWUSER), then
   uid_map, then unshare(CLONE_NEWNS); where a protection is on, only the second
   or the third fails.  Returns 0, or -1 with the cause that is true here and a
   cure that leaves the protection on.  See user_namespaces(7). */
int try_user_namespace(void);

#endif
