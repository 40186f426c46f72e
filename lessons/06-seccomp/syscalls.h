/* syscalls.h - system calls by name and by number

   The kernel knows a system call by its number alone, and each architecture
   has numbers of its own; syscalls(2).  The table is made by the build from the
   compiler's <asm/unistd.h>, so it is that of the architecture we run on. */

#ifndef SYSCALLS_H
#define SYSCALLS_H

#include <linux/audit.h>
#include <stdint.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "this lesson knows x86-64 and aarch64"
#endif

/* A call by an x32 number has the architecture of x86-64 and this bit;
   seccomp(2), "Caveats" under NOTES. */
#define X32_BIT 0x40000000u

/* The number of a system call here, or -1 if none of that name is known: this
   architecture has none, or it is newer than this table. */
int syscall_number(const char *name);

/* The name of a system call, or "?" if there is none with that number. */
const char *syscall_name(int number);

/* Name number INDEX of the table, NULL after the last one; for nearest(). */
const char *syscall_name_at(int index);

/* The version of Linux, "6.1", whose headers we were built with; a few newer
   calls are known as well. */
const char *syscall_headers(void);

/* The name of an AUDIT_ARCH_* value, or "?"; "x86-64" includes x32. */
const char *arch_name(uint32_t arch);

#endif
