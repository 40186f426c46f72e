/* unit-filter - two programs, one answer

   Each filter is compared with the one that libseccomp makes of the same table,
   witness/bpf.h.  What libseccomp cannot express (a comparison of the lower
   half alone) is compared with plain arithmetic. */

#include "common/failure.h"
#include "lessons/06-seccomp/filter.h"
#include "lessons/06-seccomp/syscalls.h"
#include "lessons/06-seccomp/tables.h"
#include "lessons/06-seccomp/words.h"
#include "support/suite.h"
#include "support/text.h"
#include "witness/bpf.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

/* ---- the policies of the lesson ---------------------------------------- */

static void the_lessons_policies_are_libseccomps(void **state)
{
    (void) state;
    bpf_assert_build(&deny_two);
    bpf_assert_build(&deny_by_death);
    bpf_assert_build(&deny_nothing);
    bpf_assert_build(&allow_few);
}

/* ---- a big one: 300 names, and rules about arguments ------------------- */

static struct rule big[400];

static const struct rule with_arguments[] = {
    { "clone", ALLOW, { 0, NAMESPACE_FLAGS, EQUAL, 0 } },
    { "clone3", REFUSE(ENOSYS), { 0 } },
    { "personality", ALLOW, { 0, LONG_BITS, EQUAL, 0 } },
    { "personality", ALLOW, { 0, LONG_BITS, EQUAL, 8 } },
    { "personality", ALLOW, { 0, LONG_BITS, EQUAL, 0x20000 } },
    { "personality", ALLOW, { 0, LONG_BITS, EQUAL, 0x20008 } },
    { "personality", ALLOW, { 0, LONG_BITS, EQUAL, 0xffffffff } },
    { "socket", ALLOW, { 0, LONG_BITS, BELOW, 38 } },
    { "socket", ALLOW, { 0, LONG_BITS, EQUAL, 39 } },
    { "socket", ALLOW, { 0, LONG_BITS, ABOVE, 40 } },
    { "sethostname", LOG, { 1, LONG_BITS, ABOVE, 0x7ffffffffffff } },
    { "setdomainname", LOG, { 1, LONG_BITS, BELOW, 0x800000026 } },
};

/* Nine of ten calls, in an order that is not that of their numbers. */
static const struct policy *big_policy(void)
{
    static const struct policy policy = {
        .rules = big, .otherwise = REFUSE(EPERM), .foreign = KILL,
    };
    const int arguments = sizeof with_arguments / sizeof with_arguments[0];
    int count = arguments;

    memcpy(big, with_arguments, sizeof with_arguments);
    for (int i = 0; syscall_name_at(i); i++) {
        bool there = i % 10 == 0;
        for (int j = 0; j < arguments; j++)
            there |= strcmp(big[j].call, syscall_name_at(i)) == 0;
        if (!there)
            big[count++] = (struct rule){ .call = syscall_name_at(i),
                                          .answer = ALLOW };
    }
    big[count] = (struct rule){ 0 };
    return &policy;
}

static void a_big_policy_is_libseccomps_too(void **state)
{
    (void) state;
    bpf_assert_build(big_policy());
}

/* Few instructions for each call, however long the list is. */
static void a_long_list_is_searched_not_read(void **state)
{
    static struct filter filter;
    struct seccomp_data data = { .arch = NATIVE_ARCH };
    size_t longest = 0;

    (void) state;
    assert_int_equal(filter_build(big_policy(), &filter), 0);
    for (data.nr = 0; data.nr < BPF_NUMBERS; data.nr++) {
        bpf_answer(&filter, &data);
        longest = bpf_steps > longest ? bpf_steps : longest;
    }
    if (longest > 40)
        fail_saying(HERE, "  a call costs up to %zu of %zu instructions: the "
                    "list is read, not searched\n", longest, filter.length);
}

/* Nine numbers that follow each other are let in by one pair of questions. */
static void neighbours_are_one_row(void **state)
{
    static struct filter filter;
    size_t calls = 0;

    (void) state;
    assert_int_equal(filter_build(big_policy(), &filter), 0);
    while (big[calls].call)
        calls++;
    if (filter.length > calls)
        fail_saying(HERE, "  %zu instructions for %zu rules: each number is "
                    "asked for by itself\n", filter.length, calls);
}

/* ---- what libseccomp has no words for ---------------------------------- */

/* The kernel reads an int: only the lower half of the register counts, whatever
   is in the upper one. */
static void an_int_is_compared_by_its_lower_half(void **state)
{
    static const struct rule rules[] = {
        { "ioctl", REFUSE(EPERM), { 1, INT_BITS, EQUAL, TIOCSTI } },
        { "ioctl", ALLOW, { 0 } },
        { "socket", ALLOW, { 0, INT_BITS, BELOW, 38 } },
        { "socket", ALLOW, { 0, INT_BITS, EQUAL, 39 } },
        { "socket", ALLOW, { 0, INT_BITS, ABOVE, 40 } },
        { 0 },
    };
    const struct policy policy = { rules, REFUSE(EACCES), KILL, false };
    static struct filter filter;
    struct seccomp_data data = { .arch = NATIVE_ARCH };

    (void) state;
    assert_int_equal(filter_build(&policy, &filter), 0);
    for (size_t i = 0; i < 2 * BPF_BORDERS; i++) {
        uint64_t value = bpf_borders[i / 2] | (uint64_t) (i % 2) << 32;
        uint32_t low = (uint32_t) value;

        data.args[0] = data.args[1] = value;
        data.nr = syscall_number("ioctl");
        assert_int_equal(bpf_answer(&filter, &data),
                         low == TIOCSTI ? REFUSE(EPERM) : ALLOW);
        data.nr = syscall_number("socket");
        assert_int_equal(bpf_answer(&filter, &data),
                         low == 38 || low == 40 ? REFUSE(EACCES) : ALLOW);
        data.nr = syscall_number("getpid");
        assert_int_equal(bpf_answer(&filter, &data), REFUSE(EACCES));
    }
}

