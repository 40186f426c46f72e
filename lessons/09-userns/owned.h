/* owned.h - whose is a namespace? */

#ifndef OWNED_H
#define OWNED_H

#include "lessons/02-unshare/namespaces.h"

/* Every namespace belongs to the user namespace in which its maker was: finds
   that of /proc/PID/ns/TYPE; ioctl_ns(2), NS_GET_USERNS.  Returns 0 with OWNER;
   -1 with a failure, EPERM if it is not the caller's own or one below. */
int namespace_owner(pid_t pid, const char *type, struct namespace_id *owner);

#endif
