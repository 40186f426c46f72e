/* refused.c - why namespaces are refused here, and which way is open

   The question: "Operation not permitted" - by whom?  By the lack of a
   capability, a limit in /proc/sys, AppArmor, a filter, or a kernel built
   without the namespace.  Each is probed in the order of unshare(2).

   See also: user_namespaces(7), capabilities(7). */

#include "lessons/02-unshare/refused.h"

#include "common/failure.h"
#include "common/owner.h"
#include "lessons/00-your-machine/limits.h"

#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct kind {
    int flag;
    const char *constant; /* CLONE_... */
    const char *type;     /* in /proc/self/ns/ and max_..._namespaces */
    const char *config;   /* the kernel option it needs */
} kinds[] = {
    { CLONE_NEWUSER, "CLONE_NEWUSER", "user", "CONFIG_USER_NS" },
    { CLONE_NEWNS, "CLONE_NEWNS", "mnt", "CONFIG_NAMESPACES" },
    { CLONE_NEWUTS, "CLONE_NEWUTS", "uts", "CONFIG_UTS_NS" },
    { CLONE_NEWNET, "CLONE_NEWNET", "net", "CONFIG_NET_NS" },
    { CLONE_NEWPID, "CLONE_NEWPID", "pid", "CONFIG_PID_NS" },
    { CLONE_NEWIPC, "CLONE_NEWIPC", "ipc", "CONFIG_IPC_NS" },
    { CLONE_NEWCGROUP, "CLONE_NEWCGROUP", "cgroup", "CONFIG_CGROUPS" },
};

#define KINDS ((int) (sizeof kinds / sizeof kinds[0]))

/* ---- probes ------------------------------------------------------------ */

/* Writes the path of the limit of one kind that is 0, if there is one. */
static bool limit_is_zero(int flags, char *path, size_t size)
{
    for (int i = 0; i < KINDS; i++)
        if (flags & kinds[i].flag
            && namespace_limit_is_zero(kinds[i].type, path, size))
            return true;
    return false;
}

static const char *missing_config(int flags)
{
    for (int i = 0; i < KINDS; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/self/ns/%s", kinds[i].type);
        if (flags & kinds[i].flag && access(path, F_OK) == -1)
            return kinds[i].config;
    }
    return NULL;
}

/* ---- the causes, in words ---------------------------------------------- */

/* A user namespace needs no capability; clone(2), CLONE_NEWUSER. */
static int explain_no_permission(int flags, int error)
{
    if (flags & CLONE_NEWUSER)
        return user_namespace_refused(error);
    if (!has_capability(CAP_SYS_ADMIN)) {
        cause("new namespaces need CAP_SYS_ADMIN, which uid %d has not here; "
              "see capabilities(7)", (int) geteuid());
        return cure("sudo, or a user namespace: unshare --user "
                    "--map-root-user");
    }
    if (is_filtered()) {
        cause("a seccomp filter around this process refuses it: you are inside "
              "a container; see seccomp(2)");
        return cure("run it outside of the container, or in the virtual "
                    "machine: make vm");
    }
    cause("a security module of this machine refuses it%s",
          apparmor_may_limit() ? " (AppArmor is on)" : "");
    return cure("the virtual machine: make vm");
}

/* A limit of 0 is somebody's decision, which stays as it is; it counts for
   root, too, namespaces(7). */
static int explain_limit(const char *limit)
{
    cause("%s is 0: no such namespace may be made", limit);
    cure("the virtual machine: make vm");
    return root_too();
}

static int explain_config(const char *config)
{
    cause("this kernel was built without %s", config);
    cure("a kernel of your distribution, or make vm");
    return root_too();
}

int namespaces_refused(const char *call, int flags, int error)
{
    char names[160] = "", limit[64];

    for (int i = 0; i < KINDS; i++)
        if (flags & kinds[i].flag)
            snprintf(names + strlen(names), sizeof names - strlen(names),
                     "%s%s", names[0] ? " | " : "", kinds[i].constant);
    const char *config = missing_config(flags);
    bool no_room = limit_is_zero(flags, limit, sizeof limit);

    errno = error;
    failed("%s(%s)", call, names);
    if (error == ENOSPC && no_room)
        return explain_limit(limit);
    if (error == EINVAL && config)
        return explain_config(config);
    if (error == ENOSPC) {
        cause("a limit of /proc/sys/user is reached, or 32 user namespaces are "
              "nested; see namespaces(7)");
        cure("end programs that use namespaces, such as containers");
    } else if (error == EPERM || error == EACCES) {
        explain_no_permission(flags, error);
    }
    return -1;
}

int namespaces_allowed(int flags)
{
    char limit[64];
    const char *config = missing_config(flags);

    if (config) {
        failed_saying("not in this kernel", "a new namespace");
        return explain_config(config);
    }
    if (limit_is_zero(flags, limit, sizeof limit)) {
        failed_saying("not allowed", "a new namespace");
        return explain_limit(limit);
    }
    return 0;
}

/* ---- is there a way without root? -------------------------------------- */

int need_root(const char *program, const char *options)
{
    if (has_capability(CAP_SYS_ADMIN) && has_capability(CAP_NET_ADMIN))
        return 0;

    bool root = geteuid() == 0, open = !root && try_user_namespace() == 0;
    struct failure why = *last_failure();

    if (!root && !open && why.signal)
        return -1;
    failed_saying("not as this user", "new namespaces");
    if (root) {
        cause("this root lacks CAP_SYS_ADMIN or CAP_NET_ADMIN: you are inside "
              "a container, or of a limited service");
        return cure("run it outside of the container, or in the virtual "
                    "machine: make vm");
    }
    cause("it makes namespaces, which needs CAP_SYS_ADMIN; see capabilities(7)");
    if (!options)
        return cure("sudo build/%s, or the virtual machine: make vm", program);
    if (open)
        return cure("sudo build/%s, or without root: unshare %s build/%s",
                    program, options, program);
    cause("it needs CAP_SYS_ADMIN, and a user namespace will not do here: %s",
          why.cause[0] ? why.cause : why.call);
    return cure("sudo build/%s, or the virtual machine: make vm", program);
}

const char *nsenter(pid_t pid, const char *options)
{
    static char texts[4][96];
    static int next;
    char *text = texts[next++ % 4];

    /* In a user namespace of our own, nsenter(1) must enter that first, and must
       not call setgroups(2), which is denied there; user_namespaces(7). */
    snprintf(text, sizeof texts[0],
             in_first_namespace("user")
                 ? "sudo nsenter -t %d %s"
                 : "nsenter -t %d -U --preserve-credentials %s",
             (int) pid, options);
    return text;
}
