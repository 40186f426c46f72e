/* enter.c - into a user namespace without anybody outside to help

   The question: who writes the maps, if there is only one process?  A child
   that is made before, and stays where it was.

   See also: user_namespaces(7), unshare(1). */

#include "common/failure.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/09-userns/idmap.h"

#include <sched.h>
#include <signal.h>
#include <unistd.h>

static const struct idmap *wanted; /* set before the fork that copies it */

static int write_for_parent(int deed, char *answer, size_t size)
{
    (void) deed, (void) answer, (void) size;
    return idmap_write(getppid(), wanted);
}

static int be_written_for(struct child *writer)
{
    if (enter_new_namespaces(CLONE_NEWUSER) == -1
        || child_order(writer, 1, NULL, 0) == -1)
        return -1;
    return idmap_become_root();
}

int idmap_enter(const struct idmap *map)
{
    struct child writer = { 0 };
    int status;

    wanted = map;
    if (child_fork(&writer, write_for_parent) == -1)
        return -1;
    /* Should the writer die, the order to it is an error and not our end. */
    void (*old)(int) = signal(SIGPIPE, SIG_IGN);
    int result = old == SIG_ERR ? failed("signal(SIGPIPE, SIG_IGN)")
                                : be_written_for(&writer);
    if (result == 0 && signal(SIGPIPE, old) == SIG_ERR)
        result = failed("signal(SIGPIPE)");
    struct failure why = *last_failure();
    /* It cannot be killed from here: it may be another user's now. */
    if (child_let_go(&writer) == -1 || child_wait(&writer, &status) == -1)
        return -1;
    return result == 0 ? 0 : adopt_failure(&why);
}
