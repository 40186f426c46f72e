/* size.c - "64M" is 67108864 bytes

   The question: what can be wrong with a number that a person types?

   See also: the kernel's admin-guide/cgroup-v2.rst, "Core Interface Files", for
   what it would do with the text itself. */

#include "lessons/04-cgroup-memory/size.h"

#include "common/failure.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char units[] = " KMG"; /* 2 to the power of 0, 10, 20, 30 */

/* Reads digits, at least one, until another character; false if the number
   does not fit. */
static bool read_digits(const char **text, uint64_t *number)
{
    const char *digit = *text;

    for (*number = 0; *digit >= '0' && *digit <= '9'; digit++) {
        unsigned value = (unsigned) (*digit - '0');
        if (*number > (UINT64_MAX - value) / 10)
            return false;
        *number = *number * 10 + value;
    }
    bool some = digit != *text;
    *text = digit;
    return some;
}

/* Returns by how many bits a unit shifts, and passes it; 0 if there is none. */
static int read_unit(const char **text)
{
    for (int i = 1; i <= 3; i++)
        if (**text == units[i] || **text == units[i] - 'A' + 'a') {
            ++*text;
            return 10 * i;
        }
    return 0;
}

static bool read_size(const char *text, uint64_t *bytes)
{
    uint64_t number;

    if (!read_digits(&text, &number))
        return false;
    int shift = read_unit(&text);
    if (*text != '\0' || number > UINT64_MAX >> shift)
        return false;
    *bytes = number << shift;
    return true;
}

int parse_size(const char *option, const char *text, uint64_t least,
               uint64_t most, uint64_t *bytes)
{
    char low[24], high[24], range[128];
    uint64_t value;

    if (read_size(text, &value) && value >= least && value <= most) {
        *bytes = value;
        return 0;
    }
    snprintf(range, sizeof range, "expected bytes, or a number with K, M or G, "
             "from %s to %s", size_words(least, low, sizeof low),
             size_words(most, high, sizeof high));
    return failed_saying(range, "%s: '%.40s%s'", option, text,
                         strlen(text) > 40 ? "..." : "");
}

const char *size_words(uint64_t bytes, char *text, size_t size)
{
    int i = 0;

    while (i < 3 && bytes != 0 && bytes % 1024 == 0) {
        bytes /= 1024;
        i++;
    }
    snprintf(text, size, "%llu%.*s", (unsigned long long) bytes, i > 0,
             units + i);
    return text;
}
