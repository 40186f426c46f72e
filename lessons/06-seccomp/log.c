/* log.c - what the kernel's log says about a death by seccomp

   See also: seccomp(2), "/proc interfaces"; syslog(2). */

#include "lessons/06-seccomp/log.h"

#include "common/failure.h"
#include "common/owner.h"
#include "common/wait.h"
#include "lessons/06-seccomp/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 500 /* another kernel thread writes the record */

int log_open(void)
{
    /* The log has pids as the first pid namespace sees them. */
    if (!in_first_namespace("pid"))
        return -1;
    int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (log != -1)
        lseek(log, 0, SEEK_END);
    return log;
}

/* The number after NAME in a record of "name=value" words, -1 without it. */
static long value_of(const char *record, const char *name, int base)
{
    const char *found = strstr(record, name);

    return found ? strtol(found + strlen(name), NULL, base) : -1;
}

static bool is_about(const char *record, pid_t pid)
{
    return strstr(record, "audit: type=1326 ")
        && value_of(record, " pid=", 10) == pid
        && value_of(record, " sig=", 10) == SIGSYS
        && value_of(record, " arch=", 16) == NATIVE_ARCH;
}

int log_killed_for(int log, pid_t pid, int *number)
{
    char record[2048];
    long end = now_ms() + PATIENCE_MS;

    *number = -1;
    while (log != -1 && now_ms() < end) {
        /* One read(2) is one record; EPIPE: some were lost before we came. */
        ssize_t size = read(log, record, sizeof record - 1);

        if (size == -1 && errno == EPIPE)
            continue;
        if (size <= 0) {
            int more = wait_for(log, (int) (end - now_ms()));
            if (more != 1)
                return more == -1 && last_failure()->signal ? -1 : 0;
            continue;
        }
        record[size] = '\0';
        if (is_about(record, pid)) {
            *number = (int) value_of(record, " syscall=", 10);
            break;
        }
    }
    return 0;
}
