/* orphans - of the probe: does process 1 wait for children that are not its own?

   See also: wait(2), pid_namespaces(7). */

#include "orphans.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* The state letter of PID, or 0: there is none; proc(5). */
static char state_of(int pid)
{
    char path[32], state = 0;

    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "re");
    if (!file || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
        state = 0;
    if (file)
        fclose(file);
    return state;
}

/* Who came after us, or the zombies among them: in a new pid namespace numbers
   are small. */
static int count(bool zombies)
{
    int found = 0;

    for (int pid = getpid() + 1; pid < 99; pid++) {
        char state = state_of(pid);
        found += zombies ? state == 'Z' : state != 0;
    }
    return found;
}

enum { ORPHANS = 3 };

/* Who has ended is a zombie until its parent waits for it; wait(2).  Process 1
   comes to that in a moment; if we are process 1, we never do. */
static bool is_settled(void)
{
    return getpid() == 1 ? count(true) == ORPHANS : count(false) == 0;
}

/* Children of one that ends: now they are process 1's. */
int leave_orphans(void)
{
    pid_t parent = fork();

    if (parent == 0) {
        for (int i = 0; i < ORPHANS; i++)
            if (fork() == 0)
                break;
        _exit(0);
    }
    if (waitpid(parent, NULL, 0) != parent)
        return 1;
    for (int i = 0; i < 1000 && !is_settled(); i++)
        usleep(10000);
    return printf("zombies: %d\n", count(true)) < 0;
}
