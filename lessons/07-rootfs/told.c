/* told.c - what several steps of the story of lesson 7 say or do

   See also: unshare(1), proc(5). */

#include "lessons/07-rootfs/told.h"

#include "common/owner.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/07-rootfs/look.h"

#include <stdio.h>

int told_child(struct child *child, const char *what)
{
    if (undo_later(child_stop, child, what, NULL) == -1)
        return -1;
    return child_fork(child, rootfs_deeds);
}

int told_order(struct child *child, enum deed deed)
{
    return child_order(child, (int) deed, NULL, 0);
}

const char *told_as_root(void)
{
    return in_first_namespace("user") ? "sudo" : "unshare -Ur";
}

const char *told_new_mounts(void)
{
    return in_first_namespace("user") ? "sudo unshare -m" : "unshare -Urm";
}

int told_root(const char *who, const char *path)
{
    char names[1024], system[128];

    if (look_names(path, names, sizeof names, NULL) == -1
        || look_system(path, system, sizeof system) == -1)
        return -1;
    fact(who, "/ has %s", names);
    fact(who, "/etc/os-release: %s", system);
    return 0;
}

int told_root_of(const struct child *child)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/root", (int) child->pid);
    return told_root("box", path);
}

int told_same_root(const struct child *child, const char *link,
                   const char *words)
{
    int same = look_same_root(child->pid, link);

    if (same == -1)
        return -1;
    fact("box", "%s -> %s", words, same ? "same" : "different");
    return 0;
}
