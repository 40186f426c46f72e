/* fuzz-size - texts that nobody has thought of, against the reader of sizes

   libFuzzer calls this function with a million texts a second and keeps those
   that reach new code.  What is right is decided here in another way than in
   size.c: 128-bit numbers, which no text of this length overflows.
   "make fuzz" builds and runs it.

   See also: https://llvm.org/docs/LibFuzzer.html. */

#include "common/failure.h"
#include "lessons/04-cgroup-memory/size.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 30 /* 10^30 * 2^30 fits into 128 bits */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

/* Returns whether TEXT is a size, and its value; false also for a text that is
   too long to be sure of. */
static bool is_size(const char *text, unsigned __int128 *value)
{
    size_t digits = strspn(text, "0123456789");
    const char *unit = text + digits;
    int shift = strchr("kK", *unit) ? 10 : strchr("mM", *unit) ? 20 : 30;

    if (digits == 0 || (*unit && (!strchr("kKmMgG", *unit) || unit[1])))
        return false;
    *value = 0;
    for (size_t i = 0; i < digits; i++)
        *value = *value * 10 + (unsigned) (text[i] - '0');
    if (*unit)
        *value <<= shift;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[LONGEST + 1], words[32];
    uint64_t range[2] = { 1, UINT64_MAX }, bytes = 4711, again;
    unsigned __int128 value = 0;

    /* The first 16 bytes choose the range, the others are the text. */
    if (size < sizeof range || size - sizeof range > LONGEST)
        return 0;
    if (data[0] & 1)
        memcpy(range, data, sizeof range);
    size -= sizeof range;
    memcpy(text, data + sizeof range, size);
    text[size] = '\0';

    bool right = is_size(text, &value) && value >= range[0]
        && value <= range[1];
    bool taken = parse_size("--limit", text, range[0], range[1], &bytes) == 0;

    must(taken == right);
    must(taken ? bytes == (uint64_t) value : bytes == 4711);
    must(taken || strlen(last_failure()->call) > strlen("--limit: ''"));
    if (taken && bytes > 0) {
        size_words(bytes, words, sizeof words);
        must(parse_size("--limit", words, 1, UINT64_MAX, &again) == 0);
        must(again == bytes);
    }
    return 0;
}
