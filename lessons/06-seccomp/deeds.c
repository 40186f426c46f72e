/* deeds.c - what the box of lesson 6 does when it is told to

   See also: seccomp(2), prctl(2), setresuid(2). */

#include "lessons/06-seccomp/deeds.h"

#include "common/failure.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/05-caps/caps.h"
#include "lessons/06-seccomp/asker.h"
#include "lessons/06-seccomp/filter.h"
#include "lessons/06-seccomp/tables.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define NOBODY 65534

static int install_bare(const struct policy *policy)
{
    struct filter filter;

    if (filter_build(policy, &filter) == -1)
        return -1;
    return filter_install(&filter);
}

static int install(const struct policy *policy)
{
    return caps_no_new_privs() == -1 ? -1 : install_bare(policy);
}

/* EACCES is what the story asks for here, no failure of it. */
static int try_install(char *answer, size_t size)
{
    bool installed = install_bare(&deny_two) == 0;

    if (!installed && last_failure()->error != EACCES)
        return -1;
    snprintf(answer, size, installed ? "installed" : "refused: EACCES");
    return 0;
}

uid_t plain_uid(void)
{
    const char *caller = getenv("SUDO_UID");
    long uid = caller ? strtol(caller, NULL, 10) : 0;

    /* -1 means "leave it as it is"; setresuid(2). */
    return uid > 0 && uid < UINT32_MAX ? (uid_t) uid : NOBODY;
}

static int be_plain(void)
{
    uid_t uid = plain_uid();

    if (setgroups(0, NULL) == -1)
        return failed("setgroups(none)");
    if (setresgid(NOBODY, NOBODY, NOBODY) == -1)
        return failed("setresgid(%d)", NOBODY);
    if (setresuid(uid, uid, uid) == -1)
        return failed("setresuid(%d)", (int) uid);
    /* A change of user clears it; prctl(2). */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        return failed("prctl(PR_SET_PDEATHSIG)");
    return 0;
}

static int unshare_here(void)
{
    return unshare(CLONE_FS) == -1 ? failed("unshare(CLONE_FS)") : 0;
}

static int take_off(char *answer, size_t size)
{
    int error = prctl(PR_SET_SECCOMP, SECCOMP_MODE_DISABLED) == -1 ? errno : 0;

    snprintf(answer, size, "%s", error ? strerrorname_np(error) : "done");
    return 0;
}

int seccomp_deeds(int deed, char *answer, size_t size)
{
    char *const shell[] = { "sh", "-c", "read -r line", NULL };

    switch (deed) {
    case INSTALL_DENY_TWO:  return install(&deny_two);
    case INSTALL_UNCHECKED: return install(&deny_unchecked);
    case INSTALL_BY_DEATH:  return install(&deny_by_death);
    case INSTALL_NOTHING:   return install(&deny_nothing);
    case INSTALL_ALLOW_FEW: return install(&allow_few);
    case TRY_INSTALL:       return try_install(answer, size);
    case SET_NO_NEW_PRIVS:  return caps_no_new_privs();
    case BE_PLAIN:          return be_plain();
    case TAKE_OFF:          return take_off(answer, size);
    case BECOME_SHELL:      return child_becomes(shell);
    case UNSHARE_HERE:      return unshare_here();
    default:
        return harmless_try(deed - TRY, NULL, answer, size);
    }
}
