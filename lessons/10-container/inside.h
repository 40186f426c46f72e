/* inside.h - what the container's first process does, for outside.c */

#ifndef INSIDE_H
#define INSIDE_H

#include "lessons/10-container/container.h"

/* Says which container the next child is; before its birth. */
void container_is(const struct container *container);

/* A deed_fn of child.h, for box_clone(): an order is a stage. */
int container_deeds(int order, char *answer, size_t size);

#endif
