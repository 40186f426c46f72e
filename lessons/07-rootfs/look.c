/* look.c - a root, seen from outside through /proc/PID/root

   See also: proc(5), openat2(2), path_resolution(7). */

#include "lessons/07-rootfs/look.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/07-rootfs/mountinfo.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define MOST_NAMES 14
#define MOST_TRIES 10000

/* ---- names ------------------------------------------------------------- */

static int is_not_dot(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int is_process(const struct dirent *entry)
{
    return isdigit((unsigned char) entry->d_name[0]);
}

/* A name may be a command to the terminal; console_codes(4). */
static void add_name(char *text, size_t size, const char *name)
{
    size_t used = strlen(text);

    snprintf(text + used, size - used, "%s%.60s", used ? " " : "", name);
    for (; text[used]; used++)
        if (!isprint((unsigned char) text[used]))
            text[used] = '?';
}

/* And ls(1) shows it. */
static bool is_plain(const char *name)
{
    if (*name == '.')
        return false;
    while (isprint((unsigned char) *name))
        name++;
    return *name == '\0';
}

/* Of a long list only what every system has is told: hier(7). */
static bool is_usual(const char *name)
{
    static const char *const usual[] = {
        "bin", "boot", "dev", "etc", "home", "lib", "mnt", "opt", "proc",
        "root", "run", "sbin", "srv", "sys", "tmp", "usr", "var",
    };

    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (strcmp(name, usual[i]) == 0)
            return true;
    return false;
}

int look_names(const char *path, char *text, size_t size, char first[64])
{
    struct dirent **names;
    int count = scandir(path, &names, is_not_dot, alphasort);

    if (count == -1)
        return failed("scandir(%s)", path);
    text[0] = '\0';
    if (first)
        first[0] = '\0';
    for (int i = 0; i < count; i++) {
        if (first && !first[0] && is_plain(names[i]->d_name))
            snprintf(first, 64, "%.63s", names[i]->d_name);
        if (count <= MOST_NAMES || is_usual(names[i]->d_name))
            add_name(text, size, names[i]->d_name);
        free(names[i]);
    }
    free(names);
    size_t used = strlen(text);
    if (count == 0 || count > MOST_NAMES)
        snprintf(text + used, size - used,
                 count ? " ... (%d in all)" : "(nothing)", count);
    return count;
}

/* ---- the name of the system -------------------------------------------- */

/* A link is resolved as if ROOT were "/", and a pipe does not make us wait. */
static int open_inside(const char *root, const char *path)
{
    struct open_how how = {
        .flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC,
        .resolve = RESOLVE_IN_ROOT,
    };

    CLOSES int top = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (top == -1)
        return failed("open(%s)", root);

    /* EAGAIN: while it looked at a "..", somebody on this machine mounted or
       renamed something, and it cannot be sure; openat2(2). */
    int fd, tries = 0;
    do
        fd = (int) syscall(SYS_openat2, top, path, &how, sizeof how);
    while (fd == -1 && errno == EAGAIN && ++tries < MOST_TRIES);
    return fd == -1 ? failed("openat2(%s in %s)", path, root) : fd;
}

int look_system(const char *root, char *text, size_t size)
{
    static const char key[] = "PRETTY_NAME=";
    char line[256];
    int fd = open_inside(root, "etc/os-release");

    snprintf(text, size, "(none)");
    if (fd == -1)
        return last_failure()->error == ENOENT ? 0 : -1;
    CLOSES_FILE FILE *file = fdopen(fd, "r");
    if (!file) {
        close(fd);
        return failed("fdopen(os-release)");
    }
    while (fgets(line, sizeof line, file))
        if (strncmp(line, key, strlen(key)) == 0) {
            char *name = line + strlen(key);
            name += strspn(name, "\"'");
            name[strcspn(name, "\"'\n")] = '\0';
            text[0] = '\0';
            add_name(text, size, name);
        }
    return ferror(file) ? failed("read(os-release)") : 0;
}

/* ---- the view of a process --------------------------------------------- */

int look_same_root(pid_t pid, const char *link)
{
    char path[64];
    struct stat theirs, ours;

    snprintf(path, sizeof path, "/proc/%d/%s", (int) pid, link);
    if (stat(path, &theirs) == -1 || stat("/", &ours) == -1)
        return failed("stat(%s)", path);
    return theirs.st_dev == ours.st_dev && theirs.st_ino == ours.st_ino;
}

/* A device that was bound, in a user namespace, is of type devtmpfs. */
static void sort_mount(const struct mount_line *line, struct look_mounts *seen)
{
    bool is_view = strncmp(line->point, "/proc/", 6) == 0
                || strncmp(line->point, "/sys/", 5) == 0;
    bool is_device = strcmp(line->type, "devtmpfs") == 0;

    /* There is one for each processor. */
    if (strstr(line->point, "thermal_throttle")
        && strstr(seen->covered, "thermal_throttle"))
        return;
    if (strncmp(line->point, "/sys/fs/", 8) == 0)
        return;
    if (is_view && (is_device || strcmp(line->type, "tmpfs") == 0))
        add_name(seen->covered, sizeof seen->covered, line->point);
    else if (strncmp(line->options, "ro", 2) == 0)
        add_name(seen->read_only, sizeof seen->read_only, line->point);
    else if (!is_view && !is_device)
        add_name(seen->plain, sizeof seen->plain, line->point);
}

int look_mounts(pid_t pid, struct look_mounts *seen)
{
    struct mount_line line;
    int more;

    *seen = (struct look_mounts){ 0 };
    CLOSES_FILE FILE *mounts = mounts_open(pid);
    if (!mounts)
        return -1;
    while ((more = mounts_next(mounts, &line)) == 1)
        sort_mount(&line, seen);
    return more;
}

int look_processes(pid_t pid)
{
    char path[64];
    struct dirent **names;

    snprintf(path, sizeof path, "/proc/%d/root/proc", (int) pid);
    int count = scandir(path, &names, is_process, alphasort);
    if (count == -1)
        return failed("scandir(%s)", path);
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return count;
}
