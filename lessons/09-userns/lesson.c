/* 09-userns - root inside, nobody outside

   The question: container engines need root, and many machines run containers
   for users who are not.  How?  You will see a plain user become root in a box
   of his own, what that root may do and what not, whose a file is that he
   makes, and why three small files must be written in one order.

   See also: user_namespaces(7), newuidmap(1), subuid(5), capabilities(7). */

#include "common/failure.h"
#include "common/options.h"
#include "common/story.h"
#include "common/voice.h"
#include "lessons/00-your-machine/limits.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/09-userns/boxes.h"
#include "lessons/09-userns/command.h"
#include "lessons/09-userns/deeds.h"
#include "lessons/09-userns/facts.h"
#include "lessons/09-userns/idmap.h"
#include "lessons/09-userns/plain.h"

#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#define PROGRAM "build/" USERNS_NAME

static struct child box, bare, visitor, ordered, wide, worker;

/* ---- the steps --------------------------------------------------------- */

static int nobody_then_root(void)
{
    struct idmap map;
    char before[64], after[64];

    same_as("unshare -Ur sh");
    pause_here();
    if (fact_caps("host", getpid()) == -1
        || box_make(&box, "the box", before, sizeof before) == -1
        || idmap_own(&map) == -1)
        return -1;
    fact("box", "in a new user namespace: %s, for no id has a name yet",
         before);
    if (idmap_write(box.pid, &map) == -1 || fact_maps(box.pid) == -1
        || child_order(&box, BECOME_ROOT, after, sizeof after) == -1)
        return -1;
    fact("box", "becomes root: %s", after);
    if (fact_caps("box", box.pid) == -1)
        return -1;
    verify("%s id -u", inside(box.pid, "-S 0"));
    expect("0");
    verify("grep Uid: /proc/%d/status", (int) box.pid);
    expect("%d", (int) geteuid());
    return 0;
}

static int what_root_may_do(void)
{
    same_as("unshare -Urmnu sh -c 'hostname changed; ip link set lo up'");
    pause_here();
    if (child_order(&box, PREPARE, NULL, 0) == -1 || show_deeds(&box) == -1)
        return -1;
    fact("note", "EINVAL: one uid exists in here; EPERM: real root only");
    enter("%s sh", inside(box.pid, "-m -n -u"));
    verify("%s hostname", inside(box.pid, "-u"));
    expect("changed");
    return 0;
}

static int whose_file(void)
{
    char owner[32], roots[32], path[80];

    same_as("%s touch /tmp/mine", inside(box.pid, "-m"));
    ask("root in the box makes a file. Who owns it, seen from outside?");
    pause_here();
    if (child_order(&box, MAKE_FILE, owner, sizeof owner) == -1
        || child_order(&box, OWNER_OF_ROOT, roots, sizeof roots) == -1)
        return -1;
    made_inside(box.pid, path, sizeof path);
    fact("box", "/tmp/" MADE_INSIDE " belongs to uid %s", owner);
    if (fact_owner("host", path) == -1 || fact_owner("host", "/") == -1)
        return -1;
    fact("box", "/ belongs to uid %s: who has no number in here is shown as "
                "nobody", roots);
    fact("note", "the file keeps the number outside; each side reads it "
                 "through its map");
    verify("stat -c %%u %s", path);
    expect("%d", (int) geteuid());
    return 0;
}

static int power_is_relative(void)
{
    same_as("unshare -Ur sh -c 'hostname $(hostname)'");
    ask("this box has all capabilities, and the host's network. What may it?");
    pause_here();
    if (box_with_own_id(&bare, "the bare box") == -1
        || fact_caps("box", bare.pid) == -1 || show_reaches(&bare) == -1
        || fact_uts_owner("box", box.pid, box.pid) == -1
        || fact_uts_owner("host", getpid(), box.pid) == -1)
        return -1;
    fact("note", "a capability counts in the user namespace that owns the "
                 "thing");
    deeds_visit(box.pid);
    if (box_plain(&visitor, "the visitor") == -1
        || fact_visitor(visitor.pid) == -1
        || child_order(&visitor, VISIT, NULL, 0) == -1
        || fact_caps("box", visitor.pid) == -1)
        return -1;
    refused("unshare -Ur sh -c 'hostname $(hostname)'");
    expect("hostname:");
    return 0;
}

/* Root of a user namespace may write in any order. */
static int too_early(const struct id_run *gids)
{
    if (!has_capability(CAP_SETGID))
        return fact_refused(idmap_write_runs(ordered.pid, "gid_map", gids),
                            "gid_map");
    fact("note", "CAP_SETGID makes the order free; a plain user is refused");
    return 0;
}

