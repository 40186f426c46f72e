/* excess.h - the steps of lesson 4 in which somebody wants too much */

#ifndef EXCESS_H
#define EXCESS_H

#include "lessons/01-fork-wait/child.h"
#include "lessons/04-cgroup-memory/cgroup.h"

/* Each is a step, see common/story.h: it speaks, pauses, does, and tells facts
   from the kernel's counters.  Returns 0, or -1; also if the limit did not
   hold. */
int greedy_without_limit(void);
int too_much_memory(const struct cgroup *box);
int too_much_cpu(const struct cgroup *box);
int too_many_processes(const struct cgroup *box, struct child *member);

#endif
