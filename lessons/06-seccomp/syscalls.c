/* syscalls.c - system calls by name and by number

   See also: syscalls(2), syscall(2). */

#include "lessons/06-seccomp/syscalls.h"

#include <asm/unistd.h>
#include <linux/version.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In the order of strcmp(3), for bsearch(3).  syscalls.inc has a line
   { "read", __NR_read }, for each of them, made by the Makefile. */
static const struct call {
    const char *name;
    int number;
} calls[] = {
#include "lessons/06-seccomp/syscalls.inc"
};

#define CALLS ((int) (sizeof calls / sizeof calls[0]))

/* The headers may be older than the kernel and its programs.  Since Linux 5.1 a
   new call gets the same number on all architectures.  In the same order. */
static const struct call newer[] = {
    { "cachestat", 451 },
    { "fchmodat2", 452 },
    { "file_getattr", 468 },
    { "file_setattr", 469 },
    { "futex_requeue", 456 },
    { "futex_wait", 455 },
    { "futex_wake", 454 },
    { "getxattrat", 464 },
    { "listmount", 458 },
    { "listxattrat", 465 },
    { "lsm_get_self_attr", 459 },
    { "lsm_list_modules", 461 },
    { "lsm_set_self_attr", 460 },
    { "map_shadow_stack", 453 },
    { "mseal", 462 },
    { "open_tree_attr", 467 },
    { "removexattrat", 466 },
    { "setxattrat", 463 },
    { "statmount", 457 },
#ifdef __x86_64__
    { "uprobe", 336 },
    { "uretprobe", 335 },
#endif
};

#define NEWER ((int) (sizeof newer / sizeof newer[0]))

static int by_name(const void *name, const void *call)
{
    return strcmp(name, ((const struct call *) call)->name);
}

static int number_in(const struct call *table, int count, const char *name)
{
    const struct call *call = bsearch(name, table, (size_t) count,
                                      sizeof *table, by_name);

    return call ? call->number : -1;
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
    case AUDIT_ARCH_X86_64: return "x86-64";
    case AUDIT_ARCH_I386: return "i386";
    case AUDIT_ARCH_AARCH64: return "aarch64";
    case AUDIT_ARCH_ARM: return "arm";
    default: return "?";
    }
}
