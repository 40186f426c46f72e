/* kernel.c - which kernel answers?

   The question: a virtual machine has a kernel of its own.  Has a container?
   What the process itself would read in its own /proc is read through its root
   directory.  A process can put a file of its own making in that place, so it
   has to be the kernel's file system, and no link leads out of that root.

   See also: proc(5), openat2(2), statfs(2). */

#include "lessons/12-no-such-thing/answers.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

/* ANCHOR: own */
/* RESOLVE_IN_ROOT: an absolute link starts at that root again, and ".." stops
   there; openat2(2).  O_PATH: what is there is named, and not yet opened, for
   opening a device can have effects; open(2). */
static int find_below(int root, const char *path)
{
    struct open_how how = {
        .flags = O_PATH | O_CLOEXEC,
        .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
    };

    return (int) syscall(SYS_openat2, root, path, &how, sizeof how);
}

int kernel_seen_by(const struct target *target, const char *what, char *text,
                   size_t size)
{
    char path[64], found[32];
    struct statfs fs;

    CLOSES int root = openat(target->directory, "root",
                             O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root == -1)
        return failed("open(/proc/%d/root)", (int) target->pid);
    snprintf(path, sizeof path, "proc/sys/kernel/%s", what);
    CLOSES int fd = find_below(root, path);
    if (fd == -1)
        return failed("open(/proc/%d/root/%s)", (int) target->pid, path);
    if (fstatfs(fd, &fs) == -1)
        return failed("fstatfs(/proc/%d/root/%s)", (int) target->pid, path);
    if (fs.f_type != PROC_SUPER_MAGIC)
        return failed_saying("not the kernel's own", "/proc/%d/root/%s",
                             (int) target->pid, path);
    snprintf(found, sizeof found, "/proc/self/fd/%d", fd);
    return read_file(found, text, size) == -1 ? -1 : 0;
}
/* ANCHOR_END: own */

/* No /proc there, none of the kernel's, or not for us: then our own is asked.
   ELOOP and EXDEV stand for links that lead out; openat2(2). */
static bool may_ask_here(int error)
{
    return error == 0 || error == EACCES || error == EPERM || error == ENOENT
           || error == ENOTDIR || error == ELOOP || error == EXDEV
           || error == ENOSYS;
}

int answer_kernel(const struct target *target, const char *what,
                  struct row *row)
{
    char path[64];

    if (kernel_seen_by(target, what, row->value, sizeof row->value) == 0)
        return 0;
    if (last_failure()->signal || !may_ask_here(last_failure()->error))
        return -1;
    snprintf(path, sizeof path, "/proc/sys/kernel/%s", what);
    return read_file(path, row->value, sizeof row->value) == -1 ? -1 : 0;
}
