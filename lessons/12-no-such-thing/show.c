/* show.c - what the story says of two processes

   It speaks, for it is a part of the story; print.c is for the tool. */

#include "lessons/12-no-such-thing/show.h"

#include "common/voice.h"
#include "lessons/12-no-such-thing/bytes.h"

#include <stdio.h>
#include <string.h>

/* A value in one column: of a long path the end, of a long list the number. */
static const char *brief(const struct row *row, char *text, size_t size)
{
    enum { MOST = 23 }; /* what is left of 72 columns */
    const char *value = row->why[0] ? "(cannot be read)" : row->value;
    size_t length = strlen(value);

    if (length > MOST && *value == '/') {
        text[0] = text[1] = '.';
        shown(value + length - MOST + 2, text + 2, size - 2);
        return text;
    }
    shown(value, text, size);
    if (length > MOST)
        text[strcspn(text, ":(")] = '\0';
    return text;
}

void show_rows(const struct portrait *shell, const struct portrait *box,
               enum group group)
{
    char first[48], second[48], same[512];

    fact("note", "%-14s %-25s %s", "ROW", "SHELL", "CONTAINER");
    for (int i = 0; questions[i].name; i++)
        if (questions[i].group == group
            && rows_compare(shell, box, i) != SAME)
            fact("note", "%-14s %-25s %s", questions[i].name,
                 brief(&shell->rows[i], first, sizeof first),
                 brief(&box->rows[i], second, sizeof second));
    fact("note", "the same in both: %s",
         rows_list(shell, box, group, SAME, same, sizeof same));
}

void show_differences(const char *maker, const struct portrait *shell,
                      const struct portrait *box)
{
    char words[256], text[512];

    fact("host", "%s: process %d (%s)", maker, (int) box->pid,
         shown(box->name, words, sizeof words));
    for (enum group group = 0; group < GROUPS; group++)
        if (rows_count(shell, box, group, DIFFERENT))
            fact("box", "%s: %s", group_names[group],
                 rows_list(shell, box, group, DIFFERENT, text, sizeof text));
}

void show_sums(const struct portrait *a, const struct portrait *b)
{
    for (enum group group = 0; group < GROUPS; group++) {
        int differ = rows_count(a, b, group, DIFFERENT);
        int same = rows_count(a, b, group, SAME);
        int unknown = rows_count(a, b, group, UNKNOWN);
        char more[40] = "";

        if (unknown)
            snprintf(more, sizeof more, ", %d cannot be read", unknown);
        fact("both", "%-10s of %d rows %d differ%s -> %s", group_names[group],
             differ + same + unknown, differ, more,
             differ ? "different" : "same");
    }
}
