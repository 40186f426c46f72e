/* readback.h - the filter of another process, as the kernel has it */

#ifndef READBACK_H
#define READBACK_H

#include "lessons/06-seccomp/filter.h"

#include <sys/types.h>

/* Stops our child PID for a moment and copies the first filter that was
   installed in it; ptrace(2), PTRACE_SECCOMP_GET_FILTER, which needs
   CAP_SYS_ADMIN and a caller without a filter.  Returns 0, or -1. */
int filter_read_back(pid_t pid, struct filter *filter);

#endif
