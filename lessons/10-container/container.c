/* container.c - the life of a container

   Theory of operation.  There are at most six processes:

     parent    on the host, what the user has started.  Makes what has to be
               made from outside (cgroup, id maps, cable), then waits.
     box       the container's process 1, born by clone(2) into new namespaces.
               Goes through container_main() stage by stage, each when the
               parent orders it, and ends up as an init that may do nothing any
               more.
     payload   the command: process 2, born by fork(2) when all is locked.
     janitor   on the host: cleans up if the parent is killed.
     relay     on the host, with --publish: copies connections.
     helper    on the host, for a moment: newuidmap(1), if ids come by it.

   Between parent and box are two pipes, orders and answers (child.h): the box
   does nothing before it is told to, so it is in its cgroup before it has run a
   line of its own, and the end of a pipe tells each that the other is gone.
   The terminal's master comes out of the box by a unix socket, once.  The
   janitor holds the end of a pipe that only the parent keeps open.

   Order matters, and says why:
     - the cgroup before the box does anything, or it would not be counted; and
       before its cgroup namespace, whose root is where it is at that moment;
     - mounts private before any other mount; /proc and /sys while the host's
       can still be seen; masks after the pivot, when no name leads out;
     - ids before capabilities, since a change of uid takes them away;
     - capabilities before the filter, which takes away the calls to drop them;
     - the filter last, and right before execve(2): all that comes before may
       then ask what the command may not.

   Nothing is left if any step fails: what outlives a process is registered with
   undo.h before it is made, the rest is gone with the box. */

#include "lessons/10-container/container.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/run.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/05-caps/caps.h"
#include "lessons/07-rootfs/rootfs.h"
#include "lessons/08-pid-one/init.h"
#include "lessons/09-userns/idmap.h"
#include "lessons/10-container/clean.h"
#include "lessons/10-container/inside.h"
#include "lessons/10-container/pty.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

/* ---- in the container -------------------------------------------------- */

static const struct container *it; /* as it was at our birth */
static int root, slave = -1;
static pid_t payload;
static char **command;

void container_is(const struct container *container)
{
    it = container;
}

static bool without(enum item item)
{
    return left_out(it->settings, item);
}

/* For --without=private: mounts shared with a namespace around the container,
   as systemd shares them, but with one where nobody is. */
static int share_mounts(void)
{
    if (rootfs_private() == -1)
        return -1;
    if (mount("none", "/", NULL, MS_REC | MS_SHARED, NULL) == -1)
        return failed("mount(/, MS_REC | MS_SHARED)");
    if (unshare(CLONE_NEWNS) == -1)
        return failed("unshare(CLONE_NEWNS)");
    return 0;
}

/* Layers are mounts of one mount namespace, so the image is opened in it. */
static int put_layers(void)
{
    int image = rootfs_open(it->image);

    if (image == -1)
        return -1;
    root = rootfs_layers(image);
    return root == -1 ? -1 : 0;
}

static int mount_proc_and_sys(void)
{
    if (rootfs_proc(root) == -1 || rootfs_sys(root) == -1)
        return -1;
    return without(CGROUP_NAMESPACE) ? 0 : rootfs_cgroup(root);
}

static int own_environment(void)
{
    const char *term = it->terminals ? getenv("TERM") : NULL;

    return clean_environment("/", it->settings->hostname, term,
                             it->settings->env);
}

/* Only what binds us to the parent stays open, and the terminal. */
static int close_files(void)
{
    int keep[3] = { -1, -1, slave };
    const int *ends = it->inside;

    if (ends && (dup2(ends[0], STDIN_FILENO) == -1
                 || dup2(ends[1], STDOUT_FILENO) == -1
                 || dup2(ends[1], STDERR_FILENO) == -1))
        return failed("dup2(pipe)");
    child_ends(keep);
    return clean_descriptors(keep, 3);
}

/* Without no_new_privs only CAP_SYS_ADMIN may install a filter, seccomp(2):
   then it comes before that is given up.  It allows to give up. */
static bool filter_comes_early(void)
{
    return without(NO_NEW_PRIVS) && !without(SECCOMP);
}

/* The user first: a change of uid from 0 empties the permitted set.  What then
   is left to another user than root is nothing. */
