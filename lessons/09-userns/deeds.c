/* deeds.c - what the boxes of lesson 9 do when they are told to

   See also: user_namespaces(7), setns(2), setgroups(2). */

#include "lessons/09-userns/deeds.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/05-caps/deeds.h"
#include "lessons/09-userns/helper.h"
#include "lessons/09-userns/idmap.h"
#include "lessons/09-userns/reach.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

const char *const checked_lessons[] = {
    "02-unshare", "03-veth-pair", "05-caps", NULL
};

static pid_t visited;

void deeds_visit(pid_t pid)
{
    visited = pid;
}

static int who(char *answer, size_t size)
{
    snprintf(answer, size, "uid %u, gid %u", getuid(), getgid());
    return 0;
}

static int owner_of(const char *path, char *answer, size_t size)
{
    struct stat status;

    if (stat(path, &status) == -1)
        return failed("stat(%s)", path);
    snprintf(answer, size, "%u", status.st_uid);
    return 0;
}

static int make_file(char *answer, size_t size)
{
    CLOSES int fd = open(MADE_INSIDE, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    if (fd == -1)
        return failed("open(" MADE_INSIDE ", O_CREAT)");
    return owner_of(MADE_INSIDE, answer, size);
}

static int give_file(char *answer, size_t size)
{
    if (chown(MADE_INSIDE, 1, (gid_t) -1) == -1)
        return failed("chown(" MADE_INSIDE ", 1)");
    return owner_of(MADE_INSIDE, answer, size);
}

static int drop_groups(char *answer, size_t size)
{
    int error = setgroups(0, NULL) == -1 ? errno : 0;

    snprintf(answer, size, "%s", error ? strerrorname_np(error) : "allowed");
    return 0;
}

static int visit(void)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/ns/user", (int) visited);
    return namespace_join(path, CLONE_NEWUSER);
}

/* The lesson beside this one, wherever that is. */
int lesson_check(const char *lesson, char *said, size_t size)
{
    char path[PATH_MAX] = "", option[] = "--check";
    int status;

    if (readlink("/proc/self/exe", path, sizeof path - 32) == -1)
        return failed("readlink(/proc/self/exe)");
    char *name = strrchr(path, '/') + 1;
    snprintf(name, 32, "%s", lesson);
    char *argv[] = { path, option, NULL };
    return program_run(argv, said, size, &status);
}

/* What is refused for another reason than rights shows nothing. */
static int reach_try(int row, int *said)
{
    *said = reaches[row].try() == 0 ? 0 : errno;
    if (*said == 0 || *said == EPERM || *said == EACCES || *said == ENOENT)
        return 0;
    errno = *said;
    return failed("deed \"%s\"", reaches[row].what);
}

static int try(int order, char *answer, size_t size)
{
    int said = 0;

    if (order >= CHECK)
        return lesson_check(checked_lessons[order - CHECK], answer, size);
    if (order < TRY)
        return failed_saying("unknown", "order %d", order);
    if ((order >= REACH ? reach_try(order - REACH, &said)
                        : deed_try(order - TRY, &said)) == -1)
        return -1;
    snprintf(answer, size, "%d", said);
    return 0;
}

int userns_deeds(int order, char *answer, size_t size)
{
    switch (order) {
    case LEAVE_USER:
        return enter_new_namespaces(CLONE_NEWUSER) == -1 ? -1
                                                         : who(answer, size);
    case WHO:
        return who(answer, size);
    case BECOME_ROOT:
        return idmap_become_root() == -1 ? -1 : who(answer, size);
    case PREPARE:
        return deeds_prepare(0);
    case MAKE_FILE:
        return make_file(answer, size);
    case GIVE_FILE:
        return give_file(answer, size);
    case OWNER_OF_ROOT:
        return owner_of("/", answer, size);
    case DROP_GROUPS:
        return drop_groups(answer, size);
    case VISIT:
        return visit();
    case LEAVE_REST:
        return enter_new_namespaces(CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWNS);
    default:
        return try(order, answer, size);
    }
}
