/* print.c - portraits on standard output, for people */

#include "lessons/12-no-such-thing/print.h"

#include "lessons/12-no-such-thing/bytes.h"

#include <stdio.h>
#include <string.h>

#define INDENT 20
#define COLUMN 25
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

static void print_words(const char *arrow, const char *words)
{
    char text[160];

    snprintf(text, sizeof text, "-> %s%s", arrow, words);
    print_line("", text);
}

/* In two columns, or below each other where one is too long for that. */
static void print_pair(int row, const struct portrait *a,
                       const struct portrait *b)
{
    char second[COLUMN + 1];
    const char *first = answer(&a->rows[row]);
    bool fits = strlen(first) < COLUMN
        && strlen(shown(first, clean, sizeof clean)) < COLUMN;

    if (fits && strlen(b->rows[row].value) < COLUMN
        && b->rows[row].why[0] == '\0') {
        shown(b->rows[row].value, second, sizeof second);
        printf("  %-*s%-*s %s\n", INDENT - 2, questions[row].name, COLUMN,
               clean, second);
        return;
    }
    print_line(questions[row].name, first);
    print_line("", answer(&b->rows[row]));
}

static void print_row(int row, const struct portrait *a,
                      const struct portrait *b)
{
    print_pair(row, a, b);
    switch (rows_compare(a, b, row)) {
    case SAME:      print_words("same", ""); break;
    case DIFFERENT: print_words("different: ", questions[row].other); break;
    case UNKNOWN:   print_words("not known", ""); break;
    }
}

/* The names of rows that are told in one line, and for unknown ones each reason
   once. */
static void print_folded(enum group group, const struct portrait *a,
                         const struct portrait *b, enum likeness likeness)
{
    char names[1024];
    const char *told = "";

    if (rows_count(a, b, group, likeness) == 0)
        return;
    print_line(likeness == SAME ? "same:" : "not known:",
               rows_list(a, b, group, likeness, names, sizeof names));
    for (int i = 0; likeness == UNKNOWN && questions[i].name; i++) {
        const char *why = a->rows[i].why[0] ? a->rows[i].why : b->rows[i].why;
        if (questions[i].group == group && why[0] && strcmp(why, told) != 0)
            print_words("", told = why);
    }
}

static void print_group(enum group group, const struct portrait *a,
                        const struct portrait *b, bool all)
{
    int differ = rows_count(a, b, group, DIFFERENT);
    int unknown = rows_count(a, b, group, UNKNOWN);

    printf("%s: %s", group_names[group], differ ? "different" : "same");
    if (unknown)
        printf(", as far as it is known");
    putchar('\n');
    for (int i = 0; questions[i].name; i++)
        if (questions[i].group == group
            && (all || group == KERNEL || rows_compare(a, b, i) == DIFFERENT))
            print_row(i, a, b);
    if (all || group == KERNEL)
        return;
    print_folded(group, a, b, SAME);
    print_folded(group, a, b, UNKNOWN);
}

void print_two(const struct portrait *a, const struct portrait *b, bool all)
{
    print_who(a);
    printf(" and, beside or below it, ");
    print_who(b);
    putchar('\n');
    for (enum group group = 0; group < GROUPS; group++)
        print_group(group, a, b, all);
}
