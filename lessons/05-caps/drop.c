/* drop.c - a child that gives something up, and then becomes another program

   The question: what of it is still gone after execve(2)?

   See also: capabilities(7), Capabilities and execution of programs by root. */

#include "lessons/05-caps/drop.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"

#define BECOME_SHELL 100

static int is_given_up(enum how how)
{
    struct caps now;

    if (caps_of(0, &now) == -1
        || caps_must_be("effective", 0, now.effective) == -1
        || caps_must_be("permitted", 0, now.permitted) == -1)
        return -1;
    return how == DROP_BOUNDING ? caps_must_be("bounding", 0, now.bounding) : 0;
}

static int give_up(enum how how)
{
    if (how == DROP_BOUNDING && caps_bound(0) == -1)
        return -1;
    if (how == DROP_LOCKED && caps_no_new_privs() == -1)
        return -1;
    return caps_lower(0) == -1 ? -1 : is_given_up(how);
}

static int obey(int order, char *answer, size_t size)
{
    char *const shell[] = { "sh", "-c", "read -r line", NULL };

    (void) answer;
    (void) size;
    if (order == BECOME_SHELL)
        return child_becomes(shell);
    return give_up((enum how) order);
}

/* When uid 0 executes a program, permitted and effective set are filled from
   the bounding set, unless a lock is on; capabilities(7). */
static int execve_gave(enum how how, const struct caps *after)
{
    cap_set given = how == DROP_ONLY ? after->bounding : 0;

    if (how == DROP_ONLY && after->no_new_privs) {
        failed_saying("execve(2) gives nothing back", "no_new_privs");
        cause("it was on before the lesson, and cannot be taken off; prctl(2)");
        return cure("start the lesson where grep NoNewPrivs /proc/self/status "
                    "says 0");
    }
    if (caps_survive_exec(given) == -1)
        return -1;
    return caps_must_be("effective", given, after->effective);
}

/* An execve(2) that gains capabilities clears PR_SET_PDEATHSIG, prctl(2).  The
   shell ends all the same when we do: its input is our pipe. */
int drop_and_exec(struct child *child, enum how how, struct caps *before,
                  struct caps *after)
{
    if (undo_later(child_stop, child, "a shell", NULL) == -1
        || child_fork(child, obey) == -1
        || child_order(child, (int) how, NULL, 0) == -1
        || caps_of(child->pid, before) == -1
        || child_order_exec(child, BECOME_SHELL) == -1)
        return -1;
    char state = process_state(child->pid);
    if (state == '\0' || state == '?')
        return -1;
    if (state == 'Z')
        return failed_saying("somebody killed it", "execve(sh) in child %d",
                             (int) child->pid);
    return caps_of(child->pid, after) == -1 ? -1 : execve_gave(how, after);
}