static int order_matters(void)
{
    struct idmap map;
    char said[32];

    same_as("unshare -U --map-root-user cat /proc/self/setgroups");
    pause_here();
    if (box_make(&ordered, "the box of step 5", NULL, 0) == -1
        || idmap_own(&map) == -1
        || idmap_write_runs(ordered.pid, "uid_map", map.uids) == -1)
        return -1;
    fact("host", "uid_map: written");
    if (too_early(map.gids) == -1 || idmap_deny_setgroups(ordered.pid) == -1
        || idmap_write_runs(ordered.pid, "gid_map", map.gids) == -1)
        return -1;
    fact("host", "setgroups: deny. gid_map: written");
    if (fact_refused(idmap_write_runs(ordered.pid, "gid_map", map.gids),
                     "gid_map again") == -1
        || child_order(&ordered, BECOME_ROOT, NULL, 0) == -1
        || child_order(&ordered, DROP_GROUPS, said, sizeof said) == -1)
        return -1;
    fact("box", "asks setgroups(2) to drop its groups: %s", said);
    verify("cat /proc/%d/setgroups", (int) ordered.pid);
    expect("deny");
    return 0;
}

static int no_range(void)
{
    const struct failure *why = last_failure();

    fact("host", "%s", why->call);
    fact("note", "%s", why->cause);
    fact("note", "to have one: %s", why->cure);
    verify("cat /proc/%d/uid_map", (int) ordered.pid);
    expect("%d", (int) geteuid());
    return 0;
}

static int a_range(void)
{
    struct idmap map;
    char owner[32], path[80];

    same_as("unshare --map-auto --map-root-user sh");
    pause_here();
    int found = idmap_range(&map);
    if (found != 1)
        return found == 0 ? no_range() : -1;
    if (box_make(&wide, "the box with a range", NULL, 0) == -1
        || idmap_write(wide.pid, &map) == -1 || fact_maps(wide.pid) == -1
        || child_order(&wide, BECOME_ROOT, NULL, 0) == -1
        || child_order(&wide, PREPARE, NULL, 0) == -1
        || child_order(&wide, MAKE_FILE, owner, sizeof owner) == -1
        || child_order(&wide, GIVE_FILE, owner, sizeof owner) == -1)
        return -1;
    made_inside(wide.pid, path, sizeof path);
    fact("box", "gives /tmp/" MADE_INSIDE " to uid 1; it belongs to uid %s",
         owner);
    if (fact_owner("host", path) == -1)
        return -1;
    verify("stat -c %%u %s", path);
    expect("%u", idmap_outside(map.uids, 1));
    return 0;
}

static int lessons_without_sudo(void)
{
    char said[200];

    same_as(PROGRAM " -- build/02-unshare --check");
    pause_here();
    if (box_with_own_id(&worker, "the box of step 7") == -1
        || child_order(&worker, LEAVE_REST, NULL, 0) == -1)
        return -1;
    for (int i = 0; checked_lessons[i]; i++) {
        const char *lesson = checked_lessons[i];

        if (lesson_check(lesson, said, sizeof said) == -1)
            return -1;
        fact("host", "%-12s --check: %s", lesson, said);
        if (child_order(&worker, CHECK + i, said, sizeof said) == -1)
            return -1;
        fact("box", "%-12s --check: %s", lesson, said);
    }
    fact("note", "tell them so: " PROGRAM " -- build/02-unshare --step");
    verify("/proc/%d/exe -- id -u", (int) getpid());
    expect("0");
    return 0;
}

static const struct step steps[] = {
    { "Nobody, then root", nobody_then_root },
    { "What that root may do", what_root_may_do },
    { "Whose is the file?", whose_file },
    { "Power over what, and whose?", power_is_relative },
    { "Three files, one order", order_matters },
    { "A range of ids", a_range },
    { "Lessons 2, 3 and 5 without sudo", lessons_without_sudo },
    { 0 },
};

/* ------------------------------------------------------------------------ */

/* Root of a user namespace has nobody to become. */
static int allowed(void)
{
    if (plain_become() == -1 || plain_may_enter() == -1)
        return -1;
    return geteuid() == 0 ? namespaces_allowed(CLONE_NEWUSER)
                          : try_user_namespace();
}

static int ready(void)
{
    if (map_is_given())
        usage_error(USERNS_NAME, "--map needs a command: --map=own -- CMD");
    return allowed();
}

static int check(void)
{
    if (allowed() == -1 || box_with_own_id(&box, "the box") == -1
        || child_order(&box, PREPARE, NULL, 0) == -1)
        return -1;
    return 0;
}

static const struct lesson_option options[] = {
    { "map", "WHICH", "which ids COMMAND has: own (your own, as root), range\n"
      "                      (and those of /etc/subuid; the default where it\n"
      "                      can be had), or remap (root only: ids of nobody)",
      map_take },
    { 0 },
};

static const struct lesson lesson = {
    .name = USERNS_NAME,
    .title = "user namespaces - root inside, nobody outside",
    .needs = "nothing (under sudo it becomes the user who called)",
    .pages = "user_namespaces(7), newuidmap(1), subuid(5), capabilities(7)",
    .steps = steps,
    .tour = 3,
    .deeper = 6,
    .done = "a plain user was root in boxes of his own, with power over what "
            "belongs to them and over nothing else",
    .known_as = "rootless podman and Docker; userns-remap of dockerd; "
                "hostUsers: false in Kubernetes",
    .still_open = "each lesson took one thing away; lesson 10 puts them "
                  "together",
    .ready = ready,
    .check = check,
    .run = userns_run,
    .options = options,
};

int main(int argc, char *argv[])
{
    return tell(&lesson, argc, argv);
}
