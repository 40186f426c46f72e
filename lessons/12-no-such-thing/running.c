/* running.c - containers that run already, and were started by others

   The question: where does it stand which process is in a container?  With the
   engine: the kernel has no list of containers.  runc and crun keep a file for
   each; Docker and podman give cgroups names that their daemons know again.

   See also: proc(5), cgroups(7). */

#include "lessons/12-no-such-thing/running.h"

#include "common/failure.h"
#include "common/files.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- by the engine's file ---------------------------------------------- */

unsigned long long running_number(const char *json, const char *key)
{
    char quoted[64];

    snprintf(quoted, sizeof quoted, "\"%s\"", key);
    const char *at = strstr(json, quoted);
    if (!at)
        return 0;
    at += strlen(quoted);
    at += strspn(at, ": ");
    return isdigit((unsigned char) *at) ? strtoull(at, NULL, 10) : 0;
}

/* The file of a container that was killed stays, and its pid may by now be
   another's; that one has been started at another time. */
static pid_t first_process(const char *path, const struct state_file *state)
{
    char json[4096]; /* the numbers stand at its begin */

    if (read_file(path, json, sizeof json) == -1)
        return 0;
    pid_t pid = (pid_t) running_number(json, state->pid);
    if (pid <= 0 || process_start(pid) != running_number(json, state->start))
        return 0;
    return pid;
}

pid_t running_by_state(const struct state_file *state)
{
    char path[PATH_MAX];
    pid_t found = 0;

    DIR *containers = opendir(state->directory);
    if (!containers)
        return 0; /* it is made for the first one */
    for (struct dirent *entry; !found && (entry = readdir(containers));) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s/%s", state->directory, entry->d_name,
                 state->file);
        found = first_process(path, state);
    }
    closedir(containers);
    return found;
}

/* ---- by the name of a cgroup ------------------------------------------- */

/* "0::/system.slice/docker-5f3a.scope" or, without systemd, "/docker/5f3a".
   What follows has to be an id, for "libpod-conmon-5f3a" is podman's own. */
int running_is_in_group(const char *cgroup, const char *name)
{
    size_t length = strlen(name) - 1;

    for (const char *at = cgroup; (at = strchr(at, '/')); ) {
        at++;
        if (strncmp(at, name, length) == 0
            && (at[length] == '-' || at[length] == '/')
            && strspn(at + length + 1, "0123456789abcdef") >= 12)
            return 1;
    }
    return 0;
}

pid_t running_by_group(const char *name)
{
    char path[300], text[8192];
    pid_t found = 0;

    DIR *proc = opendir("/proc");
    if (!proc)
        return failed("opendir(/proc)");
    for (struct dirent *entry; !found && (entry = readdir(proc));) {
        if (!isdigit((unsigned char) entry->d_name[0]))
            continue;
        snprintf(path, sizeof path, "/proc/%s/cgroup", entry->d_name);
        if (read_file(path, text, sizeof text) != -1
            && running_is_in_group(text, name))
            found = (pid_t) strtol(entry->d_name, NULL, 10);
    }
    closedir(proc);
    return found;
}
