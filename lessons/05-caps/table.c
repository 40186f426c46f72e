/* table.c - the deeds as rows: what each wants, and what the kernel said

   Silent until table_show(): then it speaks, for it is a part of the story. */

#include "lessons/05-caps/table.h"

#include "common/owner.h"
#include "common/voice.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

int table_try(struct child *box, column said)
{
    for (int row = 0; deeds[row].what; row++)
        if (place_try(box, row, &said[row]) == -1)
            return -1;
    return 0;
}

static const char *words(int said)
{
    return said == 0 ? "allowed" : strerrorname_np(said);
}

/* Why all of root is refused: there is no such uid, or the kernel asks for the
   capability in the first user namespace; user_namespaces(7). */
static const char *not_here(int said)
{
    if (said == EINVAL)
        return "not here: no other user";
    return in_first_namespace("user") ? "not here: not even root"
                                      : "not here: not real root";
}

static void show_row(const struct deed *deed, int all, const char *first,
                     const char *second)
{
    const char *wants = deed->wants == ITS_OWNER ? "(its owner)"
                                                 : cap_name(deed->wants);

    if (all)
        fact("box", "%-23s %-16s %s", deed->what, wants, not_here(all));
    else if (second)
        fact("box", "%-23s %-16s %-10s %s", deed->what, wants, first, second);
    else
        fact("box", "%-23s %-16s %s", deed->what, wants, first);
}

static bool is_shown(const struct deed *deed, enum rows rows)
{
    switch (rows) {
    case ABOUT_POWER: return deed->about == POWER;
    case ABOUT_FILES: return deed->about == FILES;
    case WANTING:     return deed->wants != ITS_OWNER;
    default:          return true;
    }
}

void table_show(enum rows rows, const int *all, struct shown first,
                struct shown second)
{
    if (second.said)
        fact("box", "%-23s %-16s %-10s %s", "DEED", "WANTS", first.title,
             second.title);
    else
        fact("box", "%-23s %-16s %s", "DEED", "WANTS", first.title);
    for (int row = 0; deeds[row].what; row++)
        if (is_shown(&deeds[row], rows))
            show_row(&deeds[row], all[row], words(first.said[row]),
                     second.said ? words(second.said[row]) : NULL);
}
