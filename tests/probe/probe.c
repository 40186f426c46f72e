/* probe - tries from inside what a container must not be able to do

   Runs in images that have no libraries, so it is linked statically.  Each name
   on the command line is tried in a child of its own, and one line says how
   that ended: "unshare: EPERM", "clone3: ENOSYS", "mount: done".  After
   "itself" it tries one in no child, and the end is its own.  Nothing that is
   tried would do harm if it were allowed. */

#include "orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#define NEW_SPACES (CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID)

/* ---- one attempt each: 0 or more, or -1 with errno ---------------------- */

static long make_child(unsigned long flags)
{
    long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);

    if (pid == 0)
        _exit(0);
    return pid;
}

static long by_clone3(void)
{
    struct clone_args args = { .flags = CLONE_NEWUSER, .exit_signal = SIGCHLD };
    long pid = syscall(SYS_clone3, &args, sizeof args);

    if (pid == 0)
        _exit(0);
    return pid;
}

static long by_handle(void)
{
    struct { unsigned bytes; int type; unsigned char id[8]; } handle
        = { 8, 1, { 2 } };

    return syscall(SYS_open_by_handle_at, AT_FDCWD, &handle, O_RDONLY);
}

static long node(mode_t type, unsigned major, unsigned minor)
{
    return mknod("/tmp/node", type | 0600, makedev(major, minor));
}

/* /dev/null once more: whether a device file that was made here works. */
static long own_device(const char *directory)
{
    char path[64];

    snprintf(path, sizeof path, "%s/probe", directory);
    if (mknod(path, S_IFCHR | 0600, makedev(1, 3)) == -1)
        return -1;
    return open(path, O_RDWR | O_CLOEXEC);
}

static long type_into_terminal(void)
{
    static const char typed[] = "echo typed-by-the-container\n";

    for (const char *at = typed; *at; at++)
        if (ioctl(0, TIOCSTI, at) == -1)
            return -1;
    return 0;
}

/* A directory kept open, chroot below it, and up as far as it goes. */
static long out_of_chroot(void)
{
    struct stat before, after;

    mkdir("/tmp/below", 0700);
    int kept = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (stat("/", &before) == -1 || chroot("/tmp/below") == -1
        || fchdir(kept) == -1)
        return -1;
    for (int i = 0; i < 64; i++)
        if (chdir("..") == -1)
            return -1;
    if (chroot(".") == -1 || stat("/", &after) == -1)
        return -1;
    errno = ELOOP; /* the same root again */
    return before.st_ino == after.st_ino && before.st_dev == after.st_dev
               ? -1 : 0;
}

static long foreign_numbers(void)
{
#ifdef __x86_64__
    long result;

    /* umount(2) of i386 with a bad address: EFAULT if it was asked at all. */
    __asm__ volatile("int $0x80" : "=a"(result)
                     : "a"(22L), "b"(1L), "c"(0L), "d"(0L) : "memory");
    errno = (int) -result;
    return result < 0 ? -1 : result;
#else
    errno = ENOSYS;
    return -1;
#endif
}

static long x32_numbers(void)
{
#ifdef __x86_64__
    return syscall(0x40000000 + SYS_getpid);
#else
    errno = ENOSYS;
    return -1;
#endif
}

static long session_keyring(void)
{
    return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING,
                   0);
}

static long set_user_id(void)
{
    errno = EPERM;
    return geteuid() == 0 ? 0 : -1;
}

static long open_it(const char *path, int how)
{
    return open(path, how | O_CLOEXEC);
}

/* ---- by name ------------------------------------------------------------ */

#define IS(text) (strcmp(name, text) == 0)

static long try_namespaces(const char *name)
{
    return IS("unshare") ? unshare(CLONE_NEWUSER)
         : IS("unshare-all") ? unshare(NEW_SPACES)
         : IS("clone") ? make_child(CLONE_NEWUSER)
         : IS("clone-pid") ? make_child(CLONE_NEWPID)
         : IS("clone3") ? by_clone3()
         : IS("setns") ? setns((int) open_it("/proc/self/ns/uts", O_RDONLY), 0)
         : IS("sethostname") ? sethostname("probe", 5)
         : -2;
}

