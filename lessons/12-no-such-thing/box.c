/* box.c - a process to which everything was done that lessons 2 to 6 can do

   The question: what turns a shell into "a container"?  The calls of the five
   lessons, one after the other, in the order that lets each still be made.

   See also: namespaces(7), cgroups(7), capabilities(7), seccomp(2). */

#include "lessons/12-no-such-thing/box.h"

#include "common/failure.h"
#include "common/undo.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/04-cgroup-memory/cgroup.h"
#include "lessons/05-caps/caps.h"
#include "lessons/06-seccomp/filter.h"
#include "lessons/06-seccomp/tables.h"

#include <sched.h>
#include <sys/mount.h>

#define NAMESPACES (CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC \
                    | CLONE_NEWCGROUP)

static struct cgroup group;
static struct child box;

/* ---- in the child ------------------------------------------------------ */

enum deed { TAKE_VIEW = 1, GIVE_UP, BECOME_SHELL };

static int take_view(void)
{
    if (enter_new_namespaces(NAMESPACES) == -1 || set_hostname("box") == -1
        || loopback_up() == -1)
        return -1;
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)
        == -1)
        return failed("mount(proc, /proc)");
    return 0;
}

static int give_up(void)
{
    struct filter filter;
    struct caps now;

    if (caps_read(&now) == -1
        || caps_keep(podman_keeps & now.permitted & now.bounding) == -1
        || caps_no_new_privs() == -1
        || filter_build(&deny_two, &filter) == -1)
        return -1;
    return filter_install(&filter);
}

static int obey(int deed, char *answer, size_t size)
{
    char *const shell[] = { "sh", "-c", "read -r line", NULL };

    (void) answer;
    (void) size;
    switch (deed) {
    case TAKE_VIEW: return take_view();
    case GIVE_UP:   return give_up();
    default:        return child_becomes(shell);
    }
}

/* ---- in the parent ----------------------------------------------------- */

int boxed_ready(void)
{
    if (need_root("12-no-such-thing", "-Ur") == -1)
        return -1;
    return cgroup_plan(&group);
}

static int make_group(void)
{
    char what[128], by_hand[160];

    cgroup_words(&group, what, by_hand);
    if (undo_later(cgroup_undo, &group, what, by_hand) == -1
        || cgroup_create(&group) == -1
        || cgroup_limit_memory(&group, 64 << 20) == -1
        || cgroup_limit_cpu(&group, 50) == -1)
        return -1;
    return cgroup_limit_pids(&group, 64);
}

/* ANCHOR: start */
int boxed_start(void)
{
    if (make_group() == -1
        || undo_later(child_stop, &box, "the box", NULL) == -1
        || box_clone(&box, CLONE_NEWPID, obey) == -1
        || cgroup_join(&group, box.pid) == -1
        || child_order(&box, TAKE_VIEW, NULL, 0) == -1
        || child_order(&box, GIVE_UP, NULL, 0) == -1)
        return -1;
    return child_order_exec(&box, BECOME_SHELL);
}
/* ANCHOR_END: start */

pid_t boxed_pid(void)
{
    return box.pid;
}

int boxed_sweep(void (*removed)(const char *path))
{
    return cgroup_sweep(NULL, removed);
}
