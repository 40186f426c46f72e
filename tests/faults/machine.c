/* machine.c - the two things that ptrace(2) leaves to each architecture */

#include "machine.h"

#include <elf.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>

#if defined(__x86_64__)

int machine_skip_call(pid_t pid)
{
    return (int) ptrace(PTRACE_POKEUSER, pid,
                        offsetof(struct user, regs.orig_rax),
                        (long) SYS_getpid);
}

int machine_set_result(pid_t pid, long result)
{
    return (int) ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.rax),
                        result);
}

#elif defined(__aarch64__)

int machine_skip_call(pid_t pid)
{
    int number = SYS_getpid;
    struct iovec part = { &number, sizeof number };

    return (int) ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &part);
}

int machine_set_result(pid_t pid, long result)
{
    struct user_regs_struct registers;
    struct iovec part = { &registers, sizeof registers };

    if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &part) == -1)
        return -1;
    registers.regs[0] = (unsigned long long) result;
    return (int) ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &part);
}

#endif
