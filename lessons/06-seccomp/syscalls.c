/* syscalls.c - system calls by name and by number

   See also: syscalls(2), syscall(2). */

#include "lessons/06-seccomp/syscalls.h"

#include <asm/unistd.h>
#include <stddef.h>
#include <string.h>

/* syscalls.inc has a line { "read", __NR_read }, for each of them, made by the
   Makefile. */
static const struct call {
    const char *name;
    int number;
} calls[] = {
#include "lessons/06-seccomp/syscalls.inc"
};

#define CALLS ((int) (sizeof calls / sizeof calls[0]))

/* The headers may be older than the kernel and its programs.  Since Linux 5.1 a
   new call gets the same number on all architectures. */
static const struct call newer[] = {
    { "cachestat", 451 },        { "fchmodat2", 452 },
    { "map_shadow_stack", 453 }, { "futex_wake", 454 },
    { "futex_wait", 455 },       { "futex_requeue", 456 },
    { "statmount", 457 },        { "listmount", 458 },
    { "lsm_get_self_attr", 459 }, { "lsm_set_self_attr", 460 },
    { "lsm_list_modules", 461 }, { "mseal", 462 },
    { "setxattrat", 463 },       { "getxattrat", 464 },
    { "listxattrat", 465 },      { "removexattrat", 466 },
#ifdef __x86_64__
    { "uretprobe", 335 },
#endif
};

#define NEWER ((int) (sizeof newer / sizeof newer[0]))

int syscall_number(const char *name)
{
    for (int i = 0; i < CALLS; i++)
        if (strcmp(calls[i].name, name) == 0)
            return calls[i].number;
    for (int i = 0; i < NEWER; i++)
        if (strcmp(newer[i].name, name) == 0)
            return newer[i].number;
    return -1;
}

const char *syscall_name(int number)
{
    for (int i = 0; i < CALLS; i++)
        if (calls[i].number == number)
            return calls[i].name;
    for (int i = 0; i < NEWER; i++)
        if (newer[i].number == number)
            return newer[i].name;
    return "?";
}

const char *syscall_name_at(int index)
{
    return index < CALLS ? calls[index].name : NULL;
}

const char *arch_name(uint32_t arch)
{
    switch (arch) {
    case AUDIT_ARCH_X86_64:  return "x86-64";
    case AUDIT_ARCH_I386:    return "i386";
    case AUDIT_ARCH_AARCH64: return "aarch64";
    case AUDIT_ARCH_ARM:     return "arm";
    default:                 return "?";
    }
}
