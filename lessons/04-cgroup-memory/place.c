/* place.c - where may a cgroup of our own be made here?

   The question: who owns the tree?  On most machines systemd made it and hands
   out parts; in a container it may be read-only; root may add a directory at
   the top, where nobody else works, and a plain user only below a cgroup that
   was delegated to him.  Nothing is changed here, and nothing that is not ours
   is ever changed: what is missing is said instead.

   See also: cgroups(7), "Cgroups v2 subtree delegation". */

#include "lessons/04-cgroup-memory/cgroup.h"

#include "common/failure.h"
#include "lessons/04-cgroup-memory/control.h"
#include "lessons/04-cgroup-memory/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- where in it? ------------------------------------------------------ */

static bool systemd_runs(void)
{
    /* As its own library asks. */
    return access("/run/systemd/system", F_OK) == 0;
}

static bool is_writable(const char *path)
{
    return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0;
}

/* True if we may make a directory in DIRECTORY and move processes into it. */
static bool is_ours(const char *directory)
{
    char procs[PATH_MAX + 16];

    snprintf(procs, sizeof procs, "%s/cgroup.procs", directory);
    return is_writable(directory) && is_writable(procs);
}

/* Puts the v2 controllers that DIRECTORY/FILE does not list into MISSING; true
   if there are none, false with a failure and none in MISSING if the file
   cannot be read.  cgroup.controllers: what a cgroup has.
   cgroup.subtree_control: what its children get. */
static bool lists_all(const struct cgroup *cgroup, const char *directory,
                      const char *file, char missing[64])
{
    char list[512] = "";

    missing[0] = '\0';
    if (control_read(directory, file, list, sizeof list) == -1)
        return false;
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        size_t used = strlen(missing);
        if (cgroup->of[i].hierarchy.version == 2
            && !lists_word(list, controller_names[i], ' '))
            snprintf(missing + used, 64 - used, "%s%s", used ? " " : "",
                     controller_names[i]);
    }
    return missing[0] == '\0';
}

static bool hands_down(const struct cgroup *cgroup, const char *directory)
{
    char missing[64];

    return is_ours(directory)
        && lists_all(cgroup, directory, "cgroup.subtree_control", missing);
}

static int root_may_not(void)
{
    cause("this root may not make a directory there: it lacks "
          "CAP_DAC_OVERRIDE, or is root of a user namespace only");
    return cure("run it on the host itself, or make vm");
}

/* v1 hands every controller down, and lets processes be anywhere. */
static int place_v1(const struct hierarchy *hierarchy, char *parent)
{
    const char *places[2] = { hierarchy->mount, hierarchy->directory };

    for (int i = geteuid() == 0 ? 0 : 1; i < 2; i++)
        if (is_ours(places[i])) {
            snprintf(parent, PATH_MAX, "%s", places[i]);
            return 0;
        }
    errno = EACCES;
    failed("%s", hierarchy->directory);
    if (geteuid() == 0)
        return root_may_not();
    cause("this machine has cgroup v1, and the cgroup that you are in does not "
          "belong to you");
    return cure("sudo %s", program_invocation_name);
}

/* The nearest cgroup, from our own upwards, that is ours and hands all
   controllers down; for root the top of the tree first. */
static bool place_beside(const struct cgroup *cgroup,
                         const struct hierarchy *v2, char *parent)
{
    size_t top = strlen(v2->mount);

    snprintf(parent, PATH_MAX, "%s", v2->mount);
    if (geteuid() == 0 && hands_down(cgroup, parent))
        return true;
    if (systemd_runs()) /* what is between belongs to systemd */
        return false;
    snprintf(parent, PATH_MAX, "%s", v2->directory);
    while (!hands_down(cgroup, parent)) {
        if (strlen(parent) <= top)
            return false;
        *strrchr(parent, '/') = '\0';
    }
    return true;
}

/* ---- if nowhere: why? -------------------------------------------------- */

static int cure_no_place(const struct hierarchy *v2)
{
    bool root = geteuid() == 0;

    if (systemd_runs())
        return cure("%ssystemd-run %s--scope -p Delegate=yes %s",
                    root ? "sudo " : "", root ? "" : "--user ",
                    program_invocation_name);
    if (root)
        return cure("sh -c 'echo +cpu +memory +pids "
                    ">%s/cgroup.subtree_control', or make vm", v2->mount);
    return cure("sudo %s", program_invocation_name);
}

