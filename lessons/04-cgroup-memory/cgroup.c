/* cgroup.c - a group of processes with limits: made, filled, limited, removed

   The question: what is a cgroup?  A directory that processes are put into by
   writing their pid to a file, and that goes with rmdir when they are gone.
   That much is the same on v1 and v2; what the limits are called is in
   cgroup_v2.c and cgroup_v1.c.

   See also: cgroups(7), mkdir(2), rmdir(2). */

#include "lessons/04-cgroup-memory/cgroup.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/04-cgroup-memory/control.h"
#include "lessons/04-cgroup-memory/remove.h"
#include "lessons/04-cgroup-memory/scope.h"
#include "lessons/04-cgroup-memory/version.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *cgroup_directory(const struct cgroup *cgroup, int which)
{
    for (int i = 0; i < which; i++)
        if (strcmp(cgroup->of[i].directory, /* NOLINT: an array, not NULL */
                   cgroup->of[which].directory) == 0)
            return NULL;
    return cgroup->of[which].directory;
}

/* ---- made --------------------------------------------------------------- */

static int make_directory(const char *directory)
{
    /* A name with our pid and start time is ours alone, so one that exists was
       made by hand, from our `same as:` line. */
    if (mkdir(directory, 0755) == 0 || errno == EEXIST)
        return 0;
    failed("mkdir(%s)", directory);
    if (last_failure()->error == EAGAIN) {
        cause("cgroup.max.descendants or cgroup.max.depth of a cgroup above is "
              "reached; see cgroups(7)");
        cure("remove cgroups that nobody needs: make sweep");
    }
    return -1;
}

int cgroup_create(const struct cgroup *cgroup)
{
    char path[PATH_MAX + 64];

    if (cgroup->scope[0] && scope_enter(cgroup) == -1)
        return -1;
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        const char *directory = cgroup_directory(cgroup, i);
        if (directory && make_directory(directory) == -1)
            return -1;
    }
    /* The kernel fills the directory with the files of those controllers only
       that the parent hands down. */
    const enum cgroup_value needed[] = { MEMORY_LIMIT, CPU_LIMIT, PIDS_LIMIT };
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        cgroup_path(cgroup, needed[i], path, sizeof path);
        if (access(path, F_OK) == -1) {
            failed("access(%s)", path);
            cause("the parent does not hand the controller down");
            return cure("see cgroup.subtree_control in the parent");
        }
    }
    return 0;
}

/* ---- filled ------------------------------------------------------------- */

/* ANCHOR: join */
int cgroup_join(const struct cgroup *cgroup, pid_t pid)
{
    char text[16];

    snprintf(text, sizeof text, "%d", (int) pid);
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        const char *directory = cgroup_directory(cgroup, i);
        if (directory && control_write(directory, "cgroup.procs", text) == -1)
            return -1;
    }
    return 0;
}
/* ANCHOR_END: join */

int cgroup_members(const struct cgroup *cgroup, pid_t pids[], int most)
{
    return control_members(cgroup->of[CG_MEMORY].directory, pids, most);
}

/* ---- limited, and looked at -------------------------------------------- */

/* The one place that chooses. */
static const struct cgroup_version *version_of(const struct cgroup *cgroup,
                                               enum controller controller)
{
    return cgroup->of[controller].hierarchy.version == 2 ? &cgroup_v2
                                                         : &cgroup_v1;
}

int no_swap_limit(const char *file)
{
    char swaps[512];

    if (read_file("/proc/swaps", swaps, sizeof swaps) == -1)
        return last_failure()->error == ENOENT ? 0 : -1; /* CONFIG_SWAP=n */
    if (!strchr(swaps, '\n')) /* a heading, and no line after it */
        return 0;
    errno = ENOENT;
    failed("%s", file);
    cause("this kernel does not count swap per cgroup, and this machine has "
          "swap: what is over the limit would go there");
    return cure("boot with swapaccount=1, or sudo swapoff -a for the time of "
                "the lesson");
}

int cgroup_limit_memory(const struct cgroup *cgroup, uint64_t bytes)
{
    return version_of(cgroup, CG_MEMORY)
        ->limit_memory(cgroup->of[CG_MEMORY].directory, bytes);
}

int cgroup_limit_cpu(const struct cgroup *cgroup, int percent)
{
    return version_of(cgroup, CG_CPU)
        ->limit_cpu(cgroup->of[CG_CPU].directory, percent);
}

int cgroup_limit_pids(const struct cgroup *cgroup, long most)
{
    char text[32];

    snprintf(text, sizeof text, "%ld", most);
    return control_write(cgroup->of[CG_PIDS].directory, "pids.max", text);
}

/* Both versions agree on which controller a value belongs to. */
static enum controller controller_of(enum cgroup_value what)
{
    return cgroup_v2.files[what].controller;
}

const char *cgroup_file(const struct cgroup *cgroup, enum cgroup_value what)
{
    return version_of(cgroup, controller_of(what))->files[what].file;
}

void cgroup_path(const struct cgroup *cgroup, enum cgroup_value what,
                 char *path, size_t size)
{
    snprintf(path, size, "%s/%s", cgroup->of[controller_of(what)].directory,
             cgroup_file(cgroup, what));
}

int cgroup_read(const struct cgroup *cgroup, enum cgroup_value what,
                uint64_t *value)
{
    enum controller controller = controller_of(what);

    return control_number(cgroup->of[controller].directory,
                          cgroup_file(cgroup, what),
                          version_of(cgroup, controller)->files[what].key,
                          value);
}

/* ---- removed ------------------------------------------------------------ */

int cgroup_rmdir(const struct cgroup *cgroup)
{
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        const char *directory = cgroup_directory(cgroup, i);
        if (directory && directory_rmdir(directory) == -1)
            return -1;
    }
    return 0;
}

int cgroup_remove(const struct cgroup *cgroup)
{
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        const char *directory = cgroup_directory(cgroup, i);
        if (directory && directory_remove(directory) == -1)
            return -1;
    }
    return 0;
}

int cgroup_undo(void *thing)
{
    const struct cgroup *cgroup = thing;

    if (cgroup_remove(cgroup) == -1)
        return -1;
    return cgroup->scope[0] ? scope_leave(cgroup) : 0;
}

/* A command that finds it in each hierarchy, wherever that is mounted. */
static void remove_by_hand(const struct cgroup *cgroup, char command[160])
{
    int used = snprintf(command, 160, "%sfind",
                        geteuid() == 0 ? "sudo " : "");

    for (int i = 0; i < CG_CONTROLLERS && used < 160; i++)
        if (cgroup_directory(cgroup, i))
            used += snprintf(command + used, 160 - (size_t) used, " %s",
                             cgroup->of[i].hierarchy.mount);
    if (used < 160)
        used += snprintf(command + used, 160 - (size_t) used,
                         " -type d -path '*/%s*' -delete", cgroup->name);
    if (used >= 160)
        snprintf(command, 160, "make sweep");
}

void cgroup_words(const struct cgroup *cgroup, char what[128],
                  char by_hand[160])
{
    const char *place = cgroup->of[0].directory;
    bool several = false;

    for (int i = 1; i < CG_CONTROLLERS; i++)
        several = several || cgroup_directory(cgroup, i);
    if (several || strlen(place) > 60)
        place = cgroup->name;
    snprintf(what, 128, "the cgroup %.60s", place);
    remove_by_hand(cgroup, by_hand);
}
