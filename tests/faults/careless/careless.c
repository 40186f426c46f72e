/* careless.c - a "lesson" that does everything wrong, for tests/check-faults.sh

   make faults must find each of these, or it proves nothing. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LITTER "/run/careless"

static int fails(int status)
{
    dprintf(STDERR_FILENO, "careless: something has failed\n");
    return status;
}

static int story(void)
{
    int ends[2], status;

    if (mkdir(LITTER, 0700) == -1)
        return fails(1);
    if (open("/dev/null", O_RDONLY | O_CLOEXEC) == -1)
        return fails(1); /* and LITTER stays */
    if (eventfd(0, 0) == -1)
        for (;;)
            pause();
    if (pipe2(ends, O_CLOEXEC) == -1) {
        rmdir(LITTER);
        abort();
    }
    int memory = memfd_create("careless", MFD_CLOEXEC);
    pid_t pid = fork();
    if (pid == 0)
        _exit(chdir("/") == -1); /* whose status nobody looks at */
    waitpid(pid, &status, 0);
    poll(NULL, 0, 0);
    rmdir(LITTER);
    if (memory == -1)
        return 1; /* not a word */
    if (access("/dev/full", F_OK) == -1)
        return fails(3); /* which status is that? */
    return 0;
}

int main(int argc, char *argv[])
{
    fcntl(STDIN_FILENO, F_GETFD); /* as every story begins */
    if (argc == 2 && strcmp(argv[1], "--sweep") == 0)
        return 0;
    if (argc != 2 || strcmp(argv[1], "--pace=0") != 0)
        return 77;
    signal(SIGINT, SIG_IGN); /* and goes on */
    return story();
}
