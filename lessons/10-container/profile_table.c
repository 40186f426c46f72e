/* profile_table.c - what Docker's default profile lets in, as tables

   The facts of moby's seccomp/default.json (github.com/moby/profiles, commit
   02e898b137ae) for Linux 4.8 or newer on x86-64 and aarch64.  Calls that only
   32-bit programs have are left out: their numbers are foreign here.

   See also: syscalls(2), capabilities(7), socket(2), personality(2). */

#include "lessons/10-container/profile_table.h"

#include "lessons/06-seccomp/tables.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/ioctl.h>

const char *const profile_always[] = {
    "accept", "accept4", "access", "adjtimex", "alarm", "arch_prctl", "bind",
    "brk", "cachestat", "capget", "capset", "chdir", "chmod", "chown",
    "clock_adjtime", "clock_getres", "clock_gettime", "clock_nanosleep",
    "close", "close_range", "connect", "copy_file_range", "creat", "dup",
    "dup2", "dup3", "epoll_create", "epoll_create1", "epoll_ctl",
    "epoll_ctl_old", "epoll_pwait", "epoll_pwait2", "epoll_wait",
    "epoll_wait_old", "eventfd", "eventfd2", "execve", "execveat", "exit",
    "exit_group", "faccessat", "faccessat2", "fadvise64", "fallocate",
    "fanotify_mark", "fchdir", "fchmod", "fchmodat", "fchmodat2", "fchown",
    "fchownat", "fcntl", "fdatasync", "fgetxattr", "flistxattr", "flock",
    "fork", "fremovexattr", "fsetxattr", "fstat", "fstatfs", "fsync",
    "ftruncate", "futex", "futex_requeue", "futex_wait", "futex_waitv",
    "futex_wake", "futimesat", "getcpu", "getcwd", "getdents", "getdents64",
    "getegid", "geteuid", "getgid", "getgroups", "getitimer", "getpeername",
    "getpgid", "getpgrp", "getpid", "getppid", "getpriority", "getrandom",
    "getresgid", "getresuid", "getrlimit", "get_robust_list", "getrusage",
    "getsid", "getsockname", "getsockopt", "get_thread_area", "gettid",
    "gettimeofday", "getuid", "getxattr", "getxattrat", "inotify_add_watch",
    "inotify_init", "inotify_init1", "inotify_rm_watch", "io_cancel",
    "io_destroy", "io_getevents", "io_pgetevents", "ioprio_get", "ioprio_set",
    "io_setup", "io_submit", "kill", "landlock_add_rule",
    "landlock_create_ruleset", "landlock_restrict_self", "lchown", "lgetxattr",
    "link", "linkat", "listen", "listmount", "listxattr", "listxattrat",
    "llistxattr", "lremovexattr", "lseek", "lsetxattr", "lstat", "madvise",
    "map_shadow_stack", "membarrier", "memfd_create", "memfd_secret", "mincore",
    "mkdir", "mkdirat", "mknod", "mknodat", "mlock", "mlock2", "mlockall",
    "mmap", "modify_ldt", "mprotect", "mq_getsetattr", "mq_notify", "mq_open",
    "mq_timedreceive", "mq_timedsend", "mq_unlink", "mremap", "mseal", "msgctl",
    "msgget", "msgrcv", "msgsnd", "msync", "munlock", "munlockall", "munmap",
    "name_to_handle_at", "nanosleep", "newfstatat", "open", "openat", "openat2",
    "pause", "pidfd_open", "pidfd_send_signal", "pipe", "pipe2", "pkey_alloc",
    "pkey_free", "pkey_mprotect", "poll", "ppoll", "prctl", "pread64", "preadv",
    "preadv2", "prlimit64", "process_mrelease", "process_vm_readv",
    "process_vm_writev", "pselect6", "ptrace", "pwrite64", "pwritev",
    "pwritev2", "read", "readahead", "readlink", "readlinkat", "readv",
    "recvfrom", "recvmmsg", "recvmsg", "remap_file_pages", "removexattr",
    "removexattrat", "rename", "renameat", "renameat2", "restart_syscall",
    "rmdir", "rseq", "rt_sigaction", "rt_sigpending", "rt_sigprocmask",
    "rt_sigqueueinfo", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait",
    "rt_tgsigqueueinfo", "sched_getaffinity", "sched_getattr", "sched_getparam",
    "sched_get_priority_max", "sched_get_priority_min", "sched_getscheduler",
    "sched_rr_get_interval", "sched_setaffinity", "sched_setattr",
    "sched_setparam", "sched_setscheduler", "sched_yield", "seccomp", "select",
    "semctl", "semget", "semop", "semtimedop", "sendfile", "sendmmsg",
    "sendmsg", "sendto", "setfsgid", "setfsuid", "setgid", "setgroups",
    "setitimer", "setpgid", "setpriority", "setregid", "setresgid", "setresuid",
    "setreuid", "setrlimit", "set_robust_list", "setsid", "setsockopt",
    "set_thread_area", "set_tid_address", "setuid", "setxattr", "setxattrat",
    "shmat", "shmctl", "shmdt", "shmget", "shutdown", "sigaltstack", "signalfd",
    "signalfd4", "socketpair", "splice", "stat", "statfs", "statmount", "statx",
    "symlink", "symlinkat", "sync", "sync_file_range", "syncfs", "sysinfo",
    "tee", "tgkill", "time", "timer_create", "timer_delete", "timerfd_create",
    "timerfd_gettime", "timerfd_settime", "timer_getoverrun", "timer_gettime",
    "timer_settime", "times", "tkill", "truncate", "umask", "uname", "unlink",
    "unlinkat", "uretprobe", "utime", "utimensat", "utimes", "vfork",
    "vmsplice", "wait4", "waitid", "write", "writev",
    NULL,
};

