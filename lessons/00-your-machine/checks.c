/* checks.c - every lesson, asked whether it can run here

   A lesson knows best what it needs, and tries it: `--check`.

   See also: execve(2), pipe(2), pidfd_open(2). */

#include "lessons/00-your-machine/checks.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK_LIMIT_MS 15000
#define END_LIMIT_MS 5000

static int is_lesson(const struct dirent *entry)
{
    const char *name = entry->d_name;

    return isdigit((unsigned char) name[0]) && isdigit((unsigned char) name[1])
        && name[2] == '-' && !strchr(name, '.');
}

static void check_and_exit(const char *path, int answers)
{
    if (signals_for_child() == 0 && dup2(answers, STDOUT_FILENO) != -1
        && dup2(answers, STDERR_FILENO) != -1)
        execl(path, path, "--check", (char *) NULL);
    dprintf(answers, "cannot run: %s: %s\n", path, strerror(errno));
    _exit(127);
}

/* Reads what the program says, up to its end or the limit. */
static int listen_to(int answers, char *text, size_t size)
{
    long end = now_ms() + CHECK_LIMIT_MS;
    size_t used = 0;

    text[0] = '\0';
    for (;;) {
        long left = end - now_ms();
        int ready = wait_for(answers, left > 0 ? (int) left : 0);
        if (ready == -1)
            return -1;
        if (ready == 0) {
            snprintf(text, size, "cannot run: its --check takes too long");
            return 0;
        }
        ssize_t got = read(answers, text + used, size - 1 - used);
        if (got == -1)
            return failed("read(--check)");
        used += (size_t) got;
        text[used] = '\0';
        if (got == 0 || used == size - 1)
            return 0;
    }
}

/* A lesson says one line, whatever it finds; one that crashes says nothing. */
static void judge_silence(int status, char *text, size_t size)
{
    if (text[0] != '\0')
        return;
    if (WIFSIGNALED(status))
        snprintf(text, size, "cannot run: its --check was killed by SIG%s",
                 sigabbrev_np(WTERMSIG(status)));
    else
        snprintf(text, size, "cannot run: its --check ended with status %d and "
                 "said nothing", WEXITSTATUS(status));
}

/* It has ended, or has had its time: SIGTERM lets it clean up, SIGKILL cannot be
   ignored; signal(7).  Returns 1, 0 if it had to be killed, or -1. */
static int end(pid_t pid, int *status)
{
    CLOSES int pidfd = pidfd_open(pid, 0);

    kill(pid, SIGTERM);
    int ended = pidfd == -1 ? failed("pidfd_open(%d)", (int) pid)
                            : wait_for(pidfd, END_LIMIT_MS);
    if (ended != 1)
        kill(pid, SIGKILL);
    if (waitpid(pid, status, 0) == -1)
        return failed("waitpid(%d)", (int) pid);
    return ended;
}

static int ask(const char *directory, struct verdict *verdict)
{
    char path[PATH_MAX + 80];
    int ends[2], status;

    snprintf(path, sizeof path, "%s/%s", directory, verdict->lesson);
    if (pipe2(ends, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    CLOSES int answers = ends[0];
    pid_t pid = fork();
    if (pid == 0)
        check_and_exit(path, ends[1]);
    close(ends[1]);
    if (pid == -1)
        return failed("fork()");
    int result = listen_to(answers, verdict->text, sizeof verdict->text);
    struct failure why = *last_failure();
    int ended = end(pid, &status);
    if (result == -1)
        return adopt_failure(&why);
    if (ended == 0)
        snprintf(verdict->text, sizeof verdict->text,
                 "cannot run: its --check does not end");
    verdict->text[strcspn(verdict->text, "\n")] = '\0';
    judge_silence(status, verdict->text, sizeof verdict->text);
    return ended == -1 ? -1 : 0;
}

/* Reads where this program is, and its name, *NAME.  Returns NULL on failure. */
static const char *own_path(const char **name)
{
    static char path[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);

    if (size == -1) {
        failed("readlink(/proc/self/exe)");
        return NULL;
    }
    path[size] = '\0';
    char *slash = strrchr(path, '/');
    *slash = '\0';
    *name = slash + 1;
    return path;
}

const char *lessons_folder(void)
{
    const char *name;

    return own_path(&name);
}

int ask_lessons(struct verdict verdicts[MOST_LESSONS])
{
    struct dirent **names;
    const char *own_name, *own = own_path(&own_name);

    if (!own)
        return -1;
    int count = scandir(own, &names, is_lesson, alphasort);
    if (count == -1)
        return failed("scandir(%s)", own);
    int asked = 0, result = 0;
    for (int i = 0; i < count; i++) {
        const char *name = names[i]->d_name;
        if (result == 0 && asked < MOST_LESSONS
            && strcmp(name, own_name) != 0) {
            struct verdict *verdict = &verdicts[asked++];
            snprintf(verdict->lesson, sizeof verdict->lesson, "%.63s", name);
            result = ask(own, verdict);
        }
        free(names[i]);
    }
    free(names);
    return result == -1 ? -1 : asked;
}
