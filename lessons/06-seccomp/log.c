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

/* A filter may stand before numbers that are not ours, too; x32 has the
   architecture of x86-64 and one bit more. */
static void say_call(uint32_t arch, uint32_t number, char *call, size_t size)
{
    bool x32 = arch == AUDIT_ARCH_X86_64 && number & X32_BIT;

    if (arch == NATIVE_ARCH && !x32)
        snprintf(call, size, "system call %u (%s)", number,
                 syscall_name((int) number));
    else
        snprintf(call, size, "system call %u of %s: numbers of other "
                 "architectures are always killed", number & ~X32_BIT,
                 x32 ? "x32" : arch_name(arch));
}

bool log_tells(const char *record, pid_t pid, char *call, size_t size)
{
    if (!strstr(record, "audit: type=1326 ")
        || value_of(record, " pid=", 10) != pid
        || value_of(record, " sig=", 10) != SIGSYS)
        return false;
    say_call((uint32_t) value_of(record, " arch=", 16),
             (uint32_t) value_of(record, " syscall=", 10), call, size);
    return true;
}

int log_killed_for(int log, pid_t pid, char *call, size_t size)
{
    char record[2048];
    long end = now_ms() + PATIENCE_MS;

    call[0] = '\0';
    while (log != -1 && now_ms() < end) {
        /* One read(2) is one record; EPIPE: some were lost before we came. */
        ssize_t got = read(log, record, sizeof record - 1);

        if (got == -1 && errno == EPIPE)
            continue;
        if (got <= 0) {
            int more = wait_for(log, (int) (end - now_ms()));
            if (more != 1)
                return more == -1 && last_failure()->signal ? -1 : 0;
            continue;
        }
        record[got] = '\0';
        if (log_tells(record, pid, call, size))
            break;
    }
    return 0;
}
