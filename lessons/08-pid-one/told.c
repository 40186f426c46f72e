/* told.c - what several steps of the story of lesson 8 say or do

   See also: clone(2), proc(5). */

#include "lessons/08-pid-one/told.h"

#include "common/files.h"
#include "common/owner.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/08-pid-one/deeds.h"

#include <sched.h>
#include <stdlib.h>

const char *told_unshare(void)
{
    return in_first_namespace("user") ? "sudo unshare" : "unshare -Ur";
}

int told_box(struct child *child, const char *what)
{
    if (undo_later(child_stop, child, what, NULL) == -1)
        return -1;
    return box_clone(child, CLONE_NEWPID, pid_one_deeds);
}

int told_number(struct child *child, int deed, int *number)
{
    char answer[64];

    if (child_order(child, deed, answer, sizeof answer) == -1)
        return -1;
    *number = (int) strtol(answer, NULL, 10);
    return 0;
}

int told_payload(struct child *child, pid_t *payload)
{
    struct children children;

    if (child_order(child, START, NULL, 0) == -1
        || children_of(child->pid, &children) == -1)
        return -1;
    *payload = children.pids[0];
    return 0;
}

const char *told_pid_namespaces(pid_t a, pid_t b)
{
    struct namespace_id one, other;

    if (namespace_of(a, "pid", &one) == -1
        || namespace_of(b, "pid", &other) == -1)
        return "(cannot be read)";
    return same_namespace(&one, &other) ? "same" : "different";
}

void told_children(pid_t pid, const struct children *children)
{
    char name[32];

    fact("host", "pid %d (%s) has %d children; zombies among them: %d",
         (int) pid, process_name(pid, name, sizeof name), children->count,
         children->zombies);
}
