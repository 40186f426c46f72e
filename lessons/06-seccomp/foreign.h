/* foreign.h - the step of lesson 6 that is not the same on each architecture */

#ifndef FOREIGN_H
#define FOREIGN_H

/* Shows how a system call gets past a filter by the number that it has on
   another architecture, and what closes that door.  Returns 0, or -1. */
int another_architecture(void);

#endif
