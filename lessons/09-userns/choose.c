/* choose.c - which ids outside the ids inside shall be

   The question: root inside is whom outside?  A plain user can offer himself,
   and a range if root gave him one; root can offer ids that nobody has.

   See also: user_namespaces(7), subuid(5), newuidmap(1). */

#include "common/attempt.h"
#include "common/failure.h"
#include "common/owner.h"
#include "lessons/00-your-machine/limits.h"
#include "lessons/09-userns/helper.h"
#include "lessons/09-userns/idmap.h"
#include "lessons/09-userns/map_refused.h"
#include "lessons/09-userns/subid.h"

#include <linux/capability.h>
#include <pwd.h>
#include <unistd.h>

#define SUBUID "/etc/subuid"
#define SUBGID "/etc/subgid"
#define TRY_LIMIT_MS 20000

static unsigned fewer(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The ranges of the caller in both files: 1, 0 or -1 as subid_find(). */
static int find_ranges(struct id_run *users, struct id_run *groups)
{
    const struct passwd *entry = getpwuid(geteuid());
    const char *name = entry ? entry->pw_name : NULL;

    *groups = (struct id_run){ 0 };
    int found = subid_find(SUBUID, name, geteuid(), users);
    return found == 1 ? subid_find(SUBGID, name, geteuid(), groups) : found;
}

/* ---- a plain user ------------------------------------------------------ */

/* ANCHOR: own */
int idmap_own(struct idmap *map)
{
    *map = (struct idmap){
        .uids = { { .inside = 0, .outside = geteuid(), .count = 1 } },
        .gids = { { .inside = 0, .outside = getegid(), .count = 1 } },
    };
    return 0;
}
/* ANCHOR_END: own */

static int no_range(void)
{
    const struct passwd *entry = getpwuid(geteuid());

    failed_saying("no range for this user", SUBUID ", " SUBGID);
    cause("root has given uid %d no ids besides its own; subuid(5)",
          (int) geteuid());
    cure("sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "
         "%s, with a range that is free", entry ? entry->pw_name : "USER");
    return 0;
}

static int no_helper(void)
{
    failed_saying("not in PATH", "newuidmap, newgidmap");
    cause("they write what " SUBUID " allows, and are not installed");
    cure("make deps, or your system's package uidmap (shadow, shadow-utils)");
    return 0;
}

static const struct idmap *tried; /* set before the fork that copies it */

static int try_range(void)
{
    return idmap_enter(tried);
}

/* What is listed and installed may still be refused: where no_new_privs is set,
   newuidmap(1) is a program like any other. */
static int can_be_written(const struct idmap *map)
{
    tried = map;
    if (attempt("trying a range of ids", try_range, TRY_LIMIT_MS) == 0)
        return 1;
    return last_failure()->signal ? -1 : 0;
}

/* ANCHOR: range */
int idmap_range(struct idmap *map)
{
    struct id_run users, groups;

    idmap_own(map);
    int found = find_ranges(&users, &groups);
    if (found != 1)
        return found == 0 ? no_range() : -1;
    if (!helpers_are_there())
        return no_helper();

    map->uids[1] = (struct id_run){ 1, users.outside,
                                    fewer(users.count, IDMAP_IDS - 1) };
    map->gids[1] = (struct id_run){ 1, groups.outside,
                                    fewer(groups.count, IDMAP_IDS - 1) };
    map->by_helper = true;
    map->may_setgroups = true;
    int written = can_be_written(map);
    if (written != 1)
        idmap_own(map);
    return written;
}
/* ANCHOR_END: range */

/* ---- root -------------------------------------------------------------- */

static int may_map(const struct idmap *map)
{
    if (!has_capability(CAP_SETUID) || !has_capability(CAP_SETGID)) {
        failed_saying("not as this user", "mapping ids from %u on",
                      map->uids[0].outside);
        cause("to map other ids than one's own needs CAP_SETUID and "
              "CAP_SETGID; see user_namespaces(7)");
        return cure("sudo, or map your own id");
    }
    if (!ids_exist("uid_map", map->uids) || !ids_exist("gid_map", map->gids)) {
        failed_saying("no such ids here", "mapping ids from %u on",
                      map->uids[0].outside);
        cause("this user namespace has not that many ids: /proc/self/uid_map");
        return cure("run it outside of this namespace");
    }
    return 0;
}

/* ANCHOR: remap */
int idmap_remap(struct idmap *map)
{
    struct id_run users, groups;
    unsigned uid = IDMAP_REMAP_FIRST, gid = IDMAP_REMAP_FIRST;

    int found = find_ranges(&users, &groups);
    if (found == -1)
        return -1;
    if (found && users.count >= IDMAP_IDS && groups.count >= IDMAP_IDS) {
        uid = users.outside;
        gid = groups.outside;
    }
    *map = (struct idmap){
        .uids = { { .inside = 0, .outside = uid, .count = IDMAP_IDS } },
        .gids = { { .inside = 0, .outside = gid, .count = IDMAP_IDS } },
        .may_setgroups = true,
    };
    return may_map(map);
}
/* ANCHOR_END: remap */

int idmap_choose(struct idmap *map)
{
    if (geteuid() == 0 && in_first_namespace("user"))
        return idmap_remap(map);
    if (!in_first_namespace("user"))
        return idmap_own(map);
    return idmap_range(map) == -1 ? -1 : 0;
}
