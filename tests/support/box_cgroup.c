/* box_cgroup.c - the cgroups of lesson 4, as its tests see them from outside */

#include "box_cgroup.h"

#include "text.h"
#include "ways_out.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *output_of(const char *command)
{
    struct robot *run = shell(command);

    return text("%.*s", (int) strcspn(run->out, "\n"), run->out);
}

const char *file_of(const struct robot *robot, const char *v2, const char *v1)
{
    return output_of(text("find /sys/fs/cgroup -path '*/loac-%d-*' "
                          "\\( -name %s -o -name %s \\)",
                          (int) robot->pid, v2, v1));
}

const char *memory_limit(const struct robot *robot)
{
    return file_of(robot, "memory.max", "memory.limit_in_bytes");
}

const char *box_of(const struct robot *robot)
{
    const char *file = memory_limit(robot);
    const char *slash = strrchr(file, '/');

    return slash ? text("%.*s", (int) (slash - file), file) : "/no/such/box";
}

long number_in(const char *file)
{
    return strtol(output_of(text("cat %s", file)), NULL, 10);
}

long counter_in(const char *file, const char *key)
{
    return strtol(output_of(text("sed -n 's/^%s //p' %s", key, file)), NULL,
                  10);
}

bool machine_has(int version)
{
    struct robot *run = shell("grep -q '^[1-9].*:memory:' /proc/self/cgroup");

    return (run->status == 0) == (version == 1);
}

void assert_number_at(struct where where, const char *what, long seen,
                      long expected, const char *why)
{
    if (seen != expected)
        fail_saying(where, "  expected: %s %ld\n  seen:     %ld\n"
                           "  why:      %s\n", what, expected, seen, why);
}

void assert_at_most_at(struct where where, const char *what, long seen,
                       long most, const char *why)
{
    if (seen > most)
        fail_saying(where, "  expected: %s at most %ld\n  seen:     %ld\n"
                           "  why:      %s\n", what, most, seen, why);
}

void assert_at_least_at(struct where where, const char *what, long seen,
                        long least, const char *why)
{
    if (seen < least)
        fail_saying(where, "  expected: %s at least %ld\n  seen:     %ld\n"
                           "  why:      %s\n", what, least, seen, why);
}

struct robot *at_step(int step)
{
    return robot_from("04-cgroup-memory", step);
}

const char *first(void)
{
    return getenv("LOAC_MACHINE")
               ? "exec " : "echo -20 2>/dev/null > /proc/self/autogroup; "
                           "exec nice -n -20 ";
}
