/* deeds.c - what the process in the box of lesson 4 does when it is told to

   All its children wait for the end of a pipe that only it holds: they end when
   it does, however that comes about.

   See also: fork(2), cgroups(7). */

#include "lessons/04-cgroup-memory/deeds.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int leash[2]; /* of cat */
static struct {
    int leash[2];
    pid_t pids[FORKS_MOST];
    int count;
} forks;

/* Does not return: becomes cat, whose input is the leash. */
static void become_cat(int error_pipe)
{
    char *const cat[] = { "cat", NULL };

    if (dup2(leash[0], STDIN_FILENO) == -1)
        failed("dup2(leash, 0)");
    else if (execvp(cat[0], cat) == -1)
        failed("execve(cat)");
    ssize_t sent = write(error_pipe, last_failure(), sizeof(struct failure));
    _exit(sent == -1 ? 2 : 1);
}

static int have_child(char *answer, size_t size)
{
    struct failure theirs;
    int ends[2];

    if (pipe2(leash, O_CLOEXEC) == -1 || pipe2(ends, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    CLOSES int from = ends[0];
    pid_t cat = fork();
    if (cat == 0)
        become_cat(ends[1]);
    if (cat == -1)
        failed("fork()");
    close(ends[1]);
    if (cat == -1)
        return -1;

    /* Close-on-exec: end of file means that it is cat now; execve(2). */
    ssize_t got = read(from, &theirs, sizeof theirs);
    if (got != 0)
        return got == sizeof theirs ? adopt_failure(&theirs)
                                    : failed("read(error of cat)");
    snprintf(answer, size, "%d", (int) cat);
    return 0;
}

static void wait_for_leash(void)
{
    char byte;

    close(forks.leash[1]);
    _exit(read(forks.leash[0], &byte, 1) == 0 ? 0 : 1);
}

static int fork_on(char *answer, size_t size)
{
    if (pipe2(forks.leash, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    for (forks.count = 0; forks.count < FORKS_MOST; forks.count++) {
        pid_t pid = fork();
        if (pid == 0)
            wait_for_leash();
        if (pid == -1)
            break;
        forks.pids[forks.count] = pid;
    }
    if (forks.count == FORKS_MOST)
        snprintf(answer, size, "%d forks, none refused", forks.count);
    else
        snprintf(answer, size, "%d forks worked, the next: %s (%s)",
                 forks.count, strerror(errno), strerrorname_np(errno));
    return 0;
}

static int collect(void)
{
    close(forks.leash[1]);
    close(forks.leash[0]);
    for (int i = 0; i < forks.count; i++)
        if (waitpid(forks.pids[i], NULL, 0) == -1)
            return failed("waitpid(%d)", (int) forks.pids[i]);
    forks.count = 0;
    return 0;
}

/* While the one that it has killed still gives its memory back, the kernel may
   choose another.  That is not to be us: -1000 means never; proc(5).  Without
   CAP_SYS_RESOURCE it cannot be lowered. */
static int be_box(void)
{
    if (prctl(PR_SET_NAME, "box") == -1)
        return failed("prctl(PR_SET_NAME)");
    if (write_file("/proc/self/oom_score_adj", "-1000") == -1
        && last_failure()->error != EACCES)
        return -1;
    return 0;
}

int cgroup_deeds(int deed, char *answer, size_t size)
{
    switch (deed) {
    case BE_BOX:
        return be_box();
    case HAVE_CHILD:
        return have_child(answer, size);
    case FORK_ON:
        return fork_on(answer, size);
    case COLLECT:
        return collect();
    default:
        return failed_saying("unknown", "deed %d", deed);
    }
}
