/* tables.h - the policies of this lesson */

#ifndef TABLES_H
#define TABLES_H

#include "lessons/06-seccomp/filter.h"

/* The flags of clone(2) that make namespaces. */
#define NAMESPACE_FLAGS 0x7e020000u

extern const struct policy deny_two;       /* unshare and kill: EPERM */
extern const struct policy deny_unchecked; /* the same, whatever architecture */
extern const struct policy deny_by_death;  /* the same, KILL */
extern const struct policy deny_nothing;   /* to be added to another */
extern const struct policy allow_few;      /* what the box needs, no more */

/* What execve(2) and the start of a C program need, ended by NULL. */
extern const char *const start_calls[];

#endif
