/* hierarchy.c - what this machine has, asked of the kernel

   The question: is that directory a cgroup, or does it only look like one?  The
   texts of the kernel name it (find.c), statfs(2) proves it.

   See also: cgroups(7), statfs(2), proc(5). */

#include "lessons/04-cgroup-memory/cgroup.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/04-cgroup-memory/control.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>

const char *const controller_names[CG_CONTROLLERS] = { "memory", "cpu",
                                                       "pids" };

int cgroup_is_real(const char *directory, int version)
{
    struct statfs fs;

    if (statfs(directory, &fs) == -1)
        return errno == ENOENT ? 0 : failed("statfs(%s)", directory);
    return fs.f_type == (version == 2 ? CGROUP2_SUPER_MAGIC
                                      : CGROUP_SUPER_MAGIC);
}

/* Reads the lines of PATH that contain WITH into TEXT. */
static int read_lines(const char *path, const char *with, char *text,
                      size_t size)
{
    char *line = NULL;
    size_t room = 0, used = 0;
    ssize_t length;

    text[0] = '\0';
    CLOSES_FILE FILE *file = fopen(path, "re");
    if (!file)
        return failed("open(%s)", path);
    while ((length = getline(&line, &room, file)) != -1) {
        if (!strstr(line, with))
            continue;
        if (used + (size_t) length < size)
            memcpy(text + used, line, (size_t) length + 1);
        used += (size_t) length;
    }
    free(line);
    if (ferror(file))
        return failed("read(%s)", path);
    return used < size ? 0 : failed_saying("longer than expected",
                                           "read(%s)", path);
}

/* On v2 the file cgroup.controllers of the mounted root lists what there is. */
static int has_controller(const struct hierarchy *hierarchy, const char *name)
{
    char list[512];

    if (hierarchy->version == 1)
        return 0;
    if (control_read(hierarchy->mount, "cgroup.controllers", list,
                     sizeof list) == -1)
        return -1;
    if (lists_word(list, name, ' '))
        return 0;
    failed_saying("no such controller here", "cgroup controller %s", name);
    cause("%s/cgroup.controllers lists only: %s", hierarchy->mount,
          list[0] ? list : "(nothing)");
    return cure("on the host itself; or boot without cgroup_disable=%s; or "
                "make vm", name);
}

int cgroup_hierarchy(enum controller which, struct hierarchy *hierarchy)
{
    static char self[16 * 1024], mounts[64 * 1024];

    if (read_lines("/proc/self/cgroup", ":", self, sizeof self) == -1
        || read_lines("/proc/self/mountinfo", " - cgroup", mounts,
                      sizeof mounts) == -1
        || cgroup_find(controller_names[which], self, mounts, hierarchy) == -1)
        return -1;
    if (hierarchy->read_only) {
        errno = EROFS;
        failed("%s", hierarchy->mount);
        cause("the cgroup file system is mounted read-only, as in most "
              "containers");
        return cure("run it on the host itself, or make vm");
    }
    int real = cgroup_is_real(hierarchy->directory, hierarchy->version);
    if (real == -1)
        return -1;
    if (real == 0) {
        failed_saying("not a cgroup", "%s", hierarchy->directory);
        cause("another file system is mounted over it; see statfs(2)");
        return cure("umount what covers %s", hierarchy->mount);
    }
    return has_controller(hierarchy, controller_names[which]);
}
