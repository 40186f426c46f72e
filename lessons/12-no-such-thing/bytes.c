/* bytes.c - any bytes, made fit to be printed

   See also: utf-8(7), prctl(2) with PR_SET_NAME. */

#include "lessons/12-no-such-thing/bytes.h"

#include <stdbool.h>
#include <string.h>

static bool follows(const unsigned char *text, size_t count)
{
    for (size_t i = 1; i <= count; i++)
        if ((text[i] & 0xc0) != 0x80)
            return false;
    return true;
}

/* Overlong forms, surrogates and what is beyond U+10FFFF show in the first two
   bytes; utf-8(7). */
size_t utf8_length(const char *text)
{
    const unsigned char *at = (const unsigned char *) text;
    unsigned char first = at[0];

    if (first == 0)
        return 0;
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return follows(at, 1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef)
        return follows(at, 2) && !(first == 0xe0 && at[1] < 0xa0)
                       && !(first == 0xed && at[1] > 0x9f) ? 3 : 0;
    if (first >= 0xf0 && first <= 0xf4)
        return follows(at, 3) && !(first == 0xf0 && at[1] < 0x90)
                       && !(first == 0xf4 && at[1] > 0x8f) ? 4 : 0;
    return 0;
}

/* C0, DEL, and the C1 characters U+0080 to U+009F, which a terminal obeys. */
static bool is_control(const char *text)
{
    unsigned char first = (unsigned char) text[0];

    return first < 0x20 || first == 0x7f
           || (first == 0xc2 && (unsigned char) text[1] < 0xa0);
}

const char *shown(const char *text, char *to, size_t size)
{
    size_t used = 0;

    while (*text) {
        size_t length = is_control(text) ? 0 : utf8_length(text);
        size_t wants = length ? length : 4;
        if (used + wants >= size)
            break;
        if (length)
            memcpy(to + used, text, length);
        else
            snprintf(to + used, 5, "\\x%02x", (unsigned char) *text);
        used += wants;
        text += length ? length : 1;
    }
    to[used] = '\0';
    return to;
}

static void json_character(FILE *out, const char *text, size_t length)
{
    unsigned char first = (unsigned char) *text;

    if (length == 0)
        fputs("\\ufffd", out);
    else if (first == '"' || first == '\\')
        fprintf(out, "\\%c", first);
    else if (first < 0x20 || first == 0x7f)
        fprintf(out, "\\u%04x", first);
    else
        fprintf(out, "%.*s", (int) length, text);
}

void json_string(FILE *out, const char *text)
{
    if (!text) {
        fputs("null", out);
        return;
    }
    putc('"', out);
    while (*text) {
        size_t length = utf8_length(text);
        json_character(out, text, length);
        text += length ? length : 1;
    }
    putc('"', out);
}
