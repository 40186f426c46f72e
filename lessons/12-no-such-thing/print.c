/* print.c - portraits on standard output, for people */

#include "lessons/12-no-such-thing/print.h"

#include "lessons/12-no-such-thing/bytes.h"

#include <stdio.h>
#include <string.h>

#define INDENT 17
#define WIDTH 72

static char clean[2 * sizeof(((struct row *) 0)->value)];

/* Prints TEXT word by word, on after INDENT where the line would be too long;
   the cursor stands at INDENT. */
static void print_wrapped(const char *text)
{
    int column = INDENT;

    for (int word; *text; text += word + (text[word] == ' ')) {
        word = (int) strcspn(text, " ");
        if (column > INDENT && column + 1 + word > WIDTH) {
            printf("\n%*s", INDENT, "");
            column = INDENT;
        } else if (column > INDENT) {
            putchar(' ');
            column++;
        }
        printf("%.*s", word, text);
        column += word;
    }
    putchar('\n');
}

/* "  net            4026531840" */
static void print_line(const char *name, const char *text)
{
    printf("  %-*s", INDENT - 2, name);
    print_wrapped(shown(text, clean, sizeof clean));
}

static const char *answer(const struct row *row)
{
    static char text[sizeof row->why + 32];

    if (row->why[0] == '\0')
        return row->value;
    snprintf(text, sizeof text, "unknown: %s", row->why);
    return text;
}

static void print_who(const struct portrait *portrait)
{
    printf("%d (%s)", (int) portrait->pid,
           shown(portrait->name, clean, sizeof clean));
}

void print_one(const struct portrait *portrait)
{
    int group = -1;

    print_who(portrait);
    putchar('\n');
    for (int i = 0; questions[i].name; i++) {
        if ((int) questions[i].group != group) {
            group = (int) questions[i].group;
            printf("%s\n", group_names[group]);
        }
        print_line(questions[i].name, answer(&portrait->rows[i]));
    }
}

/* ---- two side by side -------------------------------------------------- */

static void print_same_row(int i, const struct portrait *a)
{
    print_line(questions[i].name, answer(&a->rows[i]));
    print_line("", "-> same");
}

static void print_other_row(int i, const struct portrait *a,
                            const struct portrait *b, enum likeness likeness)
{
    char text[160];

    print_line(questions[i].name, answer(&a->rows[i]));
    print_line("", answer(&b->rows[i]));
    snprintf(text, sizeof text, "-> different: %s", questions[i].other);
    print_line("", likeness == DIFFERENT ? text : "-> not known");
}

static void print_group(enum group group, const struct portrait *a,
                        const struct portrait *b, bool all)
{
    char same[1024];
    int differ = rows_count(a, b, group, DIFFERENT);
    int unknown = rows_count(a, b, group, UNKNOWN);

    if (differ + unknown == 0)
        printf("%s: same\n", group_names[group]);
    else
        printf("%s: different in %d, not known in %d\n", group_names[group],
               differ, unknown);
    for (int i = 0; questions[i].name; i++) {
        enum likeness likeness = rows_compare(a, b, i);
        if (questions[i].group == group && likeness != SAME)
            print_other_row(i, a, b, likeness);
        else if (questions[i].group == group && (all || group == KERNEL))
            print_same_row(i, a);
    }
    if (!all && group != KERNEL)
        print_line("same:", rows_list(a, b, group, SAME, same, sizeof same));
}

void print_two(const struct portrait *a, const struct portrait *b, bool all)
{
    print_who(a);
    printf(" above, ");
    print_who(b);
    printf(" below it\n");
    for (enum group group = 0; group < GROUPS; group++)
        print_group(group, a, b, all);
}
