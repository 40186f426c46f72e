/* helper.c - programs that do what a plain user may not: newuidmap, newgidmap

   The question: who lets a plain user have more ids than one?  Root did, by a
   line in /etc/subuid, and left a program that acts on it.

   See also: newuidmap(1), newgidmap(1), subuid(5), pipe(2). */

#include "lessons/09-userns/helper.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/child.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define HELPER_LIMIT_MS 20000

/* ---- a program, and what it says --------------------------------------- */

static char *const *program; /* both are set before the fork that copies them */
static int words;

static int become_program(int deed, char *answer, size_t size)
{
    (void) deed, (void) answer, (void) size;
    if (dup2(words, STDOUT_FILENO) == -1 || dup2(words, STDERR_FILENO) == -1)
        return failed("dup2(pipe, 2)");
    return child_becomes(program);
}

/* Reads to the end of the pipe, or what fits. */
static int listen_to(int from, char *said, size_t size)
{
    size_t used = 0;
    long end = now_ms() + HELPER_LIMIT_MS;

    for (said[0] = '\0'; used < size - 1;) {
        long left = end - now_ms();
        int ready = wait_for(from, left > 0 ? (int) left : 0);
        if (ready == -1)
            return -1;
        if (ready == 0)
            return failed_saying("it takes too long", "%s", program[0]);
        ssize_t got = read(from, said + used, size - 1 - used);
        if (got == -1)
            return failed("read(what %s says)", program[0]);
        if (got == 0)
            break;
        used += (size_t) got;
        said[used] = '\0';
    }
    said[strcspn(said, "\n")] = '\0';
    return 0;
}

static int run_to_end(struct child *child, int from, char *said, size_t size,
                      int *status)
{
    if (child_order_exec(child, 1) == -1 || child_let_go(child) == -1
        || listen_to(from, said, size) == -1)
        return -1;
    return child_wait(child, status);
}

int program_run(char *const argv[], char *said, size_t size, int *status)
{
    struct child child = { 0 };
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    CLOSES int from = ends[0];
    program = argv;
    words = ends[1];
    int result = child_fork(&child, become_program);
    close_fd(&ends[1]); /* ours, or the end of file would never come */
    if (result == 0)
        result = run_to_end(&child, from, said, size, status);
    if (result == 0)
        return 0;
    struct failure why = *last_failure();
    child_stop(&child);
    return adopt_failure(&why);
}

/* ---- the two programs -------------------------------------------------- */

static bool is_in_path(const char *name)
{
    const char *path = getenv("PATH");
    char file[512];

    for (path = path ? path : "/usr/bin:/bin"; *path; path += *path == ':') {
        size_t length = strcspn(path, ":");

        snprintf(file, sizeof file, "%.*s/%s", (int) length, path, name);
        if (access(file, X_OK) == 0)
            return true;
        path += length;
    }
    return false;
}

bool helpers_are_there(void)
{
    return is_in_path("newuidmap") && is_in_path("newgidmap");
}

static int helper_failed(const char *name, pid_t pid, const char *said)
{
    failed_saying(said[0] ? said : "it failed and said nothing", "%s %d", name,
                  (int) pid);
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1) {
        cause("no_new_privs is set, and execve(2) gives it no right that we "
              "have not");
        return cure("start it where that is not set: grep NoNewPrivs "
                    "/proc/self/status");
    }
    cause("it looks at /etc/subuid and /etc/subgid, and must be set-user-ID "
          "root or carry a capability; see newuidmap(1)");
    return cure("sudo apt install --reinstall uidmap");
}

/* ANCHOR: helper */
/* newuidmap PID INSIDE OUTSIDE COUNT [INSIDE OUTSIDE COUNT] */
static int helper_write(char *name, pid_t pid,
                        const struct id_run runs[IDMAP_RUNS])
{
    char numbers[1 + 3 * IDMAP_RUNS][12], said[200];
    char *argv[3 + 3 * IDMAP_RUNS] = { name, numbers[0] };
    int status = 0;

    snprintf(numbers[0], sizeof numbers[0], "%d", (int) pid);
    for (int i = 0; i < IDMAP_RUNS && runs[i].count; i++) {
        const unsigned values[3] = { runs[i].inside, runs[i].outside,
                                     runs[i].count };
        for (int k = 0; k < 3; k++) {
            char *number = numbers[1 + 3 * i + k];
            snprintf(number, sizeof numbers[0], "%u", values[k]);
            argv[2 + 3 * i + k] = number;
        }
    }
    if (program_run(argv, said, sizeof said, &status) == -1)
        return -1;
/* ANCHOR_END: helper */
    return status == 0 ? 0 : helper_failed(name, pid, said);
}

int helpers_write(pid_t pid, const struct idmap *map)
{
    char users[] = "newuidmap", groups[] = "newgidmap";

    if (helper_write(users, pid, map->uids) == -1)
        return -1;
    return helper_write(groups, pid, map->gids);
}