static int give_up_rights(void)
{
    const struct user *user = &it->settings->user;
    struct caps now;

    if ((filter_comes_early() && filter_install(&it->filter) == -1)
        || caps_of(0, &now) == -1)
        return -1;
    cap_set all = now.permitted & now.bounding;
    cap_set keep = without(CAPS) ? all : settings_caps(it->settings, all);
    if (user->uid != 0)
        keep = 0;
    if (caps_bound(keep) == -1 || user_become(user) == -1)
        return -1;
    /* The change has cleared it; if the parent is gone already, the next order
       does not come. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        return failed("prctl(PR_SET_PDEATHSIG)");
    return caps_keep(keep);
}

/* It has its size before the command asks for it. */
static int own_terminal(void)
{
    if (pty_make(it->terminal[1], "/dev", it->settings->user.uid, &slave) == -1)
        return -1;
    if (ioctl(slave, TIOCSWINSZ, &it->window) == -1)
        return failed("ioctl(TIOCSWINSZ)");
    return 0;
}

/* The command's words stand in the memory of our arguments. */
static int copy_command(void)
{
    size_t count = 0;

    while (it->command[count])
        count++;
    command = calloc(count + 1, sizeof *command);
    for (size_t i = 0; command && i < count; i++)
        if (!(command[i] = strdup(it->command[i])))
            return failed("strdup(the command)");
    return command ? 0 : failed("calloc(the command)");
}

/* From here on nobody inside can read what we were started with. */
static int hide(void)
{
    if (copy_command() == -1 || clean_arguments() == -1)
        return -1;
    return clean_hidden();
}

/* In process 2. */
static int become_command(void *unused)
{
    (void) unused;
    if (slave != -1 && pty_become(slave, it->terminals) == -1)
        return -1;
    return run_exec(command ? command : it->command);
}

static int start_command(char *answer, size_t size)
{
    if (without(INIT)) {
        if (signals_for_program() == -1)
            return -1;
        return become_command(NULL);
    }
    if (init_start(become_command, NULL, &payload) == -1)
        return -1;
    snprintf(answer, size, "%d", (int) payload);
    return 0;
}

static void serve(void)
{
    int status;

    /* The command may look at us, so there is nothing to be found.  But what is
       written to a terminal that nobody holds any more is lost; pty(7). */
    clean_descriptors(&slave, 1);
    if (init_serve(payload, &status) == -1)
        _exit(125);
    _exit(exit_status(status));
}

/* ANCHOR: main */
/* What happens inside: a table of contents of the lessons. */
static int container_main(enum stage stage, char *answer, size_t size)
{
    const struct settings *s = it->settings;

    switch (stage) {
    case JOIN:            return cgroup_gate_pass(&it->gate);      /* 4 */
    case BE_ROOT:         return idmap_become_root();              /* 9 */
    case OWN_GROUPS:      return enter_new_namespaces(CLONE_NEWCGROUP);
    case PRIVATE:         return without(PRIVATE_MOUNTS) ? share_mounts()
                                                         : rootfs_private();
    case LAYERS:          return put_layers();                     /* 7 */
    case PROC_AND_SYS:    return mount_proc_and_sys();
    case DEVICES:         return rootfs_dev(root) == -1 ? -1
                                                    : rootfs_mqueue(root);
    case ENTER:           return rootfs_enter(root);
    case MASK:            return rootfs_mask();
    case PROTECT:         return rootfs_protect();
    case SEAL:            return rootfs_seal();
    /* ANCHOR: life */
    case NAME:            return set_hostname(s->hostname);        /* 2 */
    case NETWORK:         return it->has_cable ? cable_take(&it->cable)
                                               : loopback_up();    /* 3 */
    case OWN_TERMINAL:    return own_terminal();
    case OWN_KEYRING:     return clean_keyring();
    case OWN_ENVIRONMENT: return own_environment();
    case OWN_UMASK:       return clean_umask();
    case NO_CORES:        return clean_limits();
    case CLOSE:           return close_files();
    case RIGHTS:          return give_up_rights();                 /* 5 */
    case LOCK:            return caps_no_new_privs();
    case FILTER:          return filter_comes_early() ? 0          /* 6 */
                                              : filter_install(&it->filter);
    case HIDE:            return hide();
    case COMMAND:         return start_command(answer, size);      /* 1, 8 */
    /* ANCHOR_END: life */
    default:              serve();
    }
    return -1;
}
/* ANCHOR_END: main */

/* Order N means: all stages up to N that are not done yet. */
int container_deeds(int order, char *answer, size_t size)
{
    static int done = FIRST_INSIDE - 1;

    while (done < order) {
        done++;
        if (container_has(it, (enum stage) done)
            && container_main((enum stage) done, answer, size) == -1)
            return -1;
    }
    return 0;
}
