/* find.c - which hierarchy has a controller, and where is it mounted?

   The question: where on this machine is the directory in which a limit can be
   written?  On cgroup v2 all controllers share one tree; on v1 each may have
   its own, mounted anywhere; many machines have both.  Two texts of the kernel
   decide:

       /proc/self/cgroup     4:memory:/user/me          hierarchy 4 is v1
                             0::/user.slice             hierarchy 0 is v2
       /proc/self/mountinfo  32 31 0:29 / /sys/fs/cgroup/memory rw - cgroup
                             cgroup rw,memory

   See also: cgroups(7), proc(5), cgroup_namespaces(7). */

#include "lessons/04-cgroup-memory/find.h"

#include "common/failure.h"

#include <stdio.h>
#include <string.h>

bool lists_word(const char *list, const char *word, char separator)
{
    size_t length = strlen(word);

    while (list && *list) {
        if (strncmp(list, word, length) == 0
            && (list[length] == separator || list[length] == '\0'))
            return true;
        list = strchr(list, separator);
        list += list != NULL;
    }
    return false;
}

/* Copies one line without its end into LINE and returns what follows, or NULL
   at the end of TEXT.  A line that does not fit is cut. */
static const char *take_line(const char *text, char *line, size_t size)
{
    size_t length = strcspn(text, "\n");

    if (*text == '\0')
        return NULL;
    snprintf(line, size, "%.*s", (int) length, text);
    return text + length + (text[length] == '\n');
}

/* ---- /proc/self/cgroup: ID:CONTROLLERS:PATH ----------------------------- */

/* Returns the version whose hierarchy has the controller, and the path of our
   own cgroup in it; 0 if there is none. */
static int read_own(const char *self, const char *controller, char *path)
{
    char line[PATH_MAX + 256];
    int version = 0;

    while ((self = take_line(self, line, sizeof line))) {
        char *names = strchr(line, ':');
        char *own = names ? strchr(names + 1, ':') : NULL;
        if (!own)
            continue;
        *own++ = '\0';
        if (lists_word(names + 1, controller, ',')) {
            snprintf(path, PATH_MAX, "%s", own);
            return 1;
        }
        if (strcmp(line, "0:") == 0) {
            snprintf(path, PATH_MAX, "%s", own);
            version = 2;
        }
    }
    return version;
}

/* ---- /proc/self/mountinfo ----------------------------------------------- */

/* Spaces, tabs, newlines and backslashes of a path stand there as \040, \011,
   \012 and \134; proc(5). */
static void unescape(char *path)
{
    char *to = path;

    for (const char *from = path; *from; to++) {
        if (*from == '\\' && strspn(from + 1, "01234567") >= 3) {
            *to = (char) ((from[1] - '0') << 6 | (from[2] - '0') << 3
                          | (from[3] - '0'));
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
}

/* Joins the mount point of a hierarchy with the part of our cgroup's path that
   is below ROOT, the part of the hierarchy that is mounted there (a container
   often sees only its own).  False if our cgroup is not below it. */
static bool join(struct hierarchy *found, const char *root)
{
    size_t length = strcmp(root, "/") == 0 ? 0 : strlen(root);
    const char *rest = found->own + length;

    if (strncmp(found->own, root, length) != 0
        || (*rest != '/' && *rest != '\0'))
        return false;
    if (strcmp(rest, "/") == 0)
        rest = "";
    int needed = snprintf(found->directory, PATH_MAX, "%s%s", found->mount,
                          rest);
    return needed < PATH_MAX;
}

/* Fills in FOUND from one line, if it mounts the wanted hierarchy:
   36 35 0:30 ROOT MOUNT OPTIONS [...] - TYPE SOURCE SUPEROPTIONS */
static bool read_mount(const char *line, const char *controller,
                       struct hierarchy *found)
{
    char root[PATH_MAX], options[512], type[32], super[512] = "";
    const char *second = strstr(line, " - ");

    if (!second
        || sscanf(line, "%*d %*d %*s %4095s %4095s %511s", root, found->mount,
                  options) != 3
        || sscanf(second, " - %31s %*s %511s", type, super) < 1)
        return false;
    if (found->version == 2 ? strcmp(type, "cgroup2") != 0
                            : strcmp(type, "cgroup") != 0
                                  || !lists_word(super, controller, ','))
        return false;
    unescape(root);
    unescape(found->mount);
    found->read_only = lists_word(options, "ro", ',')
        || lists_word(super, "ro", ',');
    return join(found, root);
}

static bool find_mount(const char *mountinfo, const char *controller,
                       struct hierarchy *found)
{
    static char line[3 * PATH_MAX];
    static struct hierarchy candidate;
    bool any = false;

    /* One hierarchy may be mounted in several places: one that can be written
       is better.  A later mount on the same place covers an earlier one. */
    candidate = *found;
    while ((mountinfo = take_line(mountinfo, line, sizeof line))) {
        if (!read_mount(line, controller, &candidate))
            continue;
        if (!any || found->read_only
            || strcmp(candidate.mount, found->mount) == 0)
            *found = candidate;
        any = true;
    }
    return any;
}

/* ------------------------------------------------------------------------ */

static int not_mounted(const char *controller, int version)
{
    failed_saying("not mounted here", "cgroup v%d, %s", version, controller);
    cause("/proc/self/mountinfo shows no cgroup%s file system that has %s and "
          "our own cgroup in it; see cgroups(7)", version == 2 ? "2" : "",
          controller);
    if (version == 2)
        return cure("sudo mount -t cgroup2 cgroup2 /sys/fs/cgroup");
    return cure("sudo mount -t cgroup -o %s cgroup DIRECTORY", controller);
}

int cgroup_find(const char *controller, const char *self,
                const char *mountinfo, struct hierarchy *found)
{
    *found = (struct hierarchy){ 0 };
    found->version = read_own(self, controller, found->own);
    if (found->version == 0) {
        failed_saying("no hierarchy has it", "cgroup controller %s",
                      controller);
        cause("/proc/self/cgroup names neither %s nor cgroup v2", controller);
        return cure("a kernel with CONFIG_CGROUPS, or make vm");
    }
    if (strncmp(found->own, "/..", 3) == 0) {
        failed_saying("outside of our cgroup namespace", "our cgroup %s",
                      found->own);
        cause("our cgroup lies above the root that this namespace shows; see "
              "cgroup_namespaces(7)");
        return cure("run it outside of the container");
    }
    if (!find_mount(mountinfo, controller, found))
        return not_mounted(controller, found->version);
    return 0;
}
