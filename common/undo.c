/* undo.c - what outlives a process is taken away again, last made first */

#include "undo.h"

#include "failure.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

struct entry {
    undo_fn *undo;
    void *thing;
    char what[128];
    char by_hand[160];
};

static struct entry list[48];
static int used;
static pid_t owner; /* a forked child inherits the list and must not run it */

int undo_later(undo_fn *undo, void *thing, const char *what,
               const char *by_hand)
{
    if (used == (int) (sizeof list / sizeof list[0]))
        return failed_saying("the list is full", "undo_later(%s)", what);

    struct entry *entry = &list[used++];
    entry->undo = undo;
    entry->thing = thing;
    snprintf(entry->what, sizeof entry->what, "%s", what);
    snprintf(entry->by_hand, sizeof entry->by_hand, "%s",
             by_hand ? by_hand : "");
    owner = getpid();
    return 0;
}

static int find(const void *thing)
{
    int i = used - 1;

    while (i >= 0 && list[i].thing != thing)
        i--;
    return i;
}

void undo_forget(const void *thing)
{
    int i = find(thing);

    if (i == -1)
        return;
    for (used--; i < used; i++)
        list[i] = list[i + 1];
}

int undo_now(void *thing)
{
    int i = find(thing);

    if (i == -1 || list[i].undo(thing) == -1)
        return i == -1 ? 0 : -1;
    undo_forget(thing);
    return 0;
}

static void complain(const char *program, const struct entry *entry)
{
    speak_failure(program);
    if (entry->by_hand[0])
        dprintf(STDERR_FILENO, "%s: could not remove %s: run %s\n", program,
                entry->what, entry->by_hand);
    else
        dprintf(STDERR_FILENO, "%s: could not remove %s\n", program,
                entry->what);
}

static void say(void (*tell)(const char *what), const char *what, bool early)
{
    char text[160];

    snprintf(text, sizeof text, "%s%s", what,
             early ? ", which was gone already" : "");
    tell(text);
}

int undo_all(const char *program, void (*tell)(const char *what))
{
    int left = 0;

    if (owner != getpid())
        return 0;
    while (used > 0) {
        const struct entry *entry = &list[--used];
        int gone = entry->undo(entry->thing);

        if (gone == -1) {
            complain(program, entry);
            left++;
        } else if (tell) {
            say(tell, entry->what, gone == 1);
        }
    }
    return left;
}
