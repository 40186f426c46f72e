/* sides.c - how the story of lesson 3 speaks of host and box

   See also: nsenter(1), rtnetlink(7). */

#include "lessons/03-veth-pair/sides.h"

#include "common/failure.h"
#include "common/owner.h"
#include "common/voice.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/03-veth-pair/deeds.h"
#include "lessons/03-veth-pair/requests.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

struct child box;

const char *near(void)
{
    return plan->end[HOST];
}

const char *far(void)
{
    return plan->end[BOX];
}

const char *dotted(struct in_addr address)
{
    static char texts[4][INET_ADDRSTRLEN];
    static unsigned next;

    return inet_ntop(AF_INET, &address, texts[next++ % 4], INET_ADDRSTRLEN);
}

/* In a user namespace of our own the "host" is a namespace of our own too. */
const char *as_root(void)
{
    return in_first_namespace("user") ? "sudo" : nsenter(getpid(), "-n");
}

const char *as_anyone(void)
{
    static char text[100];

    if (in_first_namespace("user"))
        return "";
    snprintf(text, sizeof text, "%s ", nsenter(getpid(), "-n"));
    return text;
}

const char *in_box(void)
{
    return nsenter(box.pid, "-n");
}

/* ---- deeds ------------------------------------------------------------- */

static bool box_is_busy; /* or has ended, or failed */

int box_end(void *child)
{
    struct timeval limit = { .tv_sec = 3 }; /* it has nothing left to do */
    int ended = 0;
    fd_set ends;

    if (box.pid && !box_is_busy) {
        child_let_go(child);
        FD_ZERO(&ends);
        FD_SET(box.pidfd, &ends);
        /* Not wait_for(): what is ending already, a signal does not stop. */
        if (select(box.pidfd + 1, &ends, NULL, NULL, &limit) == -1)
            ended = failed("select(the end of the box)");
    }
    return child_stop(child) == -1 ? -1 : ended;
}

int host_does(int deed, char *text, size_t size)
{
    return do_deed(HOST, deed, text, size);
}

int box_does(int deed, char *text, size_t size)
{
    char answer[2048], *rest = answer;

    box_is_busy = true;
    if (child_order(&box, deed, answer, sizeof answer) == -1)
        return -1;
    box_is_busy = false;
    snprintf(text, size, "%s", strsep(&rest, "\n"));
    while (rest) {
        const char *words = strsep(&rest, "\n");
        keep_request(true, words, rest ? strsep(&rest, "\n") : "");
    }
    return 0;
}
