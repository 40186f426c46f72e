/* outside.c - what tests of a command in a box ask from outside it */

#include "outside.h"

#include "clock.h"
#include "robot.h"
#include "suite.h"
#include "text.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

long child_of(long pid)
{
    return atol(shell(text("ps -o pid= --ppid %ld", pid))->out);
}

char state_of(long pid)
{
    return shell(text("ps -o stat= -p %ld", pid))->out[0];
}

void becomes_at(struct where where, const char *command, const char *words,
                const char *why)
{
    long limit = clock_limit(10);
    struct robot *robot;

    do {
        suite_stop_if_told();
        robot = shell(command);
        if (strstr(robot->out, words))
            return;
        poll(NULL, 0, 20);
    } while (clock_ms() < limit);
    fail_saying(where, "  expected: \"%s\" from\n            $ %s\n"
                "  seen:     %s\n  why:      %s\n", words, command,
                robot->out, why);
}