static long try_mounts(const char *name)
{
    return IS("mount") ? mount("none", "/tmp", "tmpfs", 0, NULL)
         : IS("mount-cgroup") ? mount("none", "/tmp", "cgroup", 0, "memory")
         : IS("remount") ? mount("none", "/proc", NULL, MS_REMOUNT, NULL)
         : IS("umount") ? umount2("/proc/sys", MNT_DETACH)
         : IS("pivot_root") ? syscall(SYS_pivot_root, ".", ".")
         : IS("fsopen") ? syscall(SYS_fsopen, "tmpfs", 0)
         : IS("open_tree") ? syscall(SYS_open_tree, AT_FDCWD, "/", 1)
         : IS("chroot-escape") ? out_of_chroot()
         : IS("open_by_handle_at") ? by_handle()
         : IS("mknod-mem") ? node(S_IFCHR, 1, 1)
         : IS("mknod-kmsg") ? node(S_IFCHR, 1, 11)
         : IS("mknod-disk") ? node(S_IFBLK, 8, 0)
         : IS("mknod-fuse") ? node(S_IFCHR, 10, 229)
         : -2;
}

static long try_kernel(const char *name)
{
    return IS("keyctl") ? session_keyring()
         : IS("add_key") ? syscall(SYS_add_key, "user", "probe", "x", 1,
                                   KEY_SPEC_PROCESS_KEYRING)
         : IS("request_key") ? syscall(SYS_request_key, "user", "probe", 0, 0)
         : IS("bpf") ? syscall(SYS_bpf, 0, NULL, 0)
         : IS("perf_event_open") ? syscall(SYS_perf_event_open, NULL, 0, -1, -1,
                                           0)
         : IS("userfaultfd") ? syscall(SYS_userfaultfd, 0)
         : IS("io_uring_setup") ? syscall(SYS_io_uring_setup, 1, NULL)
         : IS("init_module") ? syscall(SYS_init_module, NULL, 0, NULL)
         : IS("finit_module") ? syscall(SYS_finit_module, -1, NULL, 0)
         : IS("delete_module") ? syscall(SYS_delete_module, NULL, 0)
         : IS("kexec_load") ? syscall(SYS_kexec_load, 0, 0, NULL, 0)
         : IS("reboot") ? syscall(SYS_reboot, 0, 0, 0, NULL)
         : IS("swapon") ? syscall(SYS_swapon, NULL, 0)
         : IS("acct") ? syscall(SYS_acct, "/tmp/none")
         : IS("settimeofday") ? syscall(SYS_settimeofday, NULL, NULL)
         : -2;
}

static long try_others(const char *name)
{
    return IS("read-implies-exec") ? personality(READ_IMPLIES_EXEC)
         : IS("af_alg") ? socket(38, SOCK_SEQPACKET, 0)
         : IS("af_vsock") ? socket(40, SOCK_STREAM, 0)
         : IS("af_packet") ? socket(AF_PACKET, SOCK_RAW, 0)
         : IS("raw-socket") ? socket(AF_INET, SOCK_RAW, 1)
         : IS("i386") ? foreign_numbers()
         : IS("x32") ? x32_numbers()
         : IS("tiocsti") ? type_into_terminal()
         : IS("root-again") ? set_user_id()
         : strncmp(name, "write:", 6) == 0 ? open_it(name + 6, O_WRONLY)
         : strncmp(name, "device:", 7) == 0 ? own_device(name + 7)
         : strncmp(name, "read:", 5) == 0 ? open_it(name + 5, O_RDONLY)
         : -2;
}

static int attempt(const char *name)
{
    long (*const groups[])(const char *) = { try_namespaces, try_mounts,
                                             try_kernel, try_others };
    long result = -2;

    for (int i = 0; i < 4 && result == -2; i++) {
        errno = 0;
        result = groups[i](name);
    }
    return result == -2 ? 255 : result == -1 ? errno : 0;
}

static void say(const char *name, int status)
{
    if (WIFSIGNALED(status))
        printf("%s: SIG%s\n", name, sigabbrev_np(WTERMSIG(status)));
    else if (WEXITSTATUS(status) == 255)
        printf("%s: unknown to the probe\n", name);
    else
        printf("%s: %s\n", name, WEXITSTATUS(status) == 0
               ? "done" : strerrorname_np(WEXITSTATUS(status)));
    fflush(stdout);
}

int main(int argc, char *argv[])
{
    if (argc == 2 && strcmp(argv[1], "session") == 0)
        return printf("%ld\n", session_keyring()) < 0;
    if (argc == 2 && strcmp(argv[1], "orphans") == 0)
        return leave_orphans();
    if (argc == 3 && strcmp(argv[1], "itself") == 0)
        return attempt(argv[2]);
    for (int i = 1; i < argc; i++) {
        int status;
        long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

        if (pid == 0)
            _exit(attempt(argv[i]));
        if (waitpid((pid_t) pid, &status, 0) != pid)
            return 1;
        say(argv[i], status);
    }
    return 0;
}
