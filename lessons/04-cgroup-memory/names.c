/* names.c - how the story of lesson 4 names the files of its cgroup

   A path in a delegated scope may have 150 letters; on a screen in a hall there
   is room for 65. */

#include "lessons/04-cgroup-memory/names.h"

#include "common/failure.h"
#include "common/voice.h"
#include "lessons/04-cgroup-memory/version.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHOWN (CG_CONTROLLERS * 2 * PATH_MAX)

/* Replaces the directories between mount point and our own name by "*", and the
   start time in our name. */
static void shorten(const struct cgroup *cgroup, enum controller controller,
                    char *path)
{
    char rest[PATH_MAX];
    size_t used = strlen(cgroup->of[controller].hierarchy.mount);
    char *name = strstr(path + used, cgroup->name);

    if (!name)
        return;
    snprintf(rest, sizeof rest, "%s", name + strlen(cgroup->name));
    int between = -1;
    for (const char *slash = path + used; slash < name; slash++)
        between += *slash == '/';
    for (int i = 0; i < between; i++)
        used += (size_t) snprintf(path + used, SHOWN - used, "/*");
    size_t pid = strcspn(cgroup->name + strlen(OWNER_PREFIX), "-");
    snprintf(path + used, SHOWN - used, "/%.*s-*%s",
             (int) (strlen(OWNER_PREFIX) + pid), cgroup->name, rest);
}

static char *next_text(void)
{
    static char texts[4][SHOWN];
    static int next;

    return texts[next++ % 4];
}

const char *cgroup_shown(const struct cgroup *cgroup,
                         enum controller controller, const char *file,
                         int room)
{
    char *text = next_text();

    snprintf(text, SHOWN, "%s%s%s", cgroup->of[controller].directory,
             file ? "/" : "", file ? file : "");
    if ((int) strlen(text) > room)
        shorten(cgroup, controller, text);
    return text;
}

const char *cgroup_shown_value(const struct cgroup *cgroup,
                               enum cgroup_value what, int room)
{
    return cgroup_shown(cgroup, cgroup_v2.files[what].controller,
                        cgroup_file(cgroup, what), room);
}

const char *cgroup_shown_all(const struct cgroup *cgroup, const char *file,
                             int room)
{
    char *text = next_text();
    size_t used = 0;

    for (int i = 0; i < CG_CONTROLLERS; i++)
        if (cgroup_directory(cgroup, i))
            used += (size_t) snprintf(text + used, SHOWN - used, "%s%s",
                                      i > 0 ? " " : "",
                                      cgroup_shown(cgroup, (enum controller) i,
                                                   file, room));
    return text;
}

/* Who moves a process needs write access to the nearest common ancestor of old
   and new cgroup, cgroups(7): from a terminal's session to a scope of the
   user's own systemd that is root's, from another such scope it is the user's.
   */
const char *cgroup_way_in(const struct cgroup *cgroup)
{
    if (!cgroup->scope[0] || geteuid() == 0)
        return sudo();
    return access("/run/systemd/system", F_OK) == 0
        ? "systemd-run --user --scope --quiet " : "sudo ";
}

const char *cgroup_tail(const char *path, int room)
{
    char *text = next_text();
    const char *last = strrchr(path, '/');

    if ((int) strlen(path) <= room || !last)
        return path;
    snprintf(text, SHOWN, "...%s", last);
    return text;
}

/* "memory, cpu, pids: cgroup v2, mounted on ...", a line for each hierarchy. */
void cgroup_tell_places(const struct cgroup *cgroup)
{
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        const struct hierarchy *here = &cgroup->of[i].hierarchy;
        char names[64];

        snprintf(names, sizeof names, "%s", controller_names[i]);
        while (i + 1 < CG_CONTROLLERS
               && strcmp(here->mount, cgroup->of[i + 1].hierarchy.mount) == 0) {
            size_t used = strlen(names);
            snprintf(names + used, sizeof names - used, ", %s",
                     controller_names[++i]);
        }
        fact("host", "%s: cgroup v%d, mounted on %s", names, here->version,
             here->mount);
    }
}

static int count_files(const char *path)
{
    const struct dirent *entry;
    int count = 0;

    DIR *directory = opendir(path);
    if (!directory)
        return failed("opendir(%s)", path);
    errno = 0; /* readdir(3) has no other way to tell an error from the end */
    while ((entry = readdir(directory)))
        count += entry->d_type == DT_REG;
    int error = errno;
    closedir(directory);
    errno = error;
    return error ? failed("readdir(%s)", path) : count;
}

int cgroup_tell_files(const struct cgroup *cgroup)
{
    for (int i = 0; i < CG_CONTROLLERS; i++) {
        const char *directory = cgroup_directory(cgroup, i);

        if (!directory)
            continue;
        int count = count_files(directory);
        if (count == -1)
            return -1;
        fact("box", "%d new files in %s", count,
             cgroup_shown(cgroup, (enum controller) i, NULL, 62));
    }
    return 0;
}

void cgroup_other_name(const struct cgroup *cgroup, enum cgroup_value what)
{
    enum controller controller = cgroup_v2.files[what].controller;

    if (cgroup->of[controller].hierarchy.version == 2)
        fact("note", "on v1: %s", cgroup_v1.files[what].file);
    else
        fact("note", "on v2: %s", cgroup_v2.files[what].file);
}

const char *cgroup_value_words(uint64_t value, char *text, size_t size)
{
    snprintf(text, size, "%llu", (unsigned long long) value);
    return value == CGROUP_UNLIMITED ? "max" : text;
}