static int not_alone(const char *directory)
{
    char members[160];

    control_members_words(directory, members, sizeof members);
    failed_saying("we are not alone in it", "%s", directory);
    return cause("a v2 cgroup has processes or hands controllers to its "
                 "children, not both (cgroups(7), no internal processes); in "
                 "it are %s", members);
}

static int not_listed(const char *directory, const char *file,
                      const char *missing)
{
    if (missing[0] == '\0') /* could not be read: that is the failure */
        return -1;
    failed_saying("not handed down", "cgroup controllers %s", missing);
    return cause("%s of %s does not list them; see cgroups(7)", file,
                 directory);
}

static int no_place(const struct cgroup *cgroup, const struct hierarchy *v2)
{
    char missing[64];

    if (is_ours(v2->directory) && scope_is_delegated(v2)) {
        if (lists_all(cgroup, v2->directory, "cgroup.controllers", missing))
            not_alone(v2->directory);
        else
            not_listed(v2->directory, "cgroup.controllers", missing);
    } else if (geteuid() != 0) {
        errno = EACCES;
        failed("%s", v2->directory);
        cause("this cgroup is not delegated to you; see cgroups(7)");
    } else if (!is_ours(v2->mount)) {
        errno = EACCES;
        failed("%s", v2->mount);
        return root_may_not();
    } else {
        lists_all(cgroup, v2->mount, "cgroup.subtree_control", missing);
        not_listed(v2->mount, "cgroup.subtree_control", missing);
    }
    return cure_no_place(v2);
}

/* Sets PARENT to where the v2 directory is made, and SCOPE if that is the
   cgroup we are in. */
static int place_v2(struct cgroup *cgroup, const struct hierarchy *v2,
                    char *parent)
{
    char missing[64];
    bool in_scope = is_ours(v2->directory) && scope_is_delegated(v2)
        && lists_all(cgroup, v2->directory, "cgroup.controllers", missing)
        && scope_is_ours_alone(v2->directory);

    /* Under systemd what it delegated comes first, else what needs no move. */
    if (!(in_scope && systemd_runs()) && place_beside(cgroup, v2, parent))
        return 0;
    if (!in_scope)
        return no_place(cgroup, v2);
    snprintf(parent, PATH_MAX, "%s", v2->directory);
    snprintf(cgroup->scope, PATH_MAX, "%s", v2->directory);
    return 0;
}

/* ------------------------------------------------------------------------ */

static int put_below(struct cgroup *cgroup, int i, const char *parent,
                     const char *name)
{
    bool beside_leaf = cgroup->of[i].hierarchy.version == 2 && cgroup->scope[0];

    snprintf(cgroup->of[i].parent, PATH_MAX, "%s", parent);
    if (snprintf(cgroup->of[i].directory, PATH_MAX, "%s/%s%s", parent, name,
                 beside_leaf ? "/box" : "") < PATH_MAX)
        return 0;
    errno = ENAMETOOLONG;
    return failed("mkdir(%s/%s)", parent, name);
}

int cgroup_plan(struct cgroup *cgroup)
{
    char name[OWNER_NAME_SIZE], v1[PATH_MAX], v2[PATH_MAX] = "";

    *cgroup = (struct cgroup){ 0 };
    if (owner_name(name) == -1)
        return -1;
    snprintf(cgroup->name, sizeof cgroup->name, "%s", name);
    for (int i = 0; i < CG_CONTROLLERS; i++)
        if (cgroup_hierarchy((enum controller) i, &cgroup->of[i].hierarchy)
            == -1)
            return -1;
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        const struct hierarchy *hierarchy = &cgroup->of[i].hierarchy;

        if (hierarchy->version == 1 && place_v1(hierarchy, v1) == -1)
            return -1;
        if (hierarchy->version == 2 && v2[0] == '\0' /* one for all */
            && place_v2(cgroup, hierarchy, v2) == -1)
            return -1;
        if (put_below(cgroup, i, hierarchy->version == 1 ? v1 : v2, name) == -1)
            return -1;
    }
    return 0;
}
