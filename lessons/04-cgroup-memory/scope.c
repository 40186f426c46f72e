/* scope.c - working inside a cgroup that was delegated to us

   The question: how can a plain user have limits of his own, and why must the
   program that sets them leave its cgroup first?

   See also: cgroups(7), "Cgroups delegation" and "no internal processes rule";
   systemd-run(1), systemd.resource-control(5). */

#include "lessons/04-cgroup-memory/scope.h"

#include "common/failure.h"
#include "lessons/04-cgroup-memory/control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define MOST_MEMBERS 16

/* ---- is it ours? ------------------------------------------------------- */

/* The system's systemd marks what it delegates with extended attributes; only
   root can read trusted.*, and user.* came with version 251.  A user's systemd
   cannot mark: there it must do that the cgroup belongs to us. */
static bool is_marked(const char *directory)
{
    char mark[8];

    return getxattr(directory, "user.delegate", mark, sizeof mark) > 0
        || getxattr(directory, "trusted.delegate", mark, sizeof mark) > 0;
}

static bool belongs_to_us(const char *directory)
{
    struct stat status;

    return geteuid() != 0 && stat(directory, &status) == 0
        && status.st_uid == geteuid();
}

/* The root of a cgroup namespace looks like "/", but only the real root has no
   cgroup.type; cgroups(7). */
static bool is_namespace_root(const struct hierarchy *v2)
{
    char type[PATH_MAX + 16];

    snprintf(type, sizeof type, "%s/cgroup.type", v2->directory);
    return strcmp(v2->own, "/") == 0 && access(type, F_OK) == 0;
}

bool scope_is_delegated(const struct hierarchy *v2)
{
    return belongs_to_us(v2->directory) || is_marked(v2->directory)
        || is_namespace_root(v2);
}

/* --check tries the lesson in a child, so there may be two of us. */
static bool runs_our_program(pid_t pid)
{
    char path[64];
    struct stat theirs, ours;

    snprintf(path, sizeof path, "/proc/%d/exe", (int) pid);
    return pid == getpid()
        || (stat(path, &theirs) == 0 && stat("/proc/self/exe", &ours) == 0
            && theirs.st_dev == ours.st_dev && theirs.st_ino == ours.st_ino);
}

bool scope_is_ours_alone(const char *directory)
{
    pid_t pids[MOST_MEMBERS];
    int count = control_members(directory, pids, MOST_MEMBERS);

    if (count < 1 || count > MOST_MEMBERS)
        return false;
    for (int i = 0; i < count; i++)
        if (!runs_our_program(pids[i]))
            return false;
    return true;
}

/* ---- into the leaf, and back ------------------------------------------- */

static int move_all(const char *from, const char *to)
{
    pid_t pids[MOST_MEMBERS];
    char text[16];
    int count = control_members(from, pids, MOST_MEMBERS);

    if (count == -1)
        return last_failure()->error == ENOENT ? 0 : -1;
    for (int i = 0; i < count && i < MOST_MEMBERS; i++) {
        snprintf(text, sizeof text, "%d", (int) pids[i]);
        if (control_write(to, "cgroup.procs", text) == -1
            && last_failure()->error != ESRCH)
            return -1;
    }
    return 0;
}

/* Writes "+memory +cpu" or "-memory -cpu" to cgroup.subtree_control. */
static int switch_controllers(const struct cgroup *cgroup, char sign,
                              const char *directory)
{
    char text[64] = "";

    for (int i = 0; i < CG_CONTROLLERS; i++) {
        size_t used = strlen(text);
        if (cgroup->of[i].hierarchy.version == 2)
            snprintf(text + used, sizeof text - used, "%s%c%s",
                     used ? " " : "", sign, controller_names[i]);
    }
    if (control_write(directory, "cgroup.subtree_control", text) == -1)
        return sign == '-' && last_failure()->error == ENOENT ? 0 : -1;
    return 0;
}

static int make(const char *directory)
{
    if (mkdir(directory, 0755) == -1 && errno != EEXIST)
        return failed("mkdir(%s)", directory);
    return 0;
}

static int take_away(const char *directory)
{
    if (rmdir(directory) == -1 && errno != ENOENT)
        return failed("rmdir(%s)", directory);
    return 0;
}

int scope_enter(const struct cgroup *cgroup)
{
    char middle[PATH_MAX + 64], leaf[PATH_MAX + 80];

    snprintf(middle, sizeof middle, "%s/%s", cgroup->scope, cgroup->name);
    snprintf(leaf, sizeof leaf, "%s/lesson", middle);
    if (make(middle) == -1 || make(leaf) == -1
        || move_all(cgroup->scope, leaf) == -1)
        return -1;
    return switch_controllers(cgroup, '+', cgroup->scope) == -1
            || switch_controllers(cgroup, '+', middle) == -1 ? -1 : 0;
}

int scope_leave(const struct cgroup *cgroup)
{
    char middle[PATH_MAX + 64], leaf[PATH_MAX + 80];

    snprintf(middle, sizeof middle, "%s/%s", cgroup->scope, cgroup->name);
    snprintf(leaf, sizeof leaf, "%s/lesson", middle);
    if (switch_controllers(cgroup, '-', middle) == -1
        || switch_controllers(cgroup, '-', cgroup->scope) == -1
        || move_all(leaf, cgroup->scope) == -1)
        return -1;
    return take_away(leaf) == -1 || take_away(middle) == -1 ? -1 : 0;
}
