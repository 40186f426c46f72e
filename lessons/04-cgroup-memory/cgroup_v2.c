/* cgroup_v2.c - limits and counters on cgroup v2

   The question: which file limits memory, which CPU, which the number of
   processes, and which counter proves that the limit was the reason?

   See also: the kernel's admin-guide/cgroup-v2.rst, "Controllers". */

#include "lessons/04-cgroup-memory/version.h"

#include "common/failure.h"
#include "lessons/04-cgroup-memory/control.h"

#include <errno.h>
#include <stdio.h>

/* ANCHOR: memory */
static int limit_memory(const char *directory, uint64_t bytes)
{
    char text[32];

    snprintf(text, sizeof text, "%llu", (unsigned long long) bytes);
    if (control_write(directory, "memory.max", text) == -1)
        return -1;

    /* Memory that may go to swap is not limited, only slow: a group over its
       limit would be moved out to disk instead of being killed. */
    if (control_write(directory, "memory.swap.max", "0") == -1)
        return last_failure()->error == ENOENT
            ? no_swap_limit("memory.swap.max") : -1;
    return 0;
}
/* ANCHOR_END: memory */

/* ANCHOR: cpu */
static int limit_cpu(const char *directory, int percent)
{
    char text[32];

    /* So many microseconds of CPU, all members together, in each period of
       100000 microseconds; then they wait for the next. */
    snprintf(text, sizeof text, "%d %d", percent * CPU_PERIOD_US / 100,
             CPU_PERIOD_US);
    return control_write(directory, "cpu.max", text);
}
/* ANCHOR_END: cpu */

const struct cgroup_version cgroup_v2 = {
    .files = {
        [MEMORY_LIMIT]  = { CG_MEMORY, "memory.max", NULL },
        [SWAP_LIMIT]    = { CG_MEMORY, "memory.swap.max", NULL },
        [MEMORY_PEAK]   = { CG_MEMORY, "memory.peak", NULL },
        [OOM_KILLS]     = { CG_MEMORY, "memory.events", "oom_kill" },
        [CPU_LIMIT]     = { CG_CPU, "cpu.max", NULL },
        [CPU_THROTTLED] = { CG_CPU, "cpu.stat", "nr_throttled" },
        [PIDS_LIMIT]    = { CG_PIDS, "pids.max", NULL },
        [PIDS_NOW]      = { CG_PIDS, "pids.current", NULL },
        [PIDS_REFUSED]  = { CG_PIDS, "pids.events", "max" },
    },
    .limit_memory = limit_memory,
    .limit_cpu = limit_cpu,
};
