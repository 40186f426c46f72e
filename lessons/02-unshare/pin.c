/* pin.c - the name under /run/netns that keeps a network namespace

   The one thing that a lesson makes in the host's own mounts: said, registered
   in undo.h before it is made, and removed by --sweep after a SIGKILL.

   See also: ip-netns(8), mount(2). */

#include "lessons/02-unshare/pin.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"
#include "common/undo.h"
#include "lessons/02-unshare/namespaces.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

static char path[128], from_outside[160];

const char *pin(void)
{
    return path;
}

const char *pin_name(void)
{
    return path + sizeof PIN_DIRECTORY;
}

const char *pin_from_outside(void)
{
    return from_outside;
}

static int cover_run(void)
{
    if (enter_new_namespaces(CLONE_NEWNS) == -1)
        return -1;
    if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755") == -1)
        return failed("mount(tmpfs, /run)");
    return 0;
}

static int run_is_writable(void)
{
    /* "/." asks for a directory; path_resolution(7). */
    if (access(PIN_DIRECTORY "/.", W_OK) == 0
        || (errno == ENOENT && access("/run", W_OK) == 0))
        return 0;
    failed("access(" PIN_DIRECTORY ", W_OK)");
    if (last_failure()->error == ENOTDIR) {
        cause("the lesson makes a name there, as ip netns add does, and it is "
              "a file");
        cure("ls -l " PIN_DIRECTORY "; move it away, or make vm");
    }
    if (last_failure()->error == EROFS) {
        cause("the lesson makes a name there, as ip netns add does, and /run "
              "is read-only here");
        cure("sudo mount -o remount,rw /run, or the virtual machine: make vm");
    }
    return -1;
}

int pin_choose(void)
{
    char name[OWNER_NAME_SIZE], root[32] = "";

    if (owner_name(name) == -1)
        return -1;
    bool covered = !in_first_namespace("user");
    if ((covered ? cover_run() : run_is_writable()) == -1)
        return -1;
    if (covered)
        snprintf(root, sizeof root, "/proc/%d/root", (int) getpid());
    snprintf(path, sizeof path, PIN_DIRECTORY "/%s", name);
    snprintf(from_outside, sizeof from_outside, "%s%s", root, path);
    return 0;
}

static int remove_pin(void *unused)
{
    (void) unused;
    return namespace_unpin(path);
}

int pin_make_file(void)
{
    char what[160], by_hand[300];

    snprintf(what, sizeof what, "the name %s", path);
    snprintf(by_hand, sizeof by_hand, "sudo umount %s; sudo rm %s", path, path);
    if (undo_later(remove_pin, path, what, by_hand) == -1)
        return -1;
    if (mkdir(PIN_DIRECTORY, 0755) == -1 && errno != EEXIST)
        return failed("mkdir(" PIN_DIRECTORY ")");
    CLOSES int fd = open(path, O_CREAT | O_RDONLY | O_CLOEXEC, 0444);
    return fd == -1 ? failed("open(%s, O_CREAT)", path) : 0;
}

int pin_remove(void)
{
    return undo_now(path);
}

int pin_names_of(pid_t pid, int *all)
{
    struct namespace_id wanted, named;
    const struct dirent *entry;
    int names = 0;

    *all = 0;
    if (namespace_of(pid, "net", &wanted) == -1)
        return -1;
    DIR *directory = opendir(PIN_DIRECTORY);
    if (!directory)
        return errno == ENOENT ? 0 : failed("opendir(" PIN_DIRECTORY ")");
    while (errno = 0, (entry = readdir(directory))) {
        char name[512];
        snprintf(name, sizeof name, PIN_DIRECTORY "/%s", entry->d_name);
        if (entry->d_name[0] == '.')
            continue;
        if (namespace_at(name, &named) == 0) {
            ++*all;
            names += same_namespace(&wanted, &named);
        } else if (last_failure()->error != ENOENT) { /* not just removed */
            closedir(directory);
            return -1;
        }
    }
    if (errno)
        names = failed("readdir(" PIN_DIRECTORY ")");
    closedir(directory);
    return names;
}

static int unpin_of_another(const char *name)
{
    if (namespace_unpin(name) == 0)
        return 0;
    if (last_failure()->error == EPERM || last_failure()->error == EACCES) {
        cause("root made this name, and a plain user may not remove it");
        cure("sudo build/02-unshare --sweep");
    }
    return -1;
}

int pins_sweep(void (*removed)(const char *name))
{
    DIR *directory = opendir(PIN_DIRECTORY);
    if (!directory)
        return errno == ENOENT ? 0 : failed("opendir(" PIN_DIRECTORY ")");

    int result = 0;
    const struct dirent *entry;
    while (errno = 0, result == 0 && (entry = readdir(directory))) {
        char name[512];
        int dead = owner_is_dead(entry->d_name);
        if (dead == 0)
            continue;
        snprintf(name, sizeof name, PIN_DIRECTORY "/%s", entry->d_name);
        result = dead == -1 ? -1 : unpin_of_another(name);
        if (result == 0)
            removed(name);
    }
    if (errno && result == 0)
        result = failed("readdir(" PIN_DIRECTORY ")");
    closedir(directory);
    return result;
}
