/* machine.h - the two things that ptrace(2) leaves to each architecture */

#ifndef FAULTS_MACHINE_H
#define FAULTS_MACHINE_H

#include <sys/types.h>

/* The call that PID enters becomes getpid(2), which does nothing.  Number -1,
   which strace(1) takes, would be answered by a seccomp filter: lesson 6 has
   one that kills.  Returns 0, or -1. */
int machine_skip_call(pid_t pid);

/* The call that PID leaves returns RESULT: -EPERM is an error, as the kernel
   says it.  Returns 0, or -1. */
int machine_set_result(pid_t pid, long result);

#endif
