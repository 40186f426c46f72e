/* calls.c - system calls: what they are about, how they may fail */

#include "calls.h"

#include "lessons/06-seccomp/syscalls.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum about { NOTHING, FD, NUMBER, PATH0, PATH1, PATH2 };

/* A call that is not in the list fails with EPERM. */
static const struct known {
    const char *name;
    enum about about; /* argument 0 as descriptor or number, or a path */
    int error;        /* 0: the call cannot fail */
} known[] = {
    { "getpid", NOTHING, 0 },      { "gettid", NOTHING, 0 },
    { "getpgrp", NOTHING, 0 },     { "clock_gettime", NOTHING, 0 },
    { "getppid", NOTHING, 0 },     { "getuid", NOTHING, 0 },
    { "geteuid", NOTHING, 0 },     { "getgid", NOTHING, 0 },
    { "getegid", NOTHING, 0 },     { "umask", NOTHING, 0 },
    { "exit", NOTHING, 0 },        { "exit_group", NOTHING, 0 },
    { "rt_sigreturn", NOTHING, 0 }, { "sched_yield", NOTHING, 0 },
    { "set_tid_address", NOTHING, 0 }, { "restart_syscall", NOTHING, 0 },
    { "set_robust_list", NOTHING, 0 }, { "rseq", NOTHING, 0 },
    { "brk", NOTHING, 0 }, /* says it in another way: brk(2), NOTES */

    { "openat", PATH1, EMFILE },   { "openat2", PATH1, EMFILE },
    { "open", PATH0, EMFILE },     { "creat", PATH0, EMFILE },
    { "read", FD, EIO },           { "write", FD, EIO },
    { "pread64", FD, EIO },        { "pwrite64", FD, EIO },
    { "readv", FD, EIO },          { "writev", FD, EIO },
    { "close", FD, EIO },          { "close_range", NUMBER, ENOSYS },
    { "fsync", FD, EIO },          { "lseek", FD, ESPIPE },
    { "fstat", FD, EIO },          { "newfstatat", PATH1, EACCES },
    { "stat", PATH0, EACCES },     { "lstat", PATH0, EACCES },
    { "statx", PATH1, EACCES },    { "statfs", PATH0, EACCES },
    { "fstatfs", FD, EIO },        { "access", PATH0, EACCES },
    { "faccessat", PATH1, EACCES }, { "faccessat2", PATH1, EACCES },
    { "readlink", PATH0, EACCES }, { "readlinkat", PATH1, EACCES },
    { "getdents64", FD, EIO },     { "getcwd", NOTHING, ENOENT },
    { "chdir", PATH0, EACCES },    { "fchdir", FD, EACCES },
    { "mkdir", PATH0, ENOSPC },    { "mkdirat", PATH1, ENOSPC },
    { "mknod", PATH0, EPERM },     { "mknodat", PATH1, EPERM },
    { "rmdir", PATH0, EBUSY },     { "unlink", PATH0, EBUSY },
    { "unlinkat", PATH1, EBUSY },  { "symlink", PATH1, ENOSPC },
    { "symlinkat", PATH2, ENOSPC }, { "link", PATH1, ENOSPC },
    { "rename", PATH1, ENOSPC },   { "renameat2", PATH1, ENOSPC },
    { "chmod", PATH0, EROFS },     { "fchmod", FD, EROFS },
    { "fchmodat", PATH1, EROFS },  { "chown", PATH0, EROFS },
    { "fchown", FD, EROFS },       { "fchownat", PATH1, EROFS },
    { "lchown", PATH0, EROFS },    { "ftruncate", FD, EIO },
    { "dup", FD, EMFILE },         { "dup2", FD, EBUSY },
    { "dup3", FD, EBUSY },         { "fcntl", FD, EMFILE },
    { "ioctl", FD, EPERM },        { "flock", FD, ENOLCK },
    { "pipe", NOTHING, EMFILE },   { "pipe2", NOTHING, EMFILE },
    { "poll", NOTHING, ENOMEM },   { "ppoll", NOTHING, ENOMEM },
    { "select", NOTHING, ENOMEM }, { "pselect6", NOTHING, ENOMEM },
    { "epoll_create1", NOTHING, EMFILE }, { "epoll_ctl", FD, ENOSPC },
    { "epoll_wait", FD, EBADF },   { "epoll_pwait", FD, EBADF },
    { "eventfd2", NOTHING, EMFILE }, { "signalfd4", NOTHING, EMFILE },
    { "timerfd_create", NOTHING, EMFILE },
    { "memfd_create", NOTHING, EMFILE },
    { "inotify_init1", NOTHING, EMFILE },
    { "inotify_add_watch", PATH1, ENOSPC },

    { "clone", NOTHING, EAGAIN },  { "clone3", NOTHING, EAGAIN },
    { "fork", NOTHING, EAGAIN },   { "vfork", NOTHING, EAGAIN },
    { "execve", PATH0, ENOMEM },   { "execveat", PATH1, ENOMEM },
    { "wait4", NOTHING, ECHILD },  { "waitid", NOTHING, ECHILD },
    { "kill", NOTHING, EPERM },    { "pidfd_open", NOTHING, EMFILE },
    { "pidfd_send_signal", FD, EPERM },
    { "prctl", NUMBER, EINVAL },   { "setns", FD, EPERM },
    { "prlimit64", NUMBER, EPERM }, { "nanosleep", NOTHING, EINTR },
    { "clock_nanosleep", NOTHING, EINTR },

    { "mount", PATH1, EPERM },     { "umount2", PATH0, EBUSY },
    { "pivot_root", PATH0, EINVAL }, { "move_mount", NOTHING, EPERM },

    { "mmap", NOTHING, ENOMEM },   { "mremap", NOTHING, ENOMEM },
    { "munmap", NOTHING, ENOMEM }, { "mprotect", NOTHING, ENOMEM },
    { "madvise", NOTHING, EAGAIN }, { "getrandom", NOTHING, ENOSYS },
    { "uname", NOTHING, EFAULT },

    { "socket", NUMBER, EMFILE },  { "socketpair", NUMBER, EMFILE },
    { "bind", FD, EACCES },        { "listen", FD, EADDRINUSE },
    { "accept4", FD, EMFILE },     { "connect", FD, ENOBUFS },
    { "sendto", FD, ENOBUFS },     { "sendmsg", FD, ENOBUFS },
    { "recvfrom", FD, ENOMEM },    { "recvmsg", FD, ENOMEM },
    { "setsockopt", FD, ENOPROTOOPT }, { "getsockopt", FD, ENOPROTOOPT },
    { "getsockname", FD, ENOBUFS }, { "getpeername", FD, ENOBUFS },
    { "shutdown", FD, ENOTCONN },  { "seccomp", NUMBER, EINVAL },
};

