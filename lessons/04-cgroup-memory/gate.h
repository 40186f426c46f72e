/* gate.h - a way into a cgroup for a process that is about to be born

   To move a process the kernel stops all forks of the machine for a moment, which
   takes longer than all the rest of a container's start.  A process that is born
   in a cgroup (v2), or moves its only thread itself (v1), needs none of that. */

#ifndef GATE_H
#define GATE_H

#include "lessons/04-cgroup-memory/cgroup.h"

struct cgroup_gate {
    int birthplace;            /* v2: for CLONE_INTO_CGROUP; -1: there is none */
    int tasks[CG_CONTROLLERS]; /* v1: open for writing; -1 ends the list */
};

/* Opens the ways into CGROUP, which has been made.  Returns 0, or -1;
   cgroup_gate_close() in both cases. */
int cgroup_gate_open(const struct cgroup *cgroup, struct cgroup_gate *gate);

/* In the child, which has one thread and was born in GATE->birthplace: takes the
   ways of v1.  Returns 0, or -1. */
int cgroup_gate_pass(const struct cgroup_gate *gate);

void cgroup_gate_close(struct cgroup_gate *gate);

#endif
