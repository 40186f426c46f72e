/* deeds.c - what the processes of lesson 8 do when they are told to

   See also: unshare(2), pid_namespaces(7), proc(5). */

#include "lessons/08-pid-one/deeds.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/01-fork-wait/run.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/08-pid-one/init.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of the one outside: its first child, which ends when the leash is cut. */
static pid_t first;
static int leash[2];

static pid_t payload; /* of a process 1 */

/* ---- the one outside --------------------------------------------------- */

static int first_child(char *answer, size_t size)
{
    char byte;

    if (pipe2(leash, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    first = fork();
    if (first == -1)
        return failed("fork()");
    if (first == 0) {
        close(leash[1]);
        _exit(read(leash[0], &byte, 1) == 0 ? 0 : 1);
    }
    snprintf(answer, size, "%d", (int) first);
    return 0;
}

static int first_ends(void)
{
    close(leash[1]);
    if (waitpid(first, NULL, 0) == -1)
        return failed("waitpid(%d)", (int) first);
    return 0;
}

static int next_child(char *answer, size_t size)
{
    pid_t next = fork();
    int error = errno;

    if (next == 0)
        _exit(0);
    if (next > 0 && waitpid(next, NULL, 0) == -1)
        return failed("waitpid(%d)", (int) next);
    snprintf(answer, size, "%d", next == -1 ? error : 0);
    return 0;
}

/* ---- process 1 --------------------------------------------------------- */

static int who_am_i(char *answer, size_t size)
{
    snprintf(answer, size, "my pid is %d, my parent's is %d", (int) getpid(),
             (int) getppid());
    return 0;
}

static int look_around(char *answer, size_t size)
{
    DIR *proc = opendir("/proc");
    const struct dirent *entry;
    char self[32] = "";
    int count = 0;

    if (!proc)
        return failed("opendir(/proc)");
    while (errno = 0, (entry = readdir(proc)))
        count += isdigit((unsigned char) entry->d_name[0]) != 0;
    int error = errno;
    closedir(proc);
    errno = error;
    if (error)
        return failed("readdir(/proc)");
    if (readlink("/proc/self", self, sizeof self - 1) == -1)
        return failed("readlink(/proc/self)");
    snprintf(answer, size, "/proc lists %d process%s, and I am pid %s there",
             count, count == 1 ? "" : "es", self);
    return 0;
}

/* ANCHOR: proc */
int fresh_proc(void)
{
    if (enter_new_namespaces(CLONE_NEWNS) == -1)
        return -1;
    /* It shows the pid namespace of who mounts it, for ever; proc(5). */
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)
        == 0)
        return 0;
/* ANCHOR_END: proc */
    failed("mount(proc, /proc)");
    if (last_failure()->error == EPERM) {
        cause("in a container, parts of /proc are covered, and then a user "
              "namespace gets no new one; or a security module refuses it");
        cure("run it outside of the container, or in the virtual machine: "
             "make vm");
    }
    return -1;
}

static int kill_itself(char *answer, size_t size)
{
    int error = kill(getpid(), SIGKILL) == -1 ? errno : 0;

    snprintf(answer, size, "%d", error);
    return 0;
}

/* Five orphans that end at once, one that stays, and then a program that stays,
   too.  A subshell ends when it has started its background job. */
static int become_payload(void *unused)
{
    static char *const argv[] = { "sh", "-c",
        "for i in 1 2 3 4 5; do (sleep 0 &); done; (sleep infinity &); "
        "exec sleep infinity", NULL };

    (void) unused;
    return run_exec((char **) argv);
}

int serve(int pid, char *answer, size_t size)
{
    int status;

    if (init_serve(pid, &status) == -1)
        return -1;
    snprintf(answer, size, "%d", status);
    return 0;
}

int pid_one_deeds(int deed, char *answer, size_t size)
{
    switch (deed) {
    case LEAVE:       return enter_new_namespaces(CLONE_NEWPID);
    case FIRST_CHILD: return first_child(answer, size);
    case FIRST_ENDS:  return first_ends();
    case NEXT_CHILD:  return next_child(answer, size);
    case WHO_AM_I:    return who_am_i(answer, size);
    case LOOK_AROUND: return look_around(answer, size);
    case FRESH_PROC:  return fresh_proc();
    case KILL_ITSELF: return kill_itself(answer, size);
    case START:       return init_start(become_payload, NULL, &payload);
    case SERVE:       return serve(payload, answer, size);
    default:          return failed_saying("unknown", "deed %d", deed);
    }
}
