/* unit-size - what a person may type as a size, and what not

   The kernel is no help: cgroup v1 takes 99999999999999999999999 and wraps it
   round.  So every text that is not plainly a size must be refused here. */

#include "common/failure.h"
#include "lessons/04-cgroup-memory/size.h"
#include "support/suite.h"
#include "support/text.h"

#include <string.h>

#define MIB ((uint64_t) 1 << 20)
#define UNTOUCHED 4711

static void takes(const char *typed, uint64_t expected)
{
    uint64_t bytes = UNTOUCHED;

    if (parse_size("--memory", typed, 1, UINT64_MAX, &bytes) == -1)
        fail_saying(HERE, "  expected: '%s' is %llu bytes\n  seen:     %s\n",
                    typed, (unsigned long long) expected,
                    last_failure()->call);
    assert_int_equal(bytes, expected);
}

static void refuses(const char *typed, uint64_t least, uint64_t most)
{
    uint64_t bytes = UNTOUCHED;

    if (parse_size("--memory", typed, least, most, &bytes) == 0)
        fail_saying(HERE, "  expected: '%s' is refused\n"
                          "  seen:     it was taken for %llu bytes\n",
                    typed, (unsigned long long) bytes);
    assert_int_equal(bytes, UNTOUCHED);
    assert_text("the failure", last_failure()->call, "--memory: '",
                "the option is named");
    assert_text("the failure", last_failure()->call, "K, M or G, from ",
                "what would be right is said");
}

static void units_are_powers_of_1024(void **state)
{
    (void) state;
    takes("67108864", 64 * MIB);
    takes("64M", 64 * MIB);
    takes("64m", 64 * MIB);
    takes("64K", 64 * 1024);
    takes("64k", 64 * 1024);
    takes("1G", 1024 * MIB);
    takes("1g", 1024 * MIB);
    takes("1", 1);
    takes("010", 10); /* not octal */
}

static void nothing_else_is_a_size(void **state)
{
    (void) state;
    static const char *const wrong[] = {
        "", "0", "0M", "-1", "-5", "+5", "64Q", "64MB", "64MiB", "1e6", "64 M",
        " 64M", "64M ", "0x40", "1.5G", "M", "K4", "max", "64M\n", "\t64",
        "٦٤", "64\303\244", "%d", "%n%s",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        refuses(wrong[i], 1, UINT64_MAX);
}

/* 2^64 bytes and more do not wrap round to a small number. */
static void no_number_wraps_round(void **state)
{
    (void) state;
    takes("18446744073709551615", UINT64_MAX);
    takes("17179869183G", UINT64_MAX - (1024 * MIB - 1));
    refuses("18446744073709551616", 1, UINT64_MAX);
    refuses("17179869184G", 1, UINT64_MAX);
    refuses("18014398509481984K", 1, UINT64_MAX);
    refuses("99999999999999999999999", 1, UINT64_MAX);
    refuses("184467440737095516150", 1, UINT64_MAX);
}

static void both_ends_of_the_range_are_in_it(void **state)
{
    (void) state;
    uint64_t bytes;

    assert_int_equal(parse_size("-x", "4M", 4 * MIB, 8 * MIB, &bytes), 0);
    assert_int_equal(parse_size("-x", "8M", 4 * MIB, 8 * MIB, &bytes), 0);
    refuses("4194303", 4 * MIB, 8 * MIB);
    refuses("8388609", 4 * MIB, 8 * MIB);
    assert_text("the failure", last_failure()->call, "from 4M to 8M",
                "the range is said in the same units");
}

static void a_long_text_is_cut_in_the_message(void **state)
{
    (void) state;
    char text[5000];

    memset(text, '9', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    refuses(text, 1, UINT64_MAX);
    assert_text("the failure", last_failure()->call, "999...'",
                "it fits on the screen");
}

/* What size_words() says, parse_size() reads back. */
static void words_and_numbers_agree(void **state)
{
    (void) state;
    static const struct {
        uint64_t bytes;
        const char *words;
    } pairs[] = {
        { 64 * 1048576, "64M" }, { 10000000, "10000000" }, { 1024, "1K" },
        { 1023, "1023" }, { (uint64_t) 3 << 30, "3G" },
        { (uint64_t) 1 << 40, "1024G" }, { UINT64_MAX, "18446744073709551615" },
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char words[32];
        assert_string_equal(size_words(pairs[i].bytes, words, sizeof words),
                            pairs[i].words);
        takes(pairs[i].words, pairs[i].bytes);
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_powers_of_1024),
        cmocka_unit_test(nothing_else_is_a_size),
        cmocka_unit_test(no_number_wraps_round),
        cmocka_unit_test(both_ends_of_the_range_are_in_it),
        cmocka_unit_test(a_long_text_is_cut_in_the_message),
        cmocka_unit_test(words_and_numbers_agree),
    };

    return run_unit_tests("unit-size", tests, argc, argv);
}
