/* timeline.h - the stages of a container's life, told on standard error with
   the time that each takes, for --timeline */

#ifndef TIMELINE_H
#define TIMELINE_H

#include "lessons/10-container/container.h"

/* Goes through all stages until the command runs, as container_do() does, and
   tells each if the settings say so.  Returns 0, or -1. */
int timeline_start(struct container *container);

/* For the end of a timeline: tells the status, and that WHAT was removed (for
   undo_all()). */
void timeline_ended(int status);
void timeline_removed(const char *what);

#endif
