/* tables.c - the policies of this lesson

   See also: syscalls(2), clone(2), clone3 in clone(2). */

#include "lessons/06-seccomp/tables.h"

#include <errno.h>

/* ANCHOR: deny */
static const struct rule two[] = {
    { .call = "unshare", .answer = REFUSE(EPERM) },
    { .call = "kill", .answer = REFUSE(EPERM) },
    { 0 },
};

const struct policy deny_two = {
    .rules = two, .otherwise = ALLOW, .foreign = KILL,
};
/* ANCHOR_END: deny */

const struct policy deny_unchecked = {
    .rules = two, .otherwise = ALLOW, .unchecked = true,
};

static const struct rule two_deadly[] = {
    { .call = "unshare", .answer = KILL },
    { .call = "kill", .answer = KILL },
    { 0 },
};

const struct policy deny_by_death = {
    .rules = two_deadly, .otherwise = ALLOW, .foreign = KILL,
};

static const struct rule none[] = { { 0 } };

const struct policy deny_nothing = {
    .rules = none, .otherwise = ALLOW, .foreign = KILL,
};

/* ANCHOR: allow */
/* A filter sees the flags of clone(2), which are in a register, and not those
   of clone3, which are in memory.  ENOSYS: libc takes it for an old kernel and
   uses clone instead. */
static const struct rule few[] = {
    { "clone", ALLOW, { 0, NAMESPACE_FLAGS, EQUAL, 0 } },
    { "clone3", REFUSE(ENOSYS), { 0 } },
    { .call = "read", .answer = ALLOW },
    { .call = "write", .answer = ALLOW },
    { .call = "close", .answer = ALLOW },
    { .call = "pipe2", .answer = ALLOW },
    { .call = "getpid", .answer = ALLOW },
    { .call = "prctl", .answer = ALLOW },
    { .call = "wait4", .answer = ALLOW },
    { .call = "exit", .answer = ALLOW },
    { .call = "exit_group", .answer = ALLOW },
    /* ANCHOR_END: allow */
    { .call = "geteuid", .answer = ALLOW },
    { .call = "pidfd_open", .answer = ALLOW },
    /* A thread: its stack, its locks, its processors, its end. */
    { .call = "brk", .answer = ALLOW },
    { .call = "mmap", .answer = ALLOW },
    { .call = "mprotect", .answer = ALLOW },
    { .call = "munmap", .answer = ALLOW },
    { .call = "madvise", .answer = ALLOW },
    { .call = "futex", .answer = ALLOW },
    { .call = "rseq", .answer = ALLOW },
    { .call = "rt_sigaction", .answer = ALLOW },
    { .call = "rt_sigprocmask", .answer = ALLOW },
    { .call = "sched_getaffinity", .answer = ALLOW },
    { .call = "set_robust_list", .answer = ALLOW },
    { .call = "sigaltstack", .answer = ALLOW },
    { 0 },
};

const struct policy allow_few = {
    .rules = few, .otherwise = REFUSE(EPERM), .foreign = KILL,
};

const char *const start_calls[] = {
    "execve", "brk", "mmap", "munmap", "mprotect", "open", "openat", "read",
    "pread64", "write", "close", "access", "faccessat", "fstat", "newfstatat",
    "arch_prctl", "prctl", "prlimit64", "getrandom", "futex", "rseq",
    "set_robust_list", "set_tid_address", "rt_sigaction", "rt_sigprocmask",
    "rt_sigreturn", "exit", "exit_group", NULL,
};
