/* orphan.c - processes whose parent ended first

   The question: who waits for a process whose parent is gone?  Process 1, or
   the nearest ancestor that has declared itself a subreaper.

   See also: prctl(2), pipe(7), wait(2). */

#include "lessons/01-fork-wait/orphan.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"
#include "lessons/01-fork-wait/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_ORPHANS 2

static int leash[2] = { -1, -1 };
static struct child parent; /* the one that ends first */
static pid_t orphans[MOST_ORPHANS];
static int count;

/* In the parent of the orphan-to-be. */
static int leave_orphan(int deed, char *answer, size_t size)
{
    (void) deed;
    pid_t orphan = fork();

    if (orphan == -1)
        return failed("fork()");
    if (orphan == 0) {
        char byte;
        /* It keeps its leash and nothing else: whoever holds the end of another
           pipe hides from its reader that the writer has ended; pipe(7). */
        if (dup2(leash[0], STDIN_FILENO) == -1
            || close_range(STDIN_FILENO + 1, ~0U, 0) == -1)
            _exit(1);
        _exit(read(STDIN_FILENO, &byte, 1) == 0 ? 0 : 1);
    }
    snprintf(answer, size, "%d", (int) orphan);
    return 0;
}

int orphan_make(pid_t *orphan)
{
    char answer[64];
    int status;

    if (count == MOST_ORPHANS)
        return failed_saying("too many", "orphan_make()");
    if (leash[0] == -1 && pipe2(leash, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    if (undo_later(child_stop, &parent, "the orphan's parent", NULL) == -1
        || child_fork(&parent, leave_orphan) == -1
        || child_order(&parent, 1, answer, sizeof answer) == -1)
        return -1;
    *orphan = (pid_t) strtol(answer, NULL, 10);
    orphans[count++] = *orphan;
    child_let_go(&parent);
    if (child_wait(&parent, &status) == -1)
        return -1;
    undo_forget(&parent);
    return 0;
}

int become_subreaper(void)
{
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1)
        return failed("prctl(PR_SET_CHILD_SUBREAPER)");
    return 0;
}

/* Takes an orphan that is ours by adoption.  waitpid(2) has nothing to do with
   the children of others, and until it has taken one of ours, the pid is not used
   again: it is safe to kill.  A stopped one does not see the end of file. */
static int collect(pid_t orphan)
{
    pid_t taken = waitpid(orphan, NULL, WNOHANG);

    if (taken == 0 && kill(orphan, SIGKILL) == -1)
        return failed("kill(%d, SIGKILL)", (int) orphan);
    if (taken == 0)
        taken = waitpid(orphan, NULL, 0);
    return taken == -1 && errno != ECHILD
        ? failed("waitpid(%d)", (int) orphan) : 0;
}

int orphans_end(void *unused)
{
    int result = 0;

    (void) unused;
    close_fd(&leash[0]);
    close_fd(&leash[1]);
    leash[0] = leash[1] = -1;
    while (count > 0)
        result |= collect(orphans[--count]);
    return result;
}
