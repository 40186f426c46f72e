/* outside.h - step 1: who makes a pid namespace stays outside of it */

#ifndef PID_ONE_OUTSIDE_H
#define PID_ONE_OUTSIDE_H

/* The step; see story.h. */
int the_next_child(void);

/* Ends its child.  Returns 0, or -1. */
int outside_ends(void);

#endif
