/* readback.c - the filter of another process, as the kernel has it

   See also: ptrace(2). */

#include "lessons/06-seccomp/readback.h"

#include "common/failure.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

static int copy(pid_t pid, struct filter *filter)
{
    siginfo_t info;

    if (ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) == -1)
        return failed("ptrace(PTRACE_INTERRUPT, %d)", (int) pid);
    /* WNOWAIT: should it have ended, its status is for child_wait(). */
    if (waitid(P_PID, (id_t) pid, &info, WSTOPPED | WEXITED | WNOWAIT) == -1)
        return failed("waitid(%d)", (int) pid);
    long length = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, 0L, filter->code);
    if (length == -1)
        return failed("ptrace(PTRACE_SECCOMP_GET_FILTER, %d)", (int) pid);
    filter->length = (size_t) length;
    return 0;
}

int filter_read_back(pid_t pid, struct filter *filter)
{
    if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) == -1)
        return failed("ptrace(PTRACE_SEIZE, %d)", (int) pid);
    int copied = copy(pid, filter);
    if (ptrace(PTRACE_DETACH, pid, NULL, NULL) == -1 && copied == 0)
        return failed("ptrace(PTRACE_DETACH, %d)", (int) pid);
    return copied;
}
