/* gate.c - a way into a cgroup for a process that is about to be born

   See also: clone(2), CLONE_INTO_CGROUP; cgroups(7); and the kernel's
   admin-guide/cgroup-v1/cgroups.rst for the file "tasks". */

#include "lessons/04-cgroup-memory/gate.h"

#include "common/failure.h"
#include "common/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int open_tasks(const char *directory)
{
    char path[PATH_MAX + 16];

    snprintf(path, sizeof path, "%s/tasks", directory);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd == -1)
        failed("open(%s)", path);
    return fd;
}

static int open_birthplace(const char *directory)
{
    int fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);

    if (fd == -1)
        failed("open(%s)", directory);
    return fd;
}

int cgroup_gate_open(const struct cgroup *cgroup, struct cgroup_gate *gate)
{
    int count = 0;

    *gate = (struct cgroup_gate){ -1, { -1, -1, -1 } };
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        const char *directory = cgroup_directory(cgroup, i);
        bool v2 = cgroup->of[i].hierarchy.version == 2;

        if (!directory)
            continue;
        int fd = v2 ? open_birthplace(directory) : open_tasks(directory);
        if (fd == -1)
            return -1;
        *(v2 ? &gate->birthplace : &gate->tasks[count++]) = fd;
    }
    return 0;
}

int cgroup_gate_pass(const struct cgroup_gate *gate)
{
    /* 0 is the writer, and whether it may is asked of who opened the file. */
    for (int i = 0; i < CG_CONTROLLERS && gate->tasks[i] != -1; i++)
        if (write(gate->tasks[i], "0", 1) != 1)
            return failed("write(tasks)");
    return 0;
}

void cgroup_gate_close(struct cgroup_gate *gate)
{
    close_fd(&gate->birthplace);
    for (int i = 0; i < CG_CONTROLLERS; i++)
        close_fd(&gate->tasks[i]);
    *gate = (struct cgroup_gate){ -1, { -1, -1, -1 } };
}
