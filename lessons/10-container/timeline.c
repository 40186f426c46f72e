/* timeline.c - the stages of a container's life, with their times

   The question: what does it take to start a container, and how long?  Where
   there is no timeline to tell, all that happens inside is one order.

   See also: clock_gettime(2), strace(1). */

#include "lessons/10-container/timeline.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* ANCHOR: stages */
const struct stage_words stage_words[STAGES] = {
    [RESERVE] = { 3, "an address that nobody has",
                  "bind, RTM_GETROUTE; to publish: listen" },
    [HIRE] = { 10, "somebody who cleans up if we are killed", "fork, setsid" },
    [BIRTH] = { 2, "a process in new namespaces; it waits",
                "mkdir; v1: clone; v2: clone3" },
    [MAP_IDS] = { 9, "its ids: root inside is nobody outside",
                  "write(uid_map, gid_map)" },
    [LIMIT] = { 4, "how much it may use, before it runs",
                "write(memory.*, pids.max)" },
    [PLUG] = { 3, "a cable from its network to ours",
               "RTM_NEWLINK, RTM_NEWADDR" },
    [ANSWER] = { 10, "ports of the host that lead to it", "fork, capset" },
    [JOIN] = { 4, "it is in its cgroup",
               "none; v1: write(tasks); v2: it was born there" },
    [BE_ROOT] = { 9, "it becomes root of its user namespace", "setresuid" },
    [OWN_GROUPS] = { 4, "its cgroup is the root that it sees",
                     "unshare(CLONE_NEWCGROUP)" },
    [PRIVATE] = { 7, "its mounts are seen by nobody else",
                  "mount(MS_PRIVATE)" },
    [LAYERS] = { 7, "the image, and a layer for what it writes",
                 "mount(overlay)" },
    [PROC_AND_SYS] = { 7, "/proc and /sys of its own namespaces",
                       "mount(proc, sysfs)" },
    [DEVICES] = { 7, "six devices, and terminals of its own",
                  "mount(tmpfs, devpts), mknod" },
    [ENTER] = { 7, "the image is /, and the host is gone",
                "pivot_root, umount2" },
    [MASK] = { 7, "what tells of the host is covered", "mount(MS_BIND)" },
    [PROTECT] = { 7, "what rules the host is read-only",
                  "mount(MS_REMOUNT)" },
    [SEAL] = { 7, "its root is read-only", "mount(MS_REMOUNT)" },
    [NAME] = { 2, "a host name", "sethostname" },
    [NETWORK] = { 3, "its devices are up", "ioctl(SIOCSIFFLAGS); "
                  "with a cable: RTM_NEWADDR, RTM_NEWLINK" },
    [OWN_TERMINAL] = { 10, "a terminal of its own", "open(ptmx), sendmsg" },
    [OWN_KEYRING] = { 10, "no keys of the caller",
                      "keyctl(JOIN_SESSION_KEYRING)" },
    [OWN_ENVIRONMENT] = { 10, "no variables of the caller", "none" },
    [OWN_UMASK] = { 10, "modes of new files", "umask" },
    [NO_CORES] = { 10, "no memory images", "setrlimit" },
    [CLOSE] = { 10, "no open files of the caller", "close_range" },
    [RIGHTS] = { 5, "a few capabilities are left of root's",
                 "setresuid, prctl(CAPBSET_DROP), capset" },
    [LOCK] = { 5, "no program gives more", "prctl(NO_NEW_PRIVS)" },
    [FILTER] = { 6, "what it may ask the kernel", "seccomp" },
    [HIDE] = { 10, "nobody inside may look at its first process",
               "prctl(DUMPABLE)" },
    [COMMAND] = { 8, "its first process starts the command", "fork, execve" },
};
/* ANCHOR_END: stages */

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static int do_and_tell(struct container *container, enum stage stage)
{
    const struct stage_words *words = &stage_words[stage];
    double start = now();

    if (container_do(container, stage, stage) == -1)
        return -1;
    dprintf(STDERR_FILENO, "%7.3f ms  lesson %-2d  %s: %s\n", now() - start,
            words->lesson, words->what, words->calls);
    return 0;
}

int timeline_start(struct container *container)
{
    if (!container->settings->timeline)
        return container_do(container, 0, COMMAND);
    for (enum stage stage = 0; stage <= COMMAND; stage++)
        if (container_has(container, stage)
            && do_and_tell(container, stage) == -1)
            return -1;
    return 0;
}

void timeline_ended(int status)
{
    dprintf(STDERR_FILENO, "            it ended with status %d\n", status);
}

void timeline_removed(const char *what)
{
    dprintf(STDERR_FILENO, "            removed: %s\n", what);
}
