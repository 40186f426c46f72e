/* syscalls.c - system calls by name and by number

   See also: syscalls(2), syscall(2). */

#include "lessons/06-seccomp/syscalls.h"

#include <asm/unistd.h>
#include <linux/version.h>
#include <stddef.h>
#include <stdio.h>
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
    { "open_tree_attr", 467 },   { "file_getattr", 468 },
    { "file_setattr", 469 },
#ifdef __x86_64__
    { "uretprobe", 335 },        { "uprobe", 336 },
#endif
};

#define NEWER ((int) (sizeof newer / sizeof newer[0]))

static int number_in(const struct call *table, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(table[i].name, name) == 0)
            return table[i].number;
    return -1;
}

int syscall_number(const char *name)
{
    int number = number_in(calls, CALLS, name);

    return number != -1 ? number : number_in(newer, NEWER, name);
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
    if (index < CALLS)
        return calls[index].name;
    index -= CALLS;
    for (int i = 0; i < NEWER; i++)
        if (number_in(calls, CALLS, newer[i].name) == -1 && index-- == 0)
            return newer[i].name;
    return NULL;
}

const char *syscall_headers(void)
{
    static char version[16];

    snprintf(version, sizeof version, "%d.%d", LINUX_VERSION_CODE >> 16,
             LINUX_VERSION_CODE >> 8 & 0xff);
    return version;
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
