/* profile.h - the system calls that a container may use

   The list is that of Docker's default profile: what is not named is refused.
   Which calls are named depends on the capabilities that the container keeps:
   whoever may mount may also call mount(2). */

#ifndef PROFILE_H
#define PROFILE_H

#include "lessons/05-caps/names.h"
#include "lessons/06-seccomp/filter.h"

/* What Docker's default profile says about a process that keeps the
   capabilities KEPT; equal in effect, but for calls by another architecture's
   numbers, for which a process is killed here (Docker lets 32-bit programs run,
   with the same list).  For filter_build().  The table is a static one, used
   again by the next call. */
const struct policy *profile_docker(cap_set kept);

/* The same, and two requests of ioctl(2) more are refused, with EPERM: TIOCSTI,
   which types into a terminal, and TIOCLINUX, which pastes into one; tty_ioctl
   in ioctl_tty(2).  They are told from others as the kernel does it, by the
   lower half of the register.  This is what a container gets. */
const struct policy *profile_policy(cap_set kept);

#endif
