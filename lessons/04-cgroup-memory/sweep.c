/* sweep.c - cgroups that killed runs left behind

   The question: whose is this directory?  A cgroup does not go with the process
   that made it, but its name tells whose it was.

   See also: cgroups(7), nftw(3). */

#include "lessons/04-cgroup-memory/cgroup.h"

#include "common/failure.h"
#include "lessons/04-cgroup-memory/remove.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#define OPEN_DIRECTORIES 16

static void (*tell)(const char *path);

/* Returns 1 if it has removed it, 0 if it is not ours or alive, or -1. */
static int sweep_one(const char *path, const char *name)
{
    int dead = owner_is_dead(name);

    if (dead != 1)
        return dead;
    if (directory_remove(path) == -1)
        return -1;
    tell(path);
    return 1;
}

/* ---- beside a cgroup of ours ------------------------------------------- */

static int sweep_in(const char *parent)
{
    char path[PATH_MAX];
    const struct dirent *entry;
    int result = 0;

    DIR *list = opendir(parent);
    if (!list)
        return failed("opendir(%s)", parent);
    while (errno = 0, result != -1 && (entry = readdir(list)))
        if (snprintf(path, sizeof path, "%s/%s", parent, entry->d_name)
            < PATH_MAX)
            result = sweep_one(path, entry->d_name);
    if (result != -1 && errno)
        result = failed("readdir(%s)", parent);
    closedir(list);
    return result == -1 ? -1 : 0;
}

/* ---- everywhere --------------------------------------------------------- */

static int visit(const char *path, const struct stat *status, int type,
                 struct FTW *position)
{
    (void) status;
    if (type != FTW_D)
        return FTW_CONTINUE;
    int removed = sweep_one(path, path + position->base);
    if (removed == -1)
        return FTW_STOP;
    return removed ? FTW_SKIP_SUBTREE : FTW_CONTINUE;
}

/* Others come and go meanwhile: a directory that has gone between being listed
   and being entered ends the walk with ENOENT, and it begins again. */
static int sweep_below(const char *mount)
{
    int result, tries = 0;

    do
        result = nftw(mount, visit, OPEN_DIRECTORIES,
                      FTW_PHYS | FTW_MOUNT | FTW_ACTIONRETVAL);
    while (result == -1 && errno == ENOENT && ++tries < 100);

    if (result == FTW_STOP)
        return -1;
    return result == -1 ? failed("nftw(%s)", mount) : 0;
}

/* ------------------------------------------------------------------------ */

int cgroup_sweep(const struct cgroup *cgroup,
                 void (*removed)(const char *path))
{
    static struct hierarchy hierarchy;
    static char before[PATH_MAX];

    tell = removed;
    before[0] = '\0';
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        if (cgroup && sweep_in(cgroup->of[i].parent) == -1)
            return -1;
        if (cgroup || cgroup_hierarchy((enum controller) i, &hierarchy) == -1
            || strcmp(hierarchy.mount, before) == 0)
            continue;
        if (sweep_below(hierarchy.mount) == -1)
            return -1;
        snprintf(before, sizeof before, "%s", hierarchy.mount);
    }
    return 0;
}
