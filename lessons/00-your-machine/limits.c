/* limits.c - what this machine allows, asked one question at a time

   The question: if namespaces are refused here, who refuses them?  A version
   number does not tell: on some systems unshare(2) works and the step after it
   fails.  So each thing is tried, through to the step that counts.

   See also: user_namespaces(7), namespaces(7), capabilities(7). */

#include "lessons/00-your-machine/limits.h"

#include "common/attempt.h"
#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define NOBODY 65534
#define TRY_LIMIT_MS 10000

ssize_t probe_file(const char *path, char *text, size_t size)
{
    struct failure asked_about = *last_failure();
    ssize_t length = read_file(path, text, size);

    adopt_failure(&asked_about);
    return length;
}

bool has_capability(int capability)
{
    char status[8192];
    unsigned long long effective = 0;

    if (probe_file("/proc/self/status", status, sizeof status) == -1)
        return false;
    const char *line = strstr(status, "\nCapEff:");
    if (line)
        effective = strtoull(line + 8, NULL, 16);
    return (effective >> capability) & 1;
}

bool file_says(const char *path, const char *text)
{
    char content[64];

    return probe_file(path, content, sizeof content) != -1
        && strcmp(content, text) == 0;
}

bool namespace_limit_is_zero(const char *type, char *path, size_t size)
{
    snprintf(path, size, "/proc/sys/user/max_%s_namespaces", type);
    return file_says(path, "0");
}

bool apparmor_may_limit(void)
{
    return file_says("/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
                     "1")
        || file_says("/sys/module/apparmor/parameters/enabled", "Y");
}

bool is_filtered(void)
{
    char status[8192];

    return probe_file("/proc/self/status", status, sizeof status) != -1
        && strstr(status, "\nSeccomp:\t2") != NULL;
}

/* ---- the user namespace of a plain user -------------------------------- */

int user_namespace_refused(int error)
{
    char limit[64];
    const char *vm = "the virtual machine: make vm";

    if (error == ENOSPC
        && namespace_limit_is_zero("user", limit, sizeof limit)) {
        cause("%s is 0: no user namespaces on this machine", limit);
        return cure("%s", vm);
    }
    if (error != EPERM && error != EACCES)
        return -1;
    if (file_says("/proc/sys/kernel/unprivileged_userns_clone", "0")) {
        cause("kernel.unprivileged_userns_clone is 0: user namespaces are for "
              "root only on this machine");
        return cure("%s", vm);
    }
    if (is_filtered()) {
        cause("a seccomp filter around this process refuses it: you are inside "
              "a container; see seccomp(2)");
        return cure("outside of the container, or %s", vm);
    }
    if (apparmor_may_limit()) {
        cause("AppArmor lets plain users make a user namespace here, but do "
              "nothing in it (Ubuntu 23.10 and later)");
        return cure("%s", vm);
    }
    cause("a security module of this machine refuses it");
    return cure("%s", vm);
}

static int be_a_plain_user(void)
{
    /* In a user namespace even root is a plain user outside, and no other uid may
       exist. */
    if (geteuid() != 0 || !in_first_namespace("user"))
        return 0;
    if (setgroups(0, NULL) == -1 || setresgid(NOBODY, NOBODY, NOBODY) == -1
        || setresuid(NOBODY, NOBODY, NOBODY) == -1)
        return failed("setresuid(%d)", NOBODY);
    /* A change of uid makes /proc/self root's, unless we may be dumped;
       prctl(2), PR_SET_DUMPABLE. */
    if (prctl(PR_SET_DUMPABLE, 1) == -1)
        return failed("prctl(PR_SET_DUMPABLE)");
    return 0;
}

/* ANCHOR: userns */
static int use_user_namespace(void)
{
    char map[32];

    snprintf(map, sizeof map, "0 %d 1", (int) geteuid());
    if (unshare(CLONE_NEWUSER) == -1) {
        failed("unshare(CLONE_NEWUSER)");
        return user_namespace_refused(last_failure()->error);
    }
    if (write_file("/proc/self/setgroups", "deny") == -1
        || write_file("/proc/self/uid_map", map) == -1)
        return user_namespace_refused(last_failure()->error);
    if (unshare(CLONE_NEWNS) == -1) {
        failed("unshare(CLONE_NEWNS)");
        return user_namespace_refused(last_failure()->error);
    }
    return 0;
}
/* ANCHOR_END: userns */

static int try_as_plain_user(void)
{
    return be_a_plain_user() == -1 ? -1 : use_user_namespace();
}

int try_user_namespace(void)
{
    return attempt("trying a user namespace", try_as_plain_user, TRY_LIMIT_MS);
}
