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

int syscall_number(const char *name)
{
    for (int i = 0; i < CALLS; i++)
        if (strcmp(calls[i].name, name) == 0)
            return calls[i].number;
    return -1;
}

const char *syscall_name(int number)
{
    for (int i = 0; i < CALLS; i++)
        if (calls[i].number == number)
            return calls[i].name;
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
