/* machine.h - what this machine is: kernel, cgroups, container or not */

#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>

struct machine {
    char kernel[128];       /* "Linux 6.12.1 x86_64" */
    int version[2];         /* 6, 12 */
    char distribution[128]; /* PRETTY_NAME of os-release(5) */
    const char *place;      /* "not inside a container", "WSL2", ... */
    const char *cgroups;    /* "v1", "v2", "hybrid" or "none"; cgroups(7) */
    bool delegated;         /* may this process make cgroups below its own? */
};

/* Reads it all. Returns 0, or -1. */
int machine_read(struct machine *machine);

/* Which cgroup hierarchies a text of /proc/self/mountinfo shows: "v1", "v2",
   "hybrid" (v1 controllers beside a v2 mount) or "none"; proc(5). */
const char *cgroup_layout(const char *mountinfo);

#endif
