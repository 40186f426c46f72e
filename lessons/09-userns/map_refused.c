/* map_refused.c - why a map was not taken

   The question: "Operation not permitted", and there are seven reasons.  Each
   is probed, in the order of user_namespaces(7).

   See also: user_namespaces(7), capabilities(7). */

#include "lessons/09-userns/map_refused.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/00-your-machine/limits.h"
#include "lessons/02-unshare/namespaces.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- probes ------------------------------------------------------------ */

static bool is_in_our_namespace(pid_t pid)
{
    struct failure asked_about = *last_failure();
    struct namespace_id theirs, ours;
    bool same = namespace_of(pid, "user", &theirs) == 0
             && namespace_of(getpid(), "user", &ours) == 0
             && same_namespace(&theirs, &ours);

    adopt_failure(&asked_about);
    return same;
}

/* A map that nobody has written is an empty file.  These files of a process
   are always there: one that cannot be read is a failure, and recorded. */
static bool is_written(pid_t pid, const char *file)
{
    char path[64], text[512];

    snprintf(path, sizeof path, "/proc/%d/%s", (int) pid, file);
    return read_file(path, text, sizeof text) > 0;
}

static bool setgroups_is_allowed(pid_t pid)
{
    char path[64], text[16];

    snprintf(path, sizeof path, "/proc/%d/setgroups", (int) pid);
    return read_file(path, text, sizeof text) > 0
        && strcmp(text, "allow") == 0;
}

/* Without CAP_SETUID (or CAP_SETGID) outside: one line, one id, one's own. */
static bool is_own(const char *file, const struct id_run runs[IDMAP_RUNS])
{
    unsigned own = strcmp(file, "uid_map") == 0 ? geteuid() : getegid();

    return runs[0].outside == own && runs[0].count == 1 && !runs[1].count;
}

static bool run_exists(const char *map, const struct id_run *run)
{
    struct id_run line;
    int used;

    while (sscanf(map, "%u %u %u %n", &line.inside, &line.outside, &line.count,
                  &used) == 3) {
        if (run->outside >= line.inside
            && run->outside - line.inside < line.count
            && run->count <= line.count - (run->outside - line.inside))
            return true;
        map += used;
    }
    return false;
}

bool ids_exist(const char *file, const struct id_run runs[IDMAP_RUNS])
{
    char path[64], map[8192];

    snprintf(path, sizeof path, "/proc/self/%s", file);
    if (probe_file(path, map, sizeof map) == -1)
        return false;
    for (int i = 0; i < IDMAP_RUNS && runs[i].count; i++)
        if (!run_exists(map, &runs[i]))
            return false;
    return true;
}

/* ---- the causes, in words ---------------------------------------------- */

static int explain_setgroups(pid_t pid, int error)
{
    if (!is_written(pid, "gid_map"))
        return user_namespace_refused(error);
    cause("setgroups is decided before gid_map is written, and that is done");
    return cure("write setgroups first");
}

static int explain_ids(const char *file, const struct id_run runs[IDMAP_RUNS],
                       int error)
{
    bool users = strcmp(file, "uid_map") == 0;

    if (!is_own(file, runs)
        && !has_capability(users ? CAP_SETUID : CAP_SETGID)) {
        cause("a plain user may map one id, his own (%u), and this is another",
              users ? geteuid() : getegid());
        return cure("newuidmap and newgidmap write what /etc/subuid and "
                    "/etc/subgid allow");
    }
    if (!ids_exist(file, runs)) {
        cause("an id outside does not exist in our own user namespace; "
              "/proc/self/%s has those that do", file);
        return cure("map ids that exist, or run it outside of this namespace");
    }
    return user_namespace_refused(error);
}

int map_refused(pid_t pid, const char *file,
                const struct id_run runs[IDMAP_RUNS])
{
    int error = last_failure()->error;

    if (error == ENOENT || error == ESRCH) {
        cause("process %d has ended", (int) pid);
        return cure("run the lesson again");
    }
    if (is_in_our_namespace(pid)) {
        cause("process %d is in our own user namespace: it made no new one",
              (int) pid);
        return cure("unshare(CLONE_NEWUSER) in the process first");
    }
    if (!runs)
        return explain_setgroups(pid, error);
    if (is_written(pid, file)) {
        cause("a map is written once, and it was written before");
        return cure("make a new user namespace");
    }
    if (error == EINVAL) {
        cause("a map has three numbers a line, no count of 0, no id twice");
        return cure("see user_namespaces(7), Defining user and group ID "
                    "mappings");
    }
    if (strcmp(file, "gid_map") == 0 && setgroups_is_allowed(pid)
        && !has_capability(CAP_SETGID)) {
        cause("setgroups is not denied yet: a user could drop a group that a "
              "file shuts out");
        return cure("write deny to /proc/%d/setgroups first", (int) pid);
    }
    return explain_ids(file, runs, error);
}
