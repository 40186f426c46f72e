/* places.c - where deeds are tried: boxes, and one process of nobody */

#include "lessons/05-caps/places.h"

#include "common/failure.h"
#include "common/undo.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

/* An order from TRY on means: try deeds[order - TRY]. */
enum order { BECOME_NOBODY = 1, PREPARE, KEEP, TRY = 32 };

static struct child nobody;
static cap_set to_keep; /* of the box that is born next */

/* ---- in the children --------------------------------------------------- */

static int become_nobody(void)
{
    if (setresuid(NOBODY, NOBODY, NOBODY) == -1)
        return failed("setresuid(%d)", NOBODY);
    /* A change of user has cleared it; prctl(2). */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        return failed("prctl(PR_SET_PDEATHSIG)");
    return 0;
}

static int obey(int order, char *answer, size_t size)
{
    int said;

    switch (order) {
    case BECOME_NOBODY: return become_nobody();
    case PREPARE:       return deeds_prepare(nobody.pid);
    case KEEP:          return caps_keep(to_keep);
    }
    if (deed_try(order - TRY, &said) == -1)
        return -1;
    snprintf(answer, size, "%d", said);
    return 0;
}

/* ---- in the parent ----------------------------------------------------- */

/* Whoever lacks CAP_KILL may not kill another user's process, kill(2): it ends
   by itself at the end of its orders. */
static int end_nobody(void *child)
{
    int status;

    if (child_stop(child) == 0)
        return 0;
    child_let_go(child);
    return child_wait(child, &status);
}

/* In a user namespace with one user there is no other: setresuid(2) says
   EINVAL, and the deeds that need him are not to be had. */
static int make_nobody(void)
{
    if (undo_later(end_nobody, &nobody, "the process of nobody", NULL) == -1
        || child_fork(&nobody, obey) == -1)
        return -1;
    if (child_order(&nobody, BECOME_NOBODY, NULL, 0) == 0)
        return 0;
    return last_failure()->error == EINVAL ? undo_now(&nobody) : -1;
}

int place_make(struct child *box, cap_set keep, const char *what)
{
    static bool first = true;

    if (first && make_nobody() == -1)
        return -1;
    first = false;
    to_keep = keep;
    if (undo_later(child_stop, box, what, NULL) == -1
        || child_fork(box, obey) == -1)
        return -1;
    return child_order(box, PREPARE, NULL, 0);
}

int place_keep(struct child *box)
{
    return child_order(box, KEEP, NULL, 0);
}

int place_try(struct child *box, int row, int *said)
{
    char answer[32];

    if (child_order(box, TRY + row, answer, sizeof answer) == -1)
        return -1;
    *said = (int) strtol(answer, NULL, 10);
    return 0;
}

pid_t nobodys_pid(void)
{
    return nobody.pid;
}
