/* deeds.c - what the child of lesson 1 does when it is told to

   See also: fork(2), execve(2), wait(2). */

#include "lessons/01-fork-wait/deeds.h"

#include "common/failure.h"
#include "lessons/01-fork-wait/child.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t litter[LITTER_SIZE];

static int litter_zombies(char *pids, size_t size)
{
    for (int i = 0; i < LITTER_SIZE; i++) {
        siginfo_t info;

        litter[i] = fork();
        if (litter[i] == -1)
            return failed("fork()");
        if (litter[i] == 0)
            _exit(0);
        /* WNOWAIT: see that it has ended, and leave it a zombie; wait(2). */
        if (waitid(P_PID, (id_t) litter[i], &info, WEXITED | WNOWAIT) == -1)
            return failed("waitid(%d, WNOWAIT)", (int) litter[i]);
        snprintf(pids + strlen(pids), size - strlen(pids), "%s%d",
                 i ? " " : "", (int) litter[i]);
    }
    return 0;
}

static int collect_zombies(void)
{
    for (int i = 0; i < LITTER_SIZE; i++)
        if (waitpid(litter[i], NULL, 0) == -1)
            return failed("waitpid(%d)", (int) litter[i]);
    return 0;
}

int fork_wait_deeds(int deed, char *answer, size_t size)
{
    char *const shell[] = { "sh", "-c", "read -r line; exit 7", NULL };

    switch (deed) {
    case WHO_AM_I:
        snprintf(answer, size, "I am pid %d, my parent is %d", (int) getpid(),
                 (int) getppid());
        return 0;
    case BECOME_SHELL:
        return child_becomes(shell);
    case LITTER_ZOMBIES:
        return litter_zombies(answer, size);
    case COLLECT_ZOMBIES:
        return collect_zombies();
    default:
        return failed_saying("unknown", "deed %d", deed);
    }
}
