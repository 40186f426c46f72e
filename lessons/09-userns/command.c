/* command.c - the lesson as a tool: [--map WHICH] -- CMD

   The question: how does a container engine start a program as root without
   being root itself?  Between fork and exec, in the child.

   See also: user_namespaces(7), unshare(1). */

#include "lessons/09-userns/command.h"

#include "common/failure.h"
#include "lessons/01-fork-wait/run.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/09-userns/idmap.h"
#include "lessons/09-userns/plain.h"

#include <sched.h>
#include <string.h>

enum which { BEST, OWN, RANGE, REMAP };

static enum which which;
static struct idmap map;

int map_take(const char *value)
{
    static const char *const names[] = { "own", "range", "remap" };

    for (int i = 0; i < 3; i++)
        if (strcmp(value, names[i]) == 0) {
            which = (enum which) (OWN + i);
            return 0;
        }
    return failed_saying("expected own, range or remap", "--map=%s", value);
}

bool map_is_given(void)
{
    return which != BEST;
}

/* ANCHOR: between */
/* In the child, after fork(2) and before execve(2). */
static int become_root_in_a_box(void)
{
    if (idmap_enter(&map) == -1)
        return -1;
    /* New ones belong to the user namespace of their maker: now to ours. */
    return enter_new_namespaces(CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWNS);
}
/* ANCHOR_END: between */

/* Remapping is for root; all else is for a plain user, which root becomes. */
static int choose_map(void)
{
    if (which == REMAP)
        return idmap_remap(&map);
    if (plain_become() == -1)
        return -1;
    if (which == OWN)
        return idmap_own(&map);
    if (which == BEST)
        return idmap_choose(&map);
    return idmap_range(&map) == 1 ? 0 : -1;
}

int userns_run(char *argv[])
{
    int status = 125;

    if (choose_map() == -1
        || run_command(argv, become_root_in_a_box, &status) == -1)
        speak_failure(USERNS_NAME);
    return status;
}
