/* plain.c - root becomes a plain user, for this lesson is about one

   The question: how does root give itself up, so that nothing of it is left?

   See also: setresuid(2), setgroups(2), prctl(2). */

#include "lessons/09-userns/plain.h"

#include "common/failure.h"
#include "common/owner.h"
#include "lessons/06-seccomp/deeds.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define NOBODY 65534

static gid_t plain_gid(void)
{
    const char *caller = getenv("SUDO_GID");
    long gid = caller ? strtol(caller, NULL, 10) : 0;

    return gid > 0 ? (gid_t) gid : NOBODY;
}

/* Groups first: afterwards there is no right to change them. */
static int become(uid_t uid, gid_t gid)
{
    if (setgroups(0, NULL) == -1)
        return failed("setgroups(none)");
    if (setresgid(gid, gid, gid) == -1)
        return failed("setresgid(%d)", (int) gid);
    if (setresuid(uid, uid, uid) == -1)
        return failed("setresuid(%d)", (int) uid);
    if (prctl(PR_SET_DUMPABLE, 1) == -1)
        return failed("prctl(PR_SET_DUMPABLE)");
    return 0;
}

static int must_be(uid_t uid, gid_t gid)
{
    uid_t real, effective, saved;
    gid_t group, egroup, sgroup;

    if (getresuid(&real, &effective, &saved) == -1
        || getresgid(&group, &egroup, &sgroup) == -1)
        return failed("getresuid()");
    if (real != uid || effective != uid || saved != uid || group != gid
        || egroup != gid || sgroup != gid || getgroups(0, NULL) != 0)
        return failed_saying("the kernel says otherwise", "becoming uid %d",
                             (int) uid);
    return 0;
}

int plain_become(void)
{
    uid_t uid = plain_uid();
    gid_t gid = plain_gid();

    if (geteuid() != 0 || !in_first_namespace("user"))
        return 0;
    return become(uid, gid) == -1 ? -1 : must_be(uid, gid);
}

int plain_may_enter(void)
{
    char path[PATH_MAX] = "";

    if (readlink("/proc/self/exe", path, sizeof path - 1) == -1)
        return failed("readlink(/proc/self/exe)");
    if (access(path, X_OK) == 0 || errno != EACCES)
        return 0;
    failed("access(%s)", path);
    *strrchr(path, '/') = '\0';
    cause("uid %d may not enter %.180s, or a directory above it",
          (int) geteuid(), path);
    return cure("put the project where that user may go, then make");
}
