/* pivot.h - pivot_root(2), and why it was refused */

#ifndef PIVOT_H
#define PIVOT_H

/* Makes the working directory the root of the mount namespace, and detaches the
   old root, with all that is mounted on it.  Returns 0, or -1 with the cause
   probed: of the six that EINVAL has, the one that is true. */
int pivot_here(void);

#endif
