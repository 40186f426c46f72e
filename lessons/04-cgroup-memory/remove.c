/* remove.c - a cgroup directory, emptied and removed

   The question: why does rmdir say "Device or resource busy" of an
   empty-looking directory?  Not its files keep it, but live processes.  (A
   zombie does not.)

   See also: cgroups(7), rmdir(2), pidfd_open(2), pidfd_send_signal(2). */

#include "lessons/04-cgroup-memory/remove.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"
#include "common/wait.h"
#include "lessons/04-cgroup-memory/control.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#define MOST_KILLED 512
#define ROUNDS 200
#define ROUND_MS 10

/* ---- emptied ------------------------------------------------------------ */

/* True if a line of /proc/PID/cgroup ends in the part of DIRECTORY that begins
   with our name. */
static bool is_in(const char *groups, const char *directory)
{
    const char *name = strstr(directory, "/" OWNER_PREFIX);
    size_t length = name ? strlen(name) : 0;

    while (name && (groups = strstr(groups, name))) {
        groups += length;
        if (*groups == '\n' || *groups == '\0')
            return true;
    }
    return false;
}

/* A pid that was read from a file may be another process's by now.  A pidfd
   holds on to one process: if that one is in our cgroup, nobody else is hit;
   pidfd_open(2). */
static int kill_member(const char *directory, pid_t pid)
{
    char path[64], groups[8192];

    CLOSES int process = pidfd_open(pid, 0);
    if (process == -1)
        return errno == ESRCH ? 0 : failed("pidfd_open(%d)", (int) pid);
    snprintf(path, sizeof path, "/proc/%d/cgroup", (int) pid);
    if (read_file(path, groups, sizeof groups) == -1
        || !is_in(groups, directory))
        return 0;
    if (pidfd_send_signal(process, SIGKILL, NULL, 0) == -1 && errno != ESRCH)
        return failed("pidfd_send_signal(%d, SIGKILL)", (int) pid);
    return 0;
}

/* ANCHOR: kill */
static int kill_members(const char *directory)
{
    pid_t pids[MOST_KILLED];

    /* Since Linux 5.14, on v2: all at once, also those that are being forked.
       Before, and on v1: one by one, again until nobody is left. */
    if (control_write(directory, "cgroup.kill", "1") == 0)
        return 0;
    int count = control_members(directory, pids, MOST_KILLED);
    if (count == -1) /* ENODEV: removed by another sweep after open(2) */
        return last_failure()->error == ENOENT
               || last_failure()->error == ENODEV ? 0 : -1;
    for (int i = 0; i < count && i < MOST_KILLED; i++)
        if (kill_member(directory, pids[i]) == -1)
            return -1;
    return 0;
}
/* ANCHOR_END: kill */

/* ---- removed ------------------------------------------------------------ */

int directory_rmdir(const char *directory)
{
    char members[160];

    if (rmdir(directory) == 0 || errno == ENOENT)
        return 0;
    failed("rmdir(%s)", directory);
    if (last_failure()->error == EBUSY) {
        cause("live processes are in it: %s; see cgroups(7)",
              control_members_words(directory, members, sizeof members));
        cure("end them first");
    }
    return -1;
}

static int empty_and_remove(const char *directory)
{
    int result = -1, stopped = 0;

    /* A killed process needs a moment to end.  A signal that asks us to stop
       meanwhile is taken, and put back when the directory is gone. */
    for (int round = 0; result == -1 && round < ROUNDS; round++) {
        if (round > 0 && wait_for(-1, ROUND_MS) == -1
            && last_failure()->signal)
            stopped = last_failure()->signal;
        if (kill_members(directory) == -1)
            break;
        result = directory_rmdir(directory);
        if (result == -1 && last_failure()->error != EBUSY)
            break;
    }
    if (stopped)
        raise(stopped);
    return result;
}

int directory_remove(const char *directory)
{
    char below[PATH_MAX];
    const struct dirent *entry;
    int result = 0;

    DIR *list = opendir(directory);
    if (!list)
        return errno == ENOENT ? 0 : failed("opendir(%s)", directory);
    while (errno = 0, result == 0 && (entry = readdir(list))) {
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.'
            && snprintf(below, sizeof below, "%s/%s", directory,
                        entry->d_name) < PATH_MAX)
            result = directory_remove(below);
    }
    if (result == 0 && errno && errno != ENOENT) /* removed by another sweep */
        result = failed("readdir(%s)", directory);
    closedir(list);
    return result == 0 ? empty_and_remove(directory) : -1;
}
