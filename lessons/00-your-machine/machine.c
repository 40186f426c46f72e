/* machine.c - what this machine is: kernel, cgroups, container or not

   See also: uname(2), os-release(5), proc(5), cgroups(7). */

#include "lessons/00-your-machine/machine.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* A line of mountinfo is "... - TYPE SOURCE OPTIONS"; a v1 mount with no
   controller, such as systemd's own name=systemd, limits nothing. */
static bool has_controller(const char *options, size_t length)
{
    static const char *const names[] = { "memory", "cpu", "pids" };

    for (int i = 0; i < 3; i++) {
        const char *found = memmem(options, length, names[i],
                                   strlen(names[i]));
        if (found)
            return true;
    }
    return false;
}

const char *cgroup_layout(const char *mountinfo)
{
    bool v1 = false, v2 = false;

    for (const char *line = mountinfo; line && *line;) {
        const char *end = strchrnul(line, '\n');
        const char *type = strstr(line, " - ");
        if (type && type < end) {
            type += 3;
            v2 |= strncmp(type, "cgroup2 ", 8) == 0;
            v1 |= strncmp(type, "cgroup ", 7) == 0
                && has_controller(type, (size_t) (end - type));
        }
        line = *end ? end + 1 : end;
    }
    return v1 && v2 ? "hybrid" : v1 ? "v1" : v2 ? "v2" : "none";
}

static void read_distribution(char *name, size_t size)
{
    char text[4096];

    snprintf(name, size, "a Linux without os-release");
    if (read_file("/etc/os-release", text, sizeof text) == -1)
        return;
    const char *line = strstr(text, "PRETTY_NAME=");
    if (!line)
        return;
    line += strlen("PRETTY_NAME=");
    line += *line == '"';
    snprintf(name, size, "%.*s", (int) strcspn(line, "\"\n"), line);
}

static const char *place(const char *release)
{
    if (strcasestr(release, "microsoft"))
        return "WSL2";
    if (access("/.dockerenv", F_OK) == 0
        || access("/run/.containerenv", F_OK) == 0)
        return "inside a container";
    if (!in_first_namespace("pid") || !in_first_namespace("user"))
        return "inside namespaces of somebody else, as in a container";
    return "not inside a container";
}

/* On v2 a subtree is ours if we may move processes in it: its cgroup.procs is
   writable; cgroups(7), "Delegation of a cgroup v2 hierarchy". */
static bool is_delegated(void)
{
    char groups[4096], path[4200];

    if (read_file("/proc/self/cgroup", groups, sizeof groups) == -1)
        return false;
    const char *own = strstr(groups, "0::");
    if (!own || (own != groups && own[-1] != '\n'))
        return false;
    own += 3;
    snprintf(path, sizeof path, "/sys/fs/cgroup%.*s/cgroup.procs",
             (int) strcspn(own, "\n"), own);
    return access(path, W_OK) == 0;
}

int machine_read(struct machine *machine)
{
    static char mounts[262144];
    struct utsname name;

    if (uname(&name) == -1)
        return failed("uname()");
    if (read_file("/proc/self/mountinfo", mounts, sizeof mounts) == -1)
        return -1;
    snprintf(machine->kernel, sizeof machine->kernel, "%.20s %.64s %.30s",
             name.sysname, name.release, name.machine);
    if (sscanf(name.release, "%d.%d", &machine->version[0],
               &machine->version[1]) != 2)
        return failed_saying("not a version", "uname(%s)", name.release);
    read_distribution(machine->distribution, sizeof machine->distribution);
    machine->place = place(name.release);
    machine->cgroups = cgroup_layout(mounts);
    machine->delegated = is_delegated();
    return 0;
}
