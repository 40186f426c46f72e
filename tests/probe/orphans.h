/* orphans.h - of the probe: does process 1 wait for children that are not its own? */

#ifndef PROBE_ORPHANS_H
#define PROBE_ORPHANS_H

/* Leaves three, gives process 1 ten seconds, and prints "zombies: N".  Returns 0,
   or 1 on a failure. */
int leave_orphans(void);

#endif
