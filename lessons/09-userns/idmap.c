/* idmap.c - which id inside a user namespace is which id outside

   The question: how does a plain user become root?  In a new user namespace
   nobody has a number yet, and three files say which number inside is which one
   outside.  Inside 0 may then be outside anybody.

   See also: user_namespaces(7), setgroups(2), setresuid(2). */

#include "lessons/09-userns/idmap.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/09-userns/helper.h"
#include "lessons/09-userns/map_refused.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

unsigned idmap_outside(const struct id_run runs[IDMAP_RUNS], unsigned id)
{
    for (int i = 0; i < IDMAP_RUNS; i++)
        if (id >= runs[i].inside && id - runs[i].inside < runs[i].count)
            return runs[i].outside + (id - runs[i].inside);
    return (unsigned) -1;
}

/* ---- the three files --------------------------------------------------- */

static const char *path_of(pid_t pid, const char *file, char path[64])
{
    snprintf(path, 64, "/proc/%d/%s", (int) pid, file);
    return path;
}

/* ANCHOR: runs */
/* The whole map in one write(2): the second one would be refused. */
int idmap_write_runs(pid_t pid, const char *file,
                     const struct id_run runs[IDMAP_RUNS])
{
    char path[64], lines[IDMAP_RUNS * 40] = "";

    for (int i = 0; i < IDMAP_RUNS && runs[i].count; i++)
        snprintf(lines + strlen(lines), sizeof lines - strlen(lines),
                 "%s%u %u %u", i ? "\n" : "", runs[i].inside, runs[i].outside,
                 runs[i].count);
    if (write_file(path_of(pid, file, path), lines) == 0)
        return 0;
    return map_refused(pid, file, runs);
}
/* ANCHOR_END: runs */

int idmap_deny_setgroups(pid_t pid)
{
    char path[64];

    if (write_file(path_of(pid, "setgroups", path), "deny") == 0)
        return 0;
    return map_refused(pid, "setgroups", NULL);
}

/* ANCHOR: order */
static int write_all(pid_t pid, const struct idmap *map)
{
    if (idmap_write_runs(pid, "uid_map", map->uids) == -1)
        return -1;
    /* Before gid_map, which is refused to a plain user until nobody inside can
       drop a group any more: some files say "all but this group may". */
    if (!map->may_setgroups && idmap_deny_setgroups(pid) == -1)
        return -1;
    return idmap_write_runs(pid, "gid_map", map->gids);
}
/* ANCHOR_END: order */

/* ---- and what they say now --------------------------------------------- */

static int must_be(pid_t pid, const char *file,
                   const struct id_run runs[IDMAP_RUNS])
{
    char path[64], text[512];
    const char *rest = text;

    if (read_file(path_of(pid, file, path), text, sizeof text) == -1)
        return -1;
    for (int i = 0; i < IDMAP_RUNS && runs[i].count; i++) {
        struct id_run said = { 0 };
        int used = 0;

        if (sscanf(rest, "%u %u %u %n", &said.inside, &said.outside,
                   &said.count, &used) != 3
            || memcmp(&said, &runs[i], sizeof said) != 0)
            return failed_saying("it is not what was written", "%s", path);
        rest += used;
    }
    return *rest ? failed_saying("it has more than was written", "%s", path)
                 : 0;
}

static int setgroups_must_be(pid_t pid, const char *expected)
{
    char path[64], text[16];

    if (read_file(path_of(pid, "setgroups", path), text, sizeof text) == -1)
        return -1;
    return strcmp(text, expected) == 0 ? 0 : failed_saying(text, "%s", path);
}

/* ANCHOR: write */
int idmap_write(pid_t pid, const struct idmap *map)
{
    if ((map->by_helper ? helpers_write(pid, map) : write_all(pid, map)) == -1)
        return -1;
    if (must_be(pid, "uid_map", map->uids) == -1
        || must_be(pid, "gid_map", map->gids) == -1)
        return -1;
    return setgroups_must_be(pid, map->may_setgroups ? "allow" : "deny");
}
/* ANCHOR_END: write */

/* ---- the child's side -------------------------------------------------- */

static int must_be_root(void)
{
    uid_t real, effective, saved;
    gid_t group, egroup, sgroup;

    if (getresuid(&real, &effective, &saved) == -1
        || getresgid(&group, &egroup, &sgroup) == -1)
        return failed("getresuid()");
    if (real || effective || saved || group || egroup || sgroup)
        return failed_saying("not all ids are 0", "setresuid(0)");
    return 0;
}

/* ANCHOR: become */
int idmap_become_root(void)
{
    char groups[16];

    if (read_file("/proc/self/setgroups", groups, sizeof groups) == -1)
        return -1;
    if (strcmp(groups, "deny") != 0 && setgroups(0, NULL) == -1)
        return failed("setgroups(none)");
    if (setresgid(0, 0, 0) == -1)
        return failed("setresgid(0)");
    if (setresuid(0, 0, 0) == -1)
        return failed("setresuid(0)");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        return failed("prctl(PR_SET_PDEATHSIG)");
    return must_be_root();
}
/* ANCHOR_END: become */