/* Some are listed under two. */
const struct profile_with profile_with[] = {
    { CAP_DAC_READ_SEARCH, "open_by_handle_at" },
    { CAP_SYS_ADMIN, "bpf" }, { CAP_SYS_ADMIN, "clone" },
    { CAP_SYS_ADMIN, "clone3" }, { CAP_SYS_ADMIN, "fanotify_init" },
    { CAP_SYS_ADMIN, "fsconfig" }, { CAP_SYS_ADMIN, "fsmount" },
    { CAP_SYS_ADMIN, "fsopen" }, { CAP_SYS_ADMIN, "fspick" },
    { CAP_SYS_ADMIN, "lookup_dcookie" }, { CAP_SYS_ADMIN, "mount" },
    { CAP_SYS_ADMIN, "lsm_get_self_attr" },
    { CAP_SYS_ADMIN, "lsm_list_modules" },
    { CAP_SYS_ADMIN, "lsm_set_self_attr" },
    { CAP_SYS_ADMIN, "mount_setattr" }, { CAP_SYS_ADMIN, "move_mount" },
    { CAP_SYS_ADMIN, "open_tree" }, { CAP_SYS_ADMIN, "perf_event_open" },
    { CAP_SYS_ADMIN, "quotactl" }, { CAP_SYS_ADMIN, "quotactl_fd" },
    { CAP_SYS_ADMIN, "setdomainname" }, { CAP_SYS_ADMIN, "sethostname" },
    { CAP_SYS_ADMIN, "setns" }, { CAP_SYS_ADMIN, "syslog" },
    { CAP_SYS_ADMIN, "umount2" }, { CAP_SYS_ADMIN, "unshare" },
    { CAP_SYS_BOOT, "reboot" }, { CAP_SYS_CHROOT, "chroot" },
    { CAP_SYS_MODULE, "delete_module" }, { CAP_SYS_MODULE, "init_module" },
    { CAP_SYS_MODULE, "finit_module" }, { CAP_SYS_PACCT, "acct" },
    { CAP_SYS_PTRACE, "kcmp" }, { CAP_SYS_PTRACE, "pidfd_getfd" },
    { CAP_SYS_PTRACE, "process_madvise" },
    { CAP_SYS_RAWIO, "iopl" }, { CAP_SYS_RAWIO, "ioperm" },
    { CAP_SYS_TIME, "settimeofday" }, { CAP_SYS_TIME, "clock_settime" },
    { CAP_SYS_TTY_CONFIG, "vhangup" },
    { CAP_SYS_NICE, "get_mempolicy" }, { CAP_SYS_NICE, "mbind" },
    { CAP_SYS_NICE, "set_mempolicy" },
    { CAP_SYS_NICE, "set_mempolicy_home_node" },
    { CAP_SYSLOG, "syslog" }, { CAP_BPF, "bpf" },
    { CAP_PERFMON, "perf_event_open" },
    { 0, NULL },
};

/* Not AF_ALG (38), AF_VSOCK (40) and others that are of no use in a container
   and have been ways into the kernel. */
const unsigned char profile_families[] = {
    13, 14, 15, 16, 17, 18, 21, 22, 24, 26, 27, 28, 29, 30, 31, 32, 33, 35, 36,
    39, 41, 42, 43, 44, 45, 0,
};

/* PER_LINUX, PER_LINUX32, each with UNAME26 too, and "only tell": none of those
   that weaken a protection. */
const uint32_t profile_personalities[PROFILE_PERSONALITIES] = {
    0, 8, 0x20000, 0x20008, 0xffffffff,
};

/* A filter sees the flags of clone(2), which are in a register, and not those
   of clone3, which are in memory.  ENOSYS: libc takes it for an old kernel and
   uses clone instead. */
const struct rule profile_no_namespaces[] = {
    { "clone", ALLOW, { 0, NAMESPACE_FLAGS, EQUAL, 0 } },
    { "clone3", REFUSE(ENOSYS), { 0 } },
    { 0 },
};

/* Before the rule that lets ioctl(2) in. */
const struct rule profile_no_typing[] = {
    { "ioctl", REFUSE(EPERM), { 1, INT_BITS, EQUAL, TIOCSTI } },
    { "ioctl", REFUSE(EPERM), { 1, INT_BITS, EQUAL, TIOCLINUX } },
    { 0 },
};
