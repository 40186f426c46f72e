/* install.c - a filter is put before all system calls of this process

   There is no way back: what the filter refuses from here on is refused to this
   process and to all that it will start, whatever they become.

   See also: seccomp(2), prctl(2). */

#include "lessons/06-seccomp/filter.h"

#include "common/failure.h"

#include <errno.h>
#include <sys/prctl.h>
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

/* The kernel is asked, as far as the filter itself allows it. */
static bool is_on(const struct filter *filter)
{
    switch (filter->prctl_answer) {
    case ALLOW:
    case LOG:
        return prctl(PR_GET_SECCOMP) == SECCOMP_MODE_FILTER;
    case KILL: /* asking would be the end of us */
        return true;
    default:
        return prctl(PR_GET_SECCOMP) == -1;
    }
}

/* ANCHOR: install */
int filter_install(const struct filter *filter)
{
    struct sock_fprog program = {
        .len = (unsigned short) filter->length,
        .filter = (struct sock_filter *) filter->code,
    };

    /* glibc has no function for seccomp(2). */
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == -1)
        return not_installed();
    if (!is_on(filter))
        return failed_saying("the kernel says that it is not on",
                             "seccomp(SECCOMP_SET_MODE_FILTER)");
    return 0;
}
/* ANCHOR_END: install */
