/* engines.c - boxes that other programs make

   The question: what do the well-known programs do to a process?  They are
   started with a shell that says a word and then waits for the end of its
   input.  The word comes through a socket, and with it the kernel tells who has
   sent it: the number that the process in the box has out here.

   See also: bwrap(1), unshare(1), unix(7), proc(5). */

#include "lessons/12-no-such-thing/engines.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/12-no-such-thing/running.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define START_LIMIT_MS 10000
#define WORD "in the box"
#define SHELL "sh", "-c", "echo in the box; read -r line"

static const char *const bubblewrap[] = {
    "bwrap", "--unshare-all", "--die-with-parent", "--new-session",
    "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--cap-drop",
    "ALL", SHELL, NULL
};
static const char *const util_linux[] = {
    "unshare", "--fork", "--kill-child", "--pid", "--mount-proc", "--uts",
    "--ipc", "--net", "--cgroup", SHELL, NULL
};

static const struct state_file of_runc = {
    "/run/runc", "state.json", "init_process_pid", "init_process_start"
};
static const struct state_file of_crun = {
    "/run/crun", "status", "pid", "process-start-time"
};

const struct engine engines[] = {
    { .program = "unshare", .start = util_linux,
      .shown = "unshare -fpuinC --mount-proc sh" },
    { .program = "bwrap", .start = bubblewrap,
      .shown = "bwrap --unshare-all --ro-bind / / --proc /proc sh" },
    { .program = "runc", .state = &of_runc },
    { .program = "crun", .state = &of_crun },
    { .program = "podman", .group = "libpod-" },
    { .program = "docker", .group = "docker-" },
    { 0 },
};

static struct child child;
static const char *const *to_start; /* of the child that is born next */
static int its_end;                 /* of the socket */

/* ---- is it installed? --------------------------------------------------- */

static bool is_installed(const char *program)
{
    const char *path = getenv("PATH");
    char file[4096];

    while (path && *path) {
        int length = (int) strcspn(path, ":");
        snprintf(file, sizeof file, "%.*s/%s", length, path, program);
        if (access(file, X_OK) == 0)
            return true;
        path += length + (path[length] == ':');
    }
    return false;
}

/* ---- started here ------------------------------------------------------- */

static int become(int deed, char *answer, size_t size)
{
    (void) deed;
    (void) answer;
    (void) size;
    if (dup2(its_end, STDERR_FILENO) == -1
        || dup2(its_end, STDOUT_FILENO) == -1)
        return failed("dup2(socket, stdout)");
    return child_becomes((char *const *) to_start);
}

/* ANCHOR: sender */
/* With SO_PASSCRED each message comes with the credentials of its sender, and
   the kernel translates the pid to the pid namespace of the receiver; unix(7).
   Returns the length, 0 when all writers are gone, or -1. */
static ssize_t receive(int socket, char *text, size_t size, pid_t *sender)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(struct ucred))];
    } control;
    struct iovec part = { text, size - 1 };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1,
                              .msg_control = &control,
                              .msg_controllen = sizeof control };
    ssize_t length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);

    if (length == -1)
        return failed("recvmsg(%s)", to_start[0]);
    text[length] = '\0';
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_CREDENTIALS)
        *sender = ((struct ucred *) (void *) CMSG_DATA(header))->pid;
    return length;
}
/* ANCHOR_END: sender */

/* Until the word comes from the box, or the program gives up.  Other words are
   the program's own, and say why. */
static int wait_for_word(int socket, pid_t *pid, char *why, size_t size)
{
    char text[200];
    pid_t sender = 0;

    snprintf(why, size, "it has ended without a word");
    for (;;) {
        int ready = wait_for(socket, START_LIMIT_MS);
        if (ready == 0)
            snprintf(why, size, "no box within 10 s");
        if (ready != 1)
            return ready;
        ssize_t length = receive(socket, text, sizeof text, &sender);
        if (length <= 0)
            return (int) length;
        text[strcspn(text, "\n")] = '\0';
        if (strcmp(text, WORD) == 0) {
            *pid = sender;
            return 0;
        }
        snprintf(why, size, "%s", text);
    }
}

/* All of its group: bwrap's child waits for a word of its parent first, and would
   wait for ever; only after that --die-with-parent holds. */
static int stop(void *thing)
{
    const struct child *started = thing;

    if (started->pid == 0 || kill(-started->pid, SIGKILL) == 0
        || errno == ESRCH)
        return child_stop(thing);
    failed("kill(-%d, SIGKILL)", (int) started->pid);
    struct failure why = *last_failure();
    child_stop(thing);
    return adopt_failure(&why);
}

static int start(const char *const *words, pid_t *pid, char *why, size_t size)
{
    int ends[2], yes = 1;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == -1)
        return failed("socketpair(AF_UNIX)");
    CLOSES int ours = ends[0];
    CLOSES int theirs = ends[1];
    if (setsockopt(ours, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) == -1)
        return failed("setsockopt(SO_PASSCRED)");
    its_end = theirs;
    to_start = words;
    if (undo_later(stop, &child, words[0], NULL) == -1
        || child_fork(&child, become) == -1
        || child_order_exec(&child, 1) == -1)
        return -1;
    close(keep_fd(&theirs)); /* or the end of the others would not be seen */
    return wait_for_word(ours, pid, why, size);
}

/* Not installed: then nobody is looked for, and nothing started. */
int engine_box(const struct engine *engine, pid_t *pid, char *why, size_t size)
{
    *pid = 0;
    why[0] = '\0';
    if (!is_installed(engine->program)) {
        snprintf(why, size, "not installed");
        return 0;
    }
    if (engine->start)
        return start(engine->start, pid, why, size);
    *pid = engine->state ? running_by_state(engine->state)
                         : running_by_group(engine->group);
    return *pid == -1 ? -1 : 0;
}

int engine_stop(void)
{
    return child.pid ? undo_now(&child) : 0;
}
