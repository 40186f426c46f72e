/* requests.c - for --netlink: what was sent to the kernel, told with the facts

   See also: rtnetlink(7), ip-link(8), ip-route(8). */

#include "lessons/03-veth-pair/requests.h"

#include "common/voice.h"
#include "lessons/03-veth-pair/netlink.h"
#include "lessons/03-veth-pair/sides.h"

#include <stdio.h>
#include <string.h>

#define MOST 4 /* changes that a step tells; more are counted */

struct request {
    bool by_box;
    char words[96], order[160];
};

struct question {
    const char *type, *meaning;
    int count;
    struct request last;
};

bool with_requests;

static struct request changes[MOST];
static int changed;
static struct question questions[] = {
    { .type = "RTM_GETLINK", .meaning = "is there a link of this name?" },
    { .type = "RTM_GETROUTE", .meaning = "where does this address lead?" },
    { 0 },
};

/* Where a request is kept, or NULL: there are too many. */
static struct request *place_of(const char *words)
{
    for (struct question *question = questions; question->type; question++)
        if (strcmp(words, question->type) == 0) {
            question->count++;
            return &question->last;
        }
    return changed++ < MOST ? &changes[changed - 1] : NULL;
}

void keep_request(bool by_box, const char *words, const char *order)
{
    struct request *request = place_of(words);

    if (!request)
        return;
    request->by_box = by_box;
    snprintf(request->words, sizeof request->words, "%s", words);
    snprintf(request->order, sizeof request->order, "%s", order);
}

static void keep_ours(const char *words, const char *order)
{
    keep_request(false, words, order);
}

void keep_requests(void)
{
    with_requests = true;
    netlink_listen(keep_ours);
}

/* Whoever is on the host may ask there; in_box() says how to get in. */
static void tell_question(const struct question *question)
{
    const struct request *last = &question->last;

    fact("sent", "%s, %d times: %s The last:", question->type, question->count,
         question->meaning);
    if (last->by_box)
        command("ip", "%s %s", in_box(), last->order);
    else
        command("ip", "%s%s", as_anyone(), last->order);
}

void tell_requests(void)
{
    for (int i = 0; i < changed && i < MOST; i++) {
        fact("sent", "%s", changes[i].words);
        command("ip", "%s %s", changes[i].by_box ? in_box() : as_root(),
                changes[i].order);
    }
    if (changed > MOST)
        fact("sent", "%d more of these", changed - MOST);
    changed = 0;
    for (struct question *question = questions; question->type; question++) {
        if (question->count)
            tell_question(question);
        question->count = 0;
    }
}
