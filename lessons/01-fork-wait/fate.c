/* fate.c - how a process ended, in words and as an exit status

   The question: what is in the number that wait(2) fills in?  Either the status
   that the process gave to exit(3), or the signal that killed it.

   See also: wait(2), signal(7). */

#include "lessons/01-fork-wait/child.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

const char *fate(int status, char *text, size_t size)
{
    const char *name = sigabbrev_np(WTERMSIG(status)); /* NULL: real-time */

    if (WIFEXITED(status))
        snprintf(text, size, "exited with status %d", WEXITSTATUS(status));
    else
        snprintf(text, size, "killed by signal %d (SIG%s)", WTERMSIG(status),
                 name ? name : "RT");
    return text;
}

int exit_status(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
