/* seen.c - a container, seen from the host, for the story

   See also: proc(5), namespaces(7), nsenter(1). */

#include "lessons/10-container/seen.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/voice.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/04-cgroup-memory/names.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void add_word(char *text, size_t size, const char *word)
{
    size_t used = strlen(text);

    snprintf(text + used, size - used, "%s%s", used ? " " : "", word);
}

int seen_namespaces(pid_t pid, char *names, size_t size)
{
    static const char *const types[] = { "mnt", "pid", "net", "uts", "ipc",
                                         "cgroup", "user", "time" };
    struct namespace_id ours, theirs;
    int count = 0;

    names[0] = '\0';
    for (int i = 0; i < 8; i++) {
        if (namespace_of(getpid(), types[i], &ours) == -1
            || namespace_of(pid, types[i], &theirs) == -1)
            return -1;
        if (same_namespace(&ours, &theirs))
            continue;
        add_word(names, size, types[i]);
        count++;
    }
    return count;
}

/* Two lines of headings, then "  eth0: 0 0 ...". */
int seen_devices(pid_t pid, char *names, size_t size)
{
    char path[64], line[256], name[32];

    snprintf(path, sizeof path, "/proc/%d/net/dev", (int) pid);
    CLOSES_FILE FILE *file = fopen(path, "re");
    if (!file)
        return failed("open(%s)", path);
    names[0] = '\0';
    errno = 0;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, " %31[^:| ]:", name) == 1 && strchr(line, ':'))
            add_word(names, size, name);
    return ferror(file) ? failed("read(%s)", path) : 0;
}

int seen_status(pid_t pid, const char *name, char *word, size_t size)
{
    char path[64], text[4096], from[64];

    snprintf(path, sizeof path, "/proc/%d/status", (int) pid);
    if (read_file(path, text, sizeof text) == -1)
        return -1;
    snprintf(from, sizeof from, "\n%s:", name);
    const char *at = strstr(text, from);
    if (!at)
        return failed_saying("it has no such line", "read(%s): %s", path, name);
    at += strlen(from);
    at += strspn(at, " \t");
    snprintf(word, size, "%.*s", (int) strcspn(at, " \t\n"), at);
    return 0;
}

int seen_files(pid_t pid)
{
    char path[64];
    int count = 0;

    snprintf(path, sizeof path, "/proc/%d/fd", (int) pid);
    DIR *list = opendir(path);
    if (!list)
        return failed("opendir(%s)", path);
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(list)))
        count += entry->d_name[0] != '.';
    int error = errno;
    closedir(list);
    errno = error;
    return error ? failed("readdir(%s)", path) : count;
}

const char *seen_enter(pid_t pid, bool is_plain, const char *options)
{
    static char texts[4][96];
    static int next;

    if (!is_plain)
        return nsenter(pid, options);
    char *text = texts[next++ % 4];
    snprintf(text, sizeof texts[0],
             "nsenter -t %d -U --preserve-credentials %s", (int) pid, options);
    return text;
}

static void write_by_hand(const struct cgroup *cgroup, enum controller which,
                          const char *file, long long value)
{
    same_as("echo %lld | %stee %s", value, sudo(),
            cgroup_shown(cgroup, which, file, 60));
}

void seen_cgroup_by_hand(const struct cgroup *cgroup)
{
    same_as("%smkdir %s%s", sudo(), cgroup->scope[0] ? "-p " : "",
            cgroup_shown_all(cgroup, NULL, 60));
}

void seen_limits_by_hand(const struct cgroup *cgroup, pid_t pid,
                         unsigned long long memory, long pids)
{
    write_by_hand(cgroup, CG_MEMORY, cgroup_file(cgroup, MEMORY_LIMIT),
                  (long long) memory);
    write_by_hand(cgroup, CG_PIDS, cgroup_file(cgroup, PIDS_LIMIT), pids);
    same_as("echo %d | %stee %s", (int) pid, sudo(),
            cgroup_shown_all(cgroup, "cgroup.procs", 60));
}
