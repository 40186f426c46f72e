/* box.c - the container of lesson 10, as a process to compare others with

   The question: what turns a shell into "a container"?  All of lesson 10, which
   is all of lessons 1 to 9.

   See also: namespaces(7), cgroups(7), capabilities(7), seccomp(2). */

#include "lessons/12-no-such-thing/box.h"

#include "common/failure.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/08-pid-one/look.h"
#include "lessons/10-container/container.h"
#include "lessons/10-container/talk.h"

static struct settings settings;
static struct container box;
static struct talk talk; /* what keeps the shell waiting */
static pid_t shell_pid;

static void is_told_elsewhere(const char *note)
{
    (void) note;
}

int boxed_ready(void)
{
    static char *shell[] = { "sh", NULL };

    if (need_root("12-no-such-thing", NULL) == -1)
        return -1;
    settings = default_settings;
    settings.network = false;
    settings.memory = 64 << 20;
    settings.cpu = 50;
    settings.pids = 64;
    return container_prepare(&box, &settings, shell, is_told_elsewhere);
}

/* Process 1 of the container is lesson 10's; its child is the shell. */
static int find_shell(void)
{
    struct children children;

    if (children_of(box.box.pid, &children) == -1)
        return -1;
    if (children.count != 1)
        return failed_saying("expected one", "children of %d",
                             (int) box.box.pid);
    shell_pid = children.pids[0];
    return 0;
}

/* ANCHOR: start */
int boxed_start(void)
{
    if (talk_open(&talk) == -1)
        return -1;
    box.inside = talk.inside;
    box.terminals = 0;
    if (container_do(&box, 0, COMMAND) == -1)
        return -1;
    talk_given(&talk);
    return find_shell();
}
/* ANCHOR_END: start */

pid_t boxed_pid(void)
{
    return shell_pid;
}

int boxed_sweep(void (*removed)(const char *path))
{
    return cgroup_sweep(NULL, removed);
}
