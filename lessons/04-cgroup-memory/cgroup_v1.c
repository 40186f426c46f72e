/* cgroup_v1.c - the same limits and counters on cgroup v1

   The question: what are the files called on an older machine?  The mechanism
   is the same one; v1 adds memory and swap up where v2 counts them apart, and
   writes a huge number where v2 writes "max".

   See also: the kernel's admin-guide/cgroup-v1/memory.rst, and
   scheduler/sched-bwc.rst for the cpu controller. */

#include "lessons/04-cgroup-memory/version.h"

#include "common/failure.h"
#include "lessons/04-cgroup-memory/control.h"

#include <errno.h>
#include <stdio.h>

static int limit_memory(const char *directory, uint64_t bytes)
{
    char text[32];

    /* In this order: memory and swap together (memsw) may never be less than
       memory alone. */
    snprintf(text, sizeof text, "%llu", (unsigned long long) bytes);
    if (control_write(directory, "memory.limit_in_bytes", text) == -1)
        return -1;
    if (control_write(directory, "memory.memsw.limit_in_bytes", text) == -1)
        return last_failure()->error == ENOENT
            ? no_swap_limit("memory.memsw.limit_in_bytes") : -1;
    return 0;
}

static int limit_cpu(const char *directory, int percent)
{
    char period[16], quota[16];

    snprintf(period, sizeof period, "%d", CPU_PERIOD_US);
    snprintf(quota, sizeof quota, "%d", percent * CPU_PERIOD_US / 100);
    if (control_write(directory, "cpu.cfs_period_us", period) == -1)
        return -1;
    return control_write(directory, "cpu.cfs_quota_us", quota);
}

const struct cgroup_version cgroup_v1 = {
    .files = {
        [MEMORY_LIMIT]  = { CG_MEMORY, "memory.limit_in_bytes", NULL },
        [SWAP_LIMIT]    = { CG_MEMORY, "memory.memsw.limit_in_bytes", NULL },
        [MEMORY_PEAK]   = { CG_MEMORY, "memory.max_usage_in_bytes", NULL },
        [OOM_KILLS]     = { CG_MEMORY, "memory.oom_control", "oom_kill" },
        [CPU_LIMIT]     = { CG_CPU, "cpu.cfs_quota_us", NULL },
        [CPU_THROTTLED] = { CG_CPU, "cpu.stat", "nr_throttled" },
        [PIDS_LIMIT]    = { CG_PIDS, "pids.max", NULL },
        [PIDS_NOW]      = { CG_PIDS, "pids.current", NULL },
        [PIDS_REFUSED]  = { CG_PIDS, "pids.events", "max" },
    },
    .limit_memory = limit_memory,
    .limit_cpu = limit_cpu,
};
