/* text.c - texts that live until the end of the test */

#include "text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDEST 110

struct kept {
    struct kept *next;
    char *text;
};

static struct kept *list;

char *text_keep(char *allocated)
{
    struct kept *entry = malloc(sizeof *entry);

    if (!entry || !allocated)
        abort();
    *entry = (struct kept){ list, allocated };
    list = entry;
    return allocated;
}

char *text(const char *format, ...)
{
    char *allocated = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&allocated, format, args) == -1)
        abort();
    va_end(args);
    return text_keep(allocated);
}

void texts_forget(void)
{
    while (list) {
        struct kept *entry = list;

        list = entry->next;
        free(entry->text);
        free(entry);
    }
}

char *text_line(const char **at)
{
    if (**at == '\0')
        return NULL;
    size_t length = strcspn(*at, "\n");
    char *line = text_keep(strndup(*at, length));
    *at += length + ((*at)[length] == '\n');
    return line;
}

const char *text_labelled(const char *line, const char *label)
{
    size_t length = strlen(label);

    line += strspn(line, " ");
    if (strncmp(line, label, length) != 0 || line[length] != ':')
        return NULL;
    line += length + 1;
    return line + strspn(line, " ");
}

const char *text_match(const char *words, const char *pattern,
                       long long *numbers)
{
    for (; *pattern; pattern++) {
        char *end;

        if (*pattern != '#') {
            if (*words++ != *pattern)
                return NULL;
        } else if (isdigit((unsigned char) *words)) {
            *numbers++ = strtoll(words, &end, 10);
            words = end;
        } else {
            return NULL;
        }
    }
    return words;
}

char *text_unwrapped(const char *words)
{
    char *joined = text("%s", words), *to = joined;

    for (const char *at = words; *at; at++) {
        if (*at == '\n' && strspn(at + 1, " ") >= 8) {
            at += strspn(at + 1, " ");
            *to++ = ' ';
        } else {
            *to++ = *at;
        }
    }
    *to = '\0';
    return joined;
}

char *text_squeezed(const char *words)
{
    char *squeezed = text("%s", words), *to = squeezed;

    for (const char *at = words; *at; at++)
        if (!isspace((unsigned char) *at))
            *to++ = *at;
        else if (to == squeezed || to[-1] != ' ')
            *to++ = ' ';
    *to = '\0';
    return squeezed;
}

static const char *last_lines(const char *text, int lines)
{
    const char *at = text + strlen(text);

    if (lines == 0)
        return text;
    if (at > text && at[-1] == '\n')
        at--;
    while (at > text && (at[-1] != '\n' || --lines > 0))
        at--;
    return at;
}

char *text_quoted(const char *words, const char *indent, int lines)
{
    char *quoted = NULL;
    size_t size;
    FILE *out = open_memstream(&quoted, &size);
    const char *at = last_lines(words, lines);

    if (!out)
        abort();
    if (at > words)
        fprintf(out, "%s...\n", indent);
    for (char *line; (line = text_line(&at));)
        fprintf(out, "%s%.*s%s\n", indent, WIDEST, line,
                strlen(line) > WIDEST ? "..." : "");
    fclose(out);
    return text_keep(quoted);
}
