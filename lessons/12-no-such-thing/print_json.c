/* print_json.c - portraits on standard output, for programs; RFC 8259 */

#include "lessons/12-no-such-thing/print.h"

#include "lessons/12-no-such-thing/bytes.h"

#include <stdio.h>

static void print_process(const struct portrait *portrait)
{
    printf("{ \"pid\": %d, \"name\": ", (int) portrait->pid);
    json_string(stdout, portrait->name);
    printf(" }");
}

static const char *value(const struct row *row)
{
    return row->why[0] ? NULL : row->value;
}

static const char *why(const struct row *row)
{
    return row->why[0] ? row->why : NULL;
}

static const char *same(const struct portrait *a, const struct portrait *b,
                        int row)
{
    static const char *const words[] = { "true", "false", "null" };

    return b ? words[rows_compare(a, b, row)] : "null";
}

static void print_pair(const char *name, const struct portrait *a,
                       const struct portrait *b, int row,
                       const char *(*part)(const struct row *))
{
    printf(", \"%s\": [ ", name);
    json_string(stdout, part(&a->rows[row]));
    if (b) {
        printf(", ");
        json_string(stdout, part(&b->rows[row]));
    }
    printf(" ]");
}

static void print_row(const struct portrait *a, const struct portrait *b,
                      int row)
{
    printf("  { \"group\": ");
    json_string(stdout, group_names[questions[row].group]);
    printf(", \"row\": ");
    json_string(stdout, questions[row].name);
    printf(", \"same\": %s", same(a, b, row));
    print_pair("values", a, b, row, value);
    print_pair("unreadable", a, b, row, why);
    printf(" }%s\n", questions[row + 1].name ? "," : "");
}

void print_json(const struct portrait *a, const struct portrait *b)
{
    printf("{ \"processes\": [ ");
    print_process(a);
    if (b) {
        printf(", ");
        print_process(b);
    }
    printf(" ],\n  \"rows\": [\n");
    for (int i = 0; questions[i].name; i++)
        print_row(a, b, i);
    printf("] }\n");
}
