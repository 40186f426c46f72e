/* mount_refused.h - why mount(2) and pivot_root(2) are refused here */

#ifndef MOUNT_REFUSED_H
#define MOUNT_REFUSED_H

/* Adds to the failure just recorded, of mount(2) or pivot_root(2), the cause
   and the cure that are true here, if its errno has some that can be found out.
   TYPE is that of the file system, or NULL.  Returns -1. */
int mount_refused(const char *type);

#endif
