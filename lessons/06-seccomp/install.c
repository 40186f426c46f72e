/* install.c - a filter is put before all system calls of this process

   There is no way back: what the filter refuses from here on is refused to this
   process and to all that it will start, whatever they become.

   See also: seccomp(2), proc(5). */

#include "lessons/06-seccomp/filter.h"

#include "common/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int not_installed(void)
{
    failed("seccomp(SECCOMP_SET_MODE_FILTER)");
    if (last_failure()->error == EACCES) {
        cause("neither no_new_privs nor CAP_SYS_ADMIN; see seccomp(2)");
        return cure("setpriv --no-new-privs starts a program with it");
    }
    if (last_failure()->error == ENOSYS || last_failure()->error == EINVAL) {
        cause("this kernel has no filters (CONFIG_SECCOMP_FILTER), or what "
              "emulates it has none");
        return cure("make vm starts a machine that has them");
    }
    return -1;
}

/* How many filters stand before our calls, or -1 with errno; STATUS is
   /proc/self/status, proc(5). */
static long filters_counted(int status)
{
    static const char field[] = "\nSeccomp_filters:";
    char text[8192];
    ssize_t size = pread(status, text, sizeof text - 1, 0);

    if (size == -1)
        return -1;
    text[size] = '\0';
    const char *found = strstr(text, field);
    return found ? strtol(found + strlen(field), NULL, 10) : 0;
}

/* pread(2) has worked before: where the filter's own answer comes, it is on. */
static bool is_on(const struct filter *filter, int status, long before)
{
    long now = filters_counted(status);

    return now == -1 ? filter->read_answer == REFUSE(errno) : now == before + 1;
}

static int cannot_be_asked(void)
{
    failed_saying("it kills for pread64", "filter_install()");
    cause("by pread64 the kernel is asked whether the filter is on");
    return cure("leave it out: no program with shared libraries starts without "
                "pread64");
}

static int cannot_be_counted(void)
{
    failed("reading /proc/self/status");
    cause("there the kernel counts the filters of a process; see proc(5)");
    return cure("mount -t proc proc /proc, if it is not mounted");
}

static int not_on(void)
{
    failed_saying("it is not on", "seccomp(SECCOMP_SET_MODE_FILTER)");
    cause("something between this program and the kernel says yes and does "
          "nothing; nothing is run");
    return cure("run it without strace(1) or sandbox around it");
}

/* ANCHOR: install */
int filter_install(const struct filter *filter)
{
    struct sock_fprog program = {
        .len = (unsigned short) filter->length,
        .filter = (struct sock_filter *) filter->code,
    };

    if (filter->read_answer == KILL)
        return cannot_be_asked();
    /* Opened before the filter, and not closed: that may be forbidden then. */
    int status = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    long before = status == -1 ? -1 : filters_counted(status);
    if (before == -1)
        return cannot_be_counted();
    /* glibc has no function for seccomp(2). */
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == -1)
        return not_installed();
    return is_on(filter, status, before) ? 0 : not_on();
}
/* ANCHOR_END: install */
