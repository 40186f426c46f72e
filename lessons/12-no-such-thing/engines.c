/* engines.c - boxes that other programs make

   The question: what do the well-known programs do to a process?  They are
   started with cat(1), which waits for input that never comes and ends when the
   lesson does; the process called "cat" among the descendants is in the box.

   See also: bwrap(1), unshare(1), proc(5). */

#include "lessons/12-no-such-thing/engines.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/child.h"

#include <ctype.h>
#include <dirent.h>
#include <sys/mman.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define START_LIMIT_MS 5000
#define LOOK_AGAIN_MS 5

/* ANCHOR: engines */
static const char *const bubblewrap[] = {
    "bwrap", "--unshare-all", "--die-with-parent", "--new-session",
    "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--cap-drop",
    "ALL", "cat", NULL
};
static const char *const util_linux[] = {
    "unshare", "--fork", "--kill-child", "--pid", "--mount-proc", "--uts",
    "--ipc", "--net", "--cgroup", "cat", NULL
};

const struct engine engines[] = {
    { "unshare", "unshare -fpuinC --mount-proc cat", util_linux, NULL },
    { "bwrap", "bwrap --unshare-all --ro-bind / / --proc /proc cat",
      bubblewrap, NULL },
    { "runc", NULL, NULL, "runc-" },
    { "podman", NULL, NULL, "libpod-" },
    { "docker", NULL, NULL, "docker-" },
    { 0 },
};
/* ANCHOR_END: engines */

static struct child child;
static const char *const *to_start; /* of the child that is born next */
static int said;                    /* what it writes to standard error */

/* ---- is it installed? --------------------------------------------------- */

static bool is_installed(const char *program)
{
    const char *path = getenv("PATH");
    char file[4096];

    while (path && *path) {
        int length = (int) strcspn(path, ":");
        snprintf(file, sizeof file, "%.*s/%s", length, path, program);
        if (access(file, X_OK) == 0)
            return true;
        path += length + (path[length] == ':');
    }
    return false;
}

/* ---- is one running? ---------------------------------------------------- */

/* "0::/system.slice/docker-5f3a.scope" or, without systemd, "/docker/5f3a".
   What follows has to be an id, for "libpod-conmon-5f3a" is podman's own. */
int engine_is_in_group(const char *cgroup, const char *name)
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

pid_t engine_running(const char *name)
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
            && engine_is_in_group(text, name))
            found = (pid_t) strtol(entry->d_name, NULL, 10);
    }
    closedir(proc);
    return found;
}

/* ---- started here ------------------------------------------------------- */

static int become(int deed, char *answer, size_t size)
{
    (void) deed;
    (void) answer;
    (void) size;
    if (dup2(said, STDERR_FILENO) == -1 || dup2(said, STDOUT_FILENO) == -1)
        return failed("dup2(stderr)");
    return child_becomes((char *const *) to_start);
}

/* True if PID descends from ANCESTOR. */
static bool descends(pid_t pid, pid_t ancestor)
{
    for (int i = 0; i < 8 && pid > 1; i++) {
        if (pid == ancestor)
            return true;
        pid = process_parent(pid);
    }
    return false;
}

static pid_t find_cat(void)
{
    pid_t found = 0;
    char name[64];

    DIR *proc = opendir("/proc");
    if (!proc)
        return failed("opendir(/proc)");
    for (struct dirent *entry; !found && (entry = readdir(proc));) {
        pid_t pid = (pid_t) strtol(entry->d_name, NULL, 10);
        if (pid > 0 && descends(pid, child.pid)
            && strcmp(process_name(pid, name, sizeof name), "cat") == 0)
            found = pid;
    }
    closedir(proc);
    return found;
}

/* The first line that the program wrote. */
static void take_words(char *why, size_t size)
{
    ssize_t length = pread(said, why, size - 1, 0);

    why[length > 0 ? length : 0] = '\0';
    why[strcspn(why, "\n")] = '\0';
    if (why[0] == '\0')
        snprintf(why, size, "it has ended without a word");
}

/* Until cat is there, or the program gives up. */
static int wait_for_cat(pid_t *pid, char *why, size_t size)
{
    for (long end = now_ms() + START_LIMIT_MS; (*pid = find_cat()) <= 0;) {
        int ended = *pid == -1 ? -1 : wait_for(child.pidfd, LOOK_AGAIN_MS);
        if (ended == -1)
            return -1;
        if (ended == 0 && now_ms() < end)
            continue;
        take_words(why, size);
        return 0;
    }
    return 0;
}

static int start(const char *const *words, pid_t *pid, char *why, size_t size)
{
    CLOSES int file = memfd_create("said", MFD_CLOEXEC);
    if (file == -1)
        return failed("memfd_create(said)");
    said = file;
    to_start = words;
    if (undo_later(child_stop, &child, words[0], NULL) == -1
        || child_fork(&child, become) == -1
        || child_order_exec(&child, 1) == -1)
        return -1;
    return wait_for_cat(pid, why, size);
}

int engine_box(const struct engine *engine, pid_t *pid, char *why, size_t size)
{
    *pid = 0;
    why[0] = '\0';
    if (engine->group)
        *pid = engine_running(engine->group);
    if (*pid)
        return *pid == -1 ? -1 : 0;
    if (!is_installed(engine->program))
        snprintf(why, size, "not installed");
    else if (!engine->start)
        snprintf(why, size, "installed, but no container of it is running");
    else
        return start(engine->start, pid, why, size);
    return 0;
}

int engine_stop(void)
{
    return child.pid ? undo_now(&child) : 0;
}
