/* amount.c - how much may a process have?

   The question: at which size is it killed, at which rate slowed, at which
   number refused?  A limit holds for all groups below it, so the least on the
   way from the process's group up to the root counts.

   See also: cgroups(7), getrlimit(2), the kernel's
   admin-guide/cgroup-v2.rst. */

#include "lessons/12-no-such-thing/answers.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/04-cgroup-memory/cgroup.h"
#include "lessons/04-cgroup-memory/control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT64_MAX

/* What one group allows: NONE without a limit.  Returns 0, or -1; ENOENT where
   the group has no such file. */
typedef int limit_fn(const char *directory, int version, uint64_t *limit);

/* ---- where is its group? ------------------------------------------------ */

/* The lines about cgroups of our own mountinfo: paths are opened from here. */
static int read_mounts(char *text, size_t size)
{
    char *line = NULL;
    size_t room = 0, used = 0;

    text[0] = '\0';
    CLOSES_FILE FILE *file = fopen("/proc/self/mountinfo", "re");
    if (!file)
        return failed("open(/proc/self/mountinfo)");
    for (ssize_t got; (got = getline(&line, &room, file)) != -1;) {
        if (!strstr(line, " - cgroup") || used + (size_t) got >= size)
            continue;
        memcpy(text + used, line, (size_t) got + 1);
        used += (size_t) got;
    }
    free(line);
    return ferror(file) ? failed("read(/proc/self/mountinfo)") : 0;
}

/* /proc/PID/cgroup names the group as it is seen from our cgroup namespace, so
   our mounts have it, if any; cgroup_namespaces(7). */
static int find(const struct target *target, const char *controller,
                struct hierarchy *found)
{
    static char mounts[64 * 1024];

    if (read_mounts(mounts, sizeof mounts) == -1)
        return -1;
    if (cgroup_find(controller, target->cgroup, mounts, found) == -1)
        return failed_saying("no cgroup file system here shows its group",
                             "its %s limit", controller);
    int real = cgroup_is_real(found->directory, found->version);
    if (real == 0)
        failed_saying("no group is at that place here", "%s",
                      found->directory);
    return real == 1 ? 0 : -1;
}

/* ANCHOR: least */
static int least(const struct target *target, const char *controller,
                 limit_fn *read_limit, uint64_t *limit)
{
    static struct hierarchy found;

    if (find(target, controller, &found) == -1)
        return -1;
    for (*limit = NONE;; *strrchr(found.directory, '/') = '\0') {
        uint64_t here = NONE;
        if (read_limit(found.directory, found.version, &here) == -1
            && last_failure()->error != ENOENT)
            return -1;
        if (here < *limit)
            *limit = here;
        if (strlen(found.directory) <= strlen(found.mount))
            return 0;
    }
}
/* ANCHOR_END: least */

/* ---- the files ---------------------------------------------------------- */

/* On v1, no limit is the greatest number of whole pages. */
static int read_memory(const char *directory, int version, uint64_t *limit)
{
    const char *file = version == 2 ? "memory.max" : "memory.limit_in_bytes";

    if (control_number(directory, file, NULL, limit) == -1)
        return -1;
    if (*limit >= INT64_MAX - 0xffff)
        *limit = NONE;
    return 0;
}

static int read_pids(const char *directory, int version, uint64_t *limit)
{
    (void) version;
    return control_number(directory, "pids.max", NULL, limit);
}

/* Thousandths of a CPU.  v2: "20000 100000" or "max 100000"; v1: two files,
   and a quota of -1 is none. */
static int read_cpu(const char *directory, int version, uint64_t *limit)
{
    char quota[64], period[32] = "";

    if (version == 2) {
        if (control_read(directory, "cpu.max", quota, sizeof quota) == -1)
            return -1;
        const char *space = strchr(quota, ' ');
        snprintf(period, sizeof period, "%.31s", space ? space + 1 : "");
    } else if (control_read(directory, "cpu.cfs_quota_us", quota,
                            sizeof quota) == -1
               || control_read(directory, "cpu.cfs_period_us", period,
                               sizeof period) == -1) {
        return -1;
    }
    uint64_t of = strtoull(period, NULL, 10);
    if (quota[0] >= '0' && quota[0] <= '9' && of > 0)
        *limit = strtoull(quota, NULL, 10) * 1000 / of;
    return 0;
}

/* ---- the answers -------------------------------------------------------- */

int answer_group(const struct target *target, const char *what,
                 struct row *row)
{
    static struct hierarchy found;

    if (find(target, what, &found) == -1)
        return -1;
    if (snprintf(row->value, sizeof row->value, "%s", found.own)
        >= (int) sizeof row->value)
        return failed_saying("longer than expected", "its group");
    return 0;
}

int answer_memory(const struct target *target, const char *what,
                  struct row *row)
{
    uint64_t limit;

    if (least(target, what, read_memory, &limit) == -1)
        return -1;
    if (limit == NONE)
        snprintf(row->value, sizeof row->value, "no limit");
    else
        snprintf(row->value, sizeof row->value, "%llu bytes",
                 (unsigned long long) limit);
    return 0;
}

int answer_cpu(const struct target *target, const char *what, struct row *row)
{
    uint64_t limit;

    if (least(target, what, read_cpu, &limit) == -1)
        return -1;
    if (limit == NONE)
        snprintf(row->value, sizeof row->value, "no limit");
    else
        snprintf(row->value, sizeof row->value, "%llu.%03llu CPUs",
                 (unsigned long long) limit / 1000,
                 (unsigned long long) limit % 1000);
    return 0;
}

int answer_pids(const struct target *target, const char *what,
                struct row *row)
{
    uint64_t limit;

    if (least(target, what, read_pids, &limit) == -1)
        return -1;
    if (limit == NONE)
        snprintf(row->value, sizeof row->value, "no limit");
    else
        snprintf(row->value, sizeof row->value, "%llu",
                 (unsigned long long) limit);
    return 0;
}

/* "Max open files            1024                4096                 files" */
int answer_limit(const struct target *target, const char *what,
                 struct row *row)
{
    char soft[32], hard[32];
    const char *line = strstr(target->limits, what);

    if (!line || sscanf(line + strlen(what), "%31s %31s", soft, hard) != 2)
        return failed_saying("no such line", "/proc/%d/limits, %s",
                             (int) target->pid, what);
    if (strcmp(soft, hard) == 0)
        snprintf(row->value, sizeof row->value, "%s", soft);
    else
        snprintf(row->value, sizeof row->value, "%s, may be raised to %s",
                 soft, hard);
    return 0;
}
