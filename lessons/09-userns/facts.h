/* facts.h - what lesson 9 says of its boxes, read back from the kernel

   All return 0, or -1 with a failure, unless something else is said. */

#ifndef FACTS_H
#define FACTS_H

#include "lessons/01-fork-wait/child.h"

/* "pid 42: uid 1000 outside, 41 capabilities (1ffffffffff)", as
   /proc/PID/status says. */
int fact_caps(const char *who, pid_t pid);

/* "my child 42, with 0 capabilities, enters the first box:". */
int fact_visitor(pid_t pid);

/* uid_map, setgroups and gid_map of PID, a line each. */
int fact_maps(pid_t pid);

/* To whom PATH belongs, as we see it. */
int fact_owner(const char *who, const char *path);

/* Which user namespace owns the UTS namespace of PID: that of BOX, or ours. */
int fact_uts_owner(const char *who, pid_t pid, pid_t box);

/* RESULT is that of a write that must be refused with EPERM: says so, and why.
   Returns -1 if it was not refused, or failed otherwise. */
int fact_refused(int result, const char *what);

/* Lets BOX try the deeds of lesson 5, or of reach.h, and speaks the rows. */
int show_deeds(struct child *box);
int show_reaches(struct child *box);

/* Where MADE_INSIDE of BOX is, seen from outside.  Returns PATH. */
const char *made_inside(pid_t box, char *path, size_t size);

/* "nsenter -t 4242 -U --preserve-credentials OPTIONS": the command that enters
   PID from another terminal of the same user.  A static text. */
const char *inside(pid_t pid, const char *options);

#endif