/* No bit of the lower half is looked at, and the upper one decides alone. */
static void a_mask_may_leave_out_the_lower_half(void **state)
{
    static const char *const words[] = {
        [EQUAL] = "equal", [BELOW] = "below", [ABOVE] = "above" };
    const uint64_t five = 5UL << 32;
    static struct filter filter;

    (void) state;
    for (enum compare how = EQUAL; how <= ABOVE; how++) {
        const struct rule rules[] = {
            { "ioctl", REFUSE(EPERM), { 1, ~(uint64_t) INT_BITS, how, five } },
            { 0 } };
        assert_int_equal(filter_build(&(struct policy){ rules, ALLOW, KILL,
                                                        false }, &filter), 0);
        for (uint64_t half = 4; half <= 6; half++) {
            struct seccomp_data data = { .arch = NATIVE_ARCH,
                                         .nr = syscall_number("ioctl"),
                                         .args = { 0, half << 32 | 7 } };
            bool holds = how == EQUAL ? half == 5
                : how == BELOW ? half < 5 : half > 5;
            if ((bpf_answer(&filter, &data) != ALLOW) != holds)
                fail_saying(HERE, "  an upper half of %d is %s%s 5, and the "
                            "filter says otherwise\n", (int) half,
                            holds ? "" : "not ", words[how]);
        }
    }
}

static void without_the_check_foreign_numbers_are_ours(void **state)
{
    static struct filter filter;
    struct seccomp_data data = { .arch = AUDIT_ARCH_I386 };

    (void) state;
    assert_int_equal(filter_build(&deny_unchecked, &filter), 0);
    data.nr = syscall_number("unshare");
    assert_int_equal(bpf_answer(&filter, &data), REFUSE(EPERM));
    data.nr = 310; /* unshare, for i386 */
    assert_int_equal(bpf_answer(&filter, &data), ALLOW);
    assert_int_equal(filter_build(&deny_two, &filter), 0);
    assert_int_equal(bpf_answer(&filter, &data), KILL);
}

/* ---- tables that promise what they cannot keep ------------------------- */

static void assert_unusable(const struct rule *rules, const char *words)
{
    const struct policy policy = { rules, REFUSE(EPERM), KILL, false };
    static struct filter filter;

    assert_int_equal(filter_build(&policy, &filter), -1);
    assert_text("the failure", last_failure()->call, words,
                "a table that cannot be kept must not become a filter");
}

static void a_table_with_a_mistake_is_no_filter(void **state)
{
    (void) state;
    assert_unusable((struct rule[]){ { "unshar", KILL, { 0 } }, { 0 } },
                    "no such system call");
    assert_unusable((struct rule[]){ { "kill", ALLOW, { 6, 1, EQUAL, 0 } },
                                     { 0 } }, "0 to 5");
    assert_unusable((struct rule[]){ { "kill", ALLOW, { 0, 3, EQUAL, 4 } },
                                     { 0 } }, "the mask hides");
    assert_unusable((struct rule[]){ { "kill", KILL, { 0 } },
                                     { "read", KILL, { 0 } },
                                     { "kill", ALLOW, { 0 } }, { 0 } },
                    "do not stand together");
}

static void a_call_of_another_kernel_is_not_allowed_here(void **state)
{
    static const struct rule rules[] = { { "not_yet_made", ALLOW, { 0 } },
                                         { "read", ALLOW, { 0 } }, { 0 } };

    (void) state;
    bpf_assert_build(&(struct policy){ rules, REFUSE(EPERM), KILL,
                                            false });
}

/* ---- words ------------------------------------------------------------- */

static void each_instruction_has_its_words(void **state)
{
    static struct filter filter;
    char line[160];

    (void) state;
    assert_int_equal(filter_build(big_policy(), &filter), 0);
    for (size_t i = 0; i < filter.length; i++) {
        filter_line(&filter, i, line, sizeof line);
        assert_no_text("a line of words", line, "?",
                       "each number has a name, each answer words");
        assert_no_text("a line of words", line, "test 0x",
                       "each comparison has words");
    }
    assert_int_equal(filter_build(&deny_two, &filter), 0);
    for (size_t i = 0; i < filter.length; i++)
        if (filter.code[i].k == (uint32_t) syscall_number("kill"))
            assert_text("the line about kill",
                        filter_line(&filter, i, line, sizeof line),
                        text("%d (kill)", syscall_number("kill")),
                        "a number is shown with its name");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_lessons_policies_are_libseccomps),
        cmocka_unit_test(a_big_policy_is_libseccomps_too),
        cmocka_unit_test(a_long_list_is_searched_not_read),
        cmocka_unit_test(neighbours_are_one_row),
        cmocka_unit_test(an_int_is_compared_by_its_lower_half),
        cmocka_unit_test(a_mask_may_leave_out_the_lower_half),
        cmocka_unit_test(without_the_check_foreign_numbers_are_ours),
        cmocka_unit_test(a_table_with_a_mistake_is_no_filter),
        cmocka_unit_test(a_call_of_another_kernel_is_not_allowed_here),
        cmocka_unit_test(each_instruction_has_its_words),
    };

    return run_unit_tests("unit-filter", tests, argc, argv);
}
