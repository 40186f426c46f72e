/* owner.c - names that say which run of a lesson made a thing */

#include "owner.h"

#include "failure.h"
#include "files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int owner_name(char name[OWNER_NAME_SIZE])
{
    unsigned long long start = process_start(getpid());
    char where[16] = "";
    struct stat namespace;

    if (start == 0)
        return -1;
    /* A pid names a process only together with its namespace; the inode tells
       which, namespaces(7). */
    if (!in_first_namespace("pid")) {
        if (stat("/proc/self/ns/pid", &namespace) == -1)
            return failed("stat(/proc/self/ns/pid)");
        snprintf(where, sizeof where, "-ns%u", (unsigned) namespace.st_ino);
    }
    snprintf(name, OWNER_NAME_SIZE, OWNER_PREFIX "%d-%llu%s", (int) getpid(),
             start, where);
    return 0;
}

/* Of a process about which nothing could be read. */
static int is_gone(int error)
{
    if (error == ENOENT || error == ESRCH)
        return 1;
    /* Hidden from us: it lives; proc(5), hidepid. */
    return error == EACCES || error == EPERM ? 0 : -1;
}

int owner_is_dead(const char *name)
{
    int pid, end = 0;
    unsigned long long start;

    if (sscanf(name, OWNER_PREFIX "%d-%llu%n", &pid, &start, &end) != 2
        || name[end] != '\0')
        return 0;
    int first = first_namespace("pid");
    if (first != 1)
        return first;

    unsigned long long now = process_start(pid);
    if (now == 0)
        return is_gone(last_failure()->error);
    char state = process_state(pid);
    if (state == '?')
        return is_gone(last_failure()->error);
    return now != start || state == 'Z';
}

int first_namespace(const char *type)
{
    char path[64];
    struct stat status;

    snprintf(path, sizeof path, "/proc/self/ns/%s", type);
    if (stat(path, &status) == -1)
        return failed("stat(%s)", path);
    /* Their inodes are fixed: PROC_PID_INIT_INO and PROC_USER_INIT_INO in the
       kernel's include/linux/proc_ns.h. */
    return status.st_ino == (strcmp(type, "pid") == 0 ? 0xEFFFFFFCU
                                                      : 0xEFFFFFFDU);
}

bool in_first_namespace(const char *type)
{
    return first_namespace(type) == 1;
}

int proc_is_ours(void)
{
    char number[32] = "";
    pid_t pid = getpid(); /* a filter may refuse even that */

    if (readlink("/proc/self", number, sizeof number - 1) == -1) {
        failed("readlink(/proc/self)");
        cause("no /proc is mounted here; see proc(5)");
    } else if (pid > 0 && strtol(number, NULL, 10) != pid) {
        failed_saying("it is of another pid namespace", "/proc");
        cause("the pids in it are those of other processes; "
              "pid_namespaces(7)");
    } else {
        return 0;
    }
    cure("mount -t proc proc /proc in a mount namespace of its own, as "
         "unshare -pf --mount-proc does");
    return root_too();
}