#define KNOWN (sizeof known / sizeof known[0])

static const struct known *find(int nr)
{
    static const struct known other = { "?", NOTHING, EPERM };

    for (size_t i = 0; i < KNOWN; i++)
        if (strcmp(known[i].name, syscall_name(nr)) == 0)
            return &known[i];
    return &other;
}

int call_error(int nr)
{
    return find(nr)->error;
}

bool call_is_done_anyway(int nr)
{
    return strcmp(syscall_name(nr), "close") == 0;
}

/* ---- objects ----------------------------------------------------------- */

/* A path may stand at the end of a page, with nothing behind it: what can be
   read up to there is read; process_vm_readv(2). */
static void read_path(pid_t pid, unsigned long long address, char *path,
                      size_t size)
{
    size_t in_page = 4096 - address % 4096;
    struct iovec to = { path, size - 1 };
    struct iovec from[2] = {
        { (void *) (size_t) address, in_page < size ? in_page : size - 1 },
        { (void *) (size_t) (address + in_page),
          in_page < size ? size - 1 - in_page : 0 },
    };

    ssize_t got = process_vm_readv(pid, &to, 1, from, 2, 0);
    path[got > 0 ? got : 0] = '\0';
}

static void read_descriptor(pid_t pid, int fd, char *path, size_t size)
{
    char link[64];

    snprintf(link, sizeof link, "/proc/%d/fd/%d", (int) pid, fd);
    ssize_t length = readlink(link, path, size - 1);
    path[length > 0 ? length : 0] = '\0';
}

/* Every run of digits becomes one #, in place; also a space, since words of the
   list of exceptions end there. */
static void generalize(char *path)
{
    char *to = path;

    for (const char *from = path; *from; from++) {
        if (!isdigit((unsigned char) *from))
            *to++ = *from == ' ' ? '_' : *from;
        else if (to == path || to[-1] != '#')
            *to++ = '#';
    }
    *to = '\0';
}

void call_object(pid_t pid, int nr, const unsigned long long args[6],
                 char *object, size_t size)
{
    enum about about = find(nr)->about;

    object[0] = '\0';
    if (about == NUMBER) {
        snprintf(object, size, "%d", (int) args[0]);
        return;
    }
    if (about == FD)
        read_descriptor(pid, (int) args[0], object, size);
    else if (about != NOTHING)
        read_path(pid, args[about - PATH0], object, size);
    if (about == PATH1 && object[0] == '\0') /* AT_EMPTY_PATH */
        read_descriptor(pid, (int) args[0], object, size);
    generalize(object);
}
