/* unit-filter - two programs, one answer

   libseccomp makes a filter of the same table, and both programs are run here,
   instruction by instruction, for every number and for the arguments that lie
   at the borders of the rules.  What libseccomp cannot express (a comparison
   of the lower half alone) is compared with plain arithmetic. */

#include "common/failure.h"
#include "lessons/06-seccomp/filter.h"
#include "lessons/06-seccomp/syscalls.h"
#include "lessons/06-seccomp/tables.h"
#include "lessons/06-seccomp/words.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST_NUMBERS 1024
#define X32 0x40000000u

/* ---- an interpreter, as the kernel's ----------------------------------- */

static size_t steps; /* instructions that the last answer took */

/* The program's answer to one call; bpf(2), <linux/bpf_common.h>. */
static uint32_t answer(const struct filter *filter,
                       const struct seccomp_data *data)
{
    uint32_t a = 0, holds;

    steps = 0;
    for (size_t at = 0; at < filter->length; at++) {
        const struct sock_filter *op = &filter->code[at];

        steps++;
        switch (op->code) {
        case BPF_LD | BPF_W | BPF_ABS:
            memcpy(&a, (const char *) data + op->k, sizeof a);
            continue;
        case BPF_ALU | BPF_AND | BPF_K: a &= op->k; continue;
        case BPF_JMP | BPF_JA:          at += op->k; continue;
        case BPF_RET | BPF_K:           return op->k;
        case BPF_JMP | BPF_JEQ | BPF_K: holds = a == op->k; break;
        case BPF_JMP | BPF_JGE | BPF_K: holds = a >= op->k; break;
        case BPF_JMP | BPF_JGT | BPF_K: holds = a > op->k; break;
        default:
            fail_saying(HERE, "  instruction %zu has code %02x, which is not "
                        "known here\n", at, op->code);
        }
        at += holds ? op->jt : op->jf;
    }
    fail_saying(HERE, "  the program ran past its end\n");
}

/* ---- libseccomp's program for the same table --------------------------- */

/* One comparison in libseccomp's words. */
static struct scmp_arg_cmp comparison(const struct condition *when)
{
    if (when->compare == EQUAL)
        return SCMP_CMP64(when->argument, SCMP_CMP_MASKED_EQ, when->mask,
                          when->value);
    assert_int_equal(when->mask, LONG_BITS);
    return SCMP_CMP64(when->argument,
                      when->compare == BELOW ? SCMP_CMP_LT : SCMP_CMP_GT,
                      when->value, 0);
}

static void add_rule(scmp_filter_ctx ctx, const struct policy *policy,
                     const struct rule *rule)
{
    int number = seccomp_syscall_resolve_name(rule->call);

    if (rule->answer == policy->otherwise || number == __NR_SCMP_ERROR)
        return;
    int error = rule->when.mask
        ? seccomp_rule_add(ctx, rule->answer, number, 1,
                           comparison(&rule->when))
        : seccomp_rule_add(ctx, rule->answer, number, 0);
    if (error)
        fail_saying(HERE, "  seccomp_rule_add(%s): %s\n", rule->call,
                    strerror(-error));
}

static void export(scmp_filter_ctx ctx, struct filter *filter)
{
    int fd = memfd_create("bpf", MFD_CLOEXEC);

    assert_int_equal(seccomp_export_bpf(ctx, fd), 0);
    ssize_t size = pread(fd, filter->code, sizeof filter->code, 0);
    close(fd);
    assert_true(size > 0);
    filter->length = (size_t) size / sizeof filter->code[0];
}

/* Fills FILTER with what libseccomp makes of POLICY for ARCH. */
static void witness(const struct policy *policy, uint32_t arch,
                    struct filter *filter)
{
    scmp_filter_ctx ctx = seccomp_init(policy->otherwise);

    assert_non_null(ctx);
    assert_int_equal(seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
                                      policy->foreign), 0);
    if (arch != seccomp_arch_native()) {
        assert_int_equal(seccomp_arch_add(ctx, arch), 0);
        assert_int_equal(seccomp_arch_remove(ctx, seccomp_arch_native()), 0);
    }
    for (const struct rule *rule = policy->rules; rule->call; rule++)
        add_rule(ctx, policy, rule);
    export(ctx, filter);
    seccomp_release(ctx);
}

/* ---- comparing --------------------------------------------------------- */

/* Values at and around the borders of all rules here, and each with a bit in
   the upper half. */
static const uint64_t borders[] = {
    0, 1, 7, 8, 9, 37, 38, 39, 40, 41, 42, 0x11, 0x1200011, 0x20000, 0x20008,
    0x2000000, 0x4000000, 0x10000000, 0x40000000, 0x7e020000, 0x7e020011,
    0x3d0f00, TIOCSTI - 1, TIOCSTI, TIOCSTI + 1, 0x7fffffff, 0x80000000,
    0xffffffff,
};

#define BORDERS (sizeof borders / sizeof borders[0])

static void assert_same_answer(const struct filter *ours,
                               const struct filter *theirs,
                               const struct seccomp_data *data)
{
    char a[64], b[64];
    uint32_t mine = answer(ours, data), other = answer(theirs, data);

    if (mine != other)
        fail_saying(HERE, "  the filters differ; see seccomp(2)\n"
                    "  call:       %d of %s, arguments %llx %llx\n"
                    "  ours:       %s\n  libseccomp: %s\n", data->nr,
                    arch_name(data->arch), data->args[0], data->args[1],
                    answer_words(mine, a, sizeof a),
                    answer_words(other, b, sizeof b));
}

static void assert_same_for(const struct filter *ours,
                            const struct filter *theirs, uint32_t arch,
                            uint32_t number)
{
    struct seccomp_data data = { .nr = (int) number, .arch = arch };

    for (size_t i = 0; i < BORDERS; i++) {
        for (int bit = 0; bit <= 1; bit++) {
            uint64_t value = borders[i] | (uint64_t) bit << 35;
            for (int argument = 0; argument < 6; argument++)
                data.args[argument] = value;
            assert_same_answer(ours, theirs, &data);
        }
    }
}

/* All numbers of ARCH, those of x32, -1, and foreign architectures. */
static void assert_equal_in_effect(const struct filter *ours,
                                   const struct policy *policy, uint32_t arch)
{
    static const uint32_t arches[] = { AUDIT_ARCH_X86_64, AUDIT_ARCH_I386,
                                       AUDIT_ARCH_AARCH64, AUDIT_ARCH_ARM };
    static struct filter theirs;

    witness(policy, arch, &theirs);
    for (int i = 0; i < 4; i++) {
        for (uint32_t number = 0; number < MOST_NUMBERS; number++)
            assert_same_for(ours, &theirs, arches[i], number);
        for (uint32_t number = 0; number < MOST_NUMBERS; number += 31)
            assert_same_for(ours, &theirs, arches[i], X32 | number);
        assert_same_for(ours, &theirs, arches[i], UINT32_MAX);
        assert_same_for(ours, &theirs, arches[i], UINT32_MAX - 1);
    }
}

static void assert_build_is_equal(const struct policy *policy)
{
    static struct filter ours;

    assert_int_equal(filter_build(policy, &ours), 0);
    assert_equal_in_effect(&ours, policy, NATIVE_ARCH);
}

/* ---- the policies of the lesson ---------------------------------------- */

static void the_lessons_policies_are_libseccomps(void **state)
{
    (void) state;
    assert_build_is_equal(&deny_two);
    assert_build_is_equal(&deny_by_death);
    assert_build_is_equal(&deny_nothing);
    assert_build_is_equal(&allow_few);
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
    assert_build_is_equal(big_policy());
}

/* Few instructions for each call, however long the list is. */
static void a_long_list_is_searched_not_read(void **state)
{
    static struct filter filter;
    struct seccomp_data data = { .arch = NATIVE_ARCH };
    size_t longest = 0;

    (void) state;
    assert_int_equal(filter_build(big_policy(), &filter), 0);
    for (data.nr = 0; data.nr < MOST_NUMBERS; data.nr++) {
        answer(&filter, &data);
        longest = steps > longest ? steps : longest;
    }
    if (longest > 40)
        fail_saying(HERE, "  a call costs up to %zu of %zu instructions: the "
                    "list is read, not searched\n", longest, filter.length);
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
    for (size_t i = 0; i < 2 * BORDERS; i++) {
        uint64_t value = borders[i / 2] | (uint64_t) (i % 2) << 32;
        uint32_t low = (uint32_t) value;

        data.args[0] = data.args[1] = value;
        data.nr = syscall_number("ioctl");
        assert_int_equal(answer(&filter, &data),
                         low == TIOCSTI ? REFUSE(EPERM) : ALLOW);
        data.nr = syscall_number("socket");
        assert_int_equal(answer(&filter, &data),
                         low == 38 || low == 40 ? REFUSE(EACCES) : ALLOW);
        data.nr = syscall_number("getpid");
        assert_int_equal(answer(&filter, &data), REFUSE(EACCES));
    }
}

static void without_the_check_foreign_numbers_are_ours(void **state)
{
    static struct filter filter;
    struct seccomp_data data = { .arch = AUDIT_ARCH_I386 };

    (void) state;
    assert_int_equal(filter_build(&deny_unchecked, &filter), 0);
    data.nr = syscall_number("unshare");
    assert_int_equal(answer(&filter, &data), REFUSE(EPERM));
    data.nr = 310; /* unshare, for i386 */
    assert_int_equal(answer(&filter, &data), ALLOW);
    assert_int_equal(filter_build(&deny_two, &filter), 0);
    assert_int_equal(answer(&filter, &data), KILL);
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
    assert_build_is_equal(&(struct policy){ rules, REFUSE(EPERM), KILL,
                                            false });
}

/* ---- the names --------------------------------------------------------- */

static void libseccomp_knows_the_same_numbers(void **state)
{
    (void) state;
    int known = 0;

    for (int i = 0; syscall_name_at(i); i++) {
        int number = seccomp_syscall_resolve_name(syscall_name_at(i));
        if (number == __NR_SCMP_ERROR) /* newer than libseccomp */
            continue;
        known++;
        if (number != syscall_number(syscall_name_at(i)))
            fail_saying(HERE, "  %s is %d here, %d for libseccomp; see "
                        "syscalls(2)\n", syscall_name_at(i),
                        syscall_number(syscall_name_at(i)), number);
    }
    assert_true(known > 250);
}

/* ---- the printed program, and aarch64 ---------------------------------- */

/* Reads the program back from what --print says, so from the binary itself,
   which may be made for another machine. */
static void run_print(const char *program, const char *option, const char *list,
                      struct filter *filter)
{
    struct robot *print = shell(text("%s %s %s --print", program, option,
                                     list));
    const char *at = print->out, *line;
    unsigned code, yes, no, value;
    size_t number;

    assert_status(print, 0, "--print needs nothing");
    filter->length = 0;
    while ((line = text_line(&at))) {
        assert_int_equal(sscanf(line, "%zu %x %x %x %x", &number, &code, &yes,
                                &no, &value), 5);
        assert_int_equal(number, filter->length);
        filter->code[filter->length++] = (struct sock_filter){
            (uint16_t) code, (uint8_t) yes, (uint8_t) no, value
        };
    }
}

static void assert_printed_is_equal(const char *program, uint32_t arch)
{
    static const struct policy deny = { .otherwise = ALLOW, .foreign = KILL };
    static const struct policy only = { .otherwise = REFUSE(EPERM),
                                        .foreign = KILL };
    static const char *const names[] = { "clone", "getppid", "setns",
                                         "pidfd_send_signal", "mount" };
    static struct filter printed;
    struct rule rules[64] = { { 0 } };
    struct policy policy = deny;
    int count = 0;

    for (int i = 0; i < 5; i++)
        rules[count++] = (struct rule){ names[i], REFUSE(EPERM), { 0 } };
    policy.rules = rules;
    run_print(program, "--deny", "clone,getppid,setns,pidfd_send_signal,mount",
              &printed);
    assert_equal_in_effect(&printed, &policy, arch);

    policy = only;
    policy.rules = rules;
    for (int i = 0; i < count; i++)
        rules[i].answer = ALLOW;
    rules[0].when = (struct condition){ 0, NAMESPACE_FLAGS, EQUAL, 0 };
    rules[count++] = (struct rule){ "clone3", REFUSE(ENOSYS), { 0 } };
    for (int i = 0; start_calls[i]; i++)
        rules[count++] = (struct rule){ start_calls[i], ALLOW, { 0 } };
    run_print(program, "--allow-only",
              "clone,getppid,setns,pidfd_send_signal,mount", &printed);
    assert_equal_in_effect(&printed, &policy, arch);
}

static void what_print_shows_is_libseccomps(void **state)
{
    (void) state;
    assert_printed_is_equal(text("%s/06-seccomp", launch_build()),
                            NATIVE_ARCH);
}

/* The program for aarch64, printed by the lesson built for it; qemu-user runs
   the lesson but has no seccomp(2), so nothing is installed here. */
static void the_aarch64_program_is_libseccomps(void **state)
{
    const char *program = text("%s/aarch64/06-seccomp", launch_build());

    (void) state;
    if (access(program, X_OK) == -1) /* "make memcheck" has no other one */
        program = text("%s/../aarch64/06-seccomp", launch_build());
    if (access(program, X_OK) == -1)
        skip_because("lesson 6 is not built for aarch64: make cross");
    need_command("qemu-aarch64");
    assert_printed_is_equal(text("qemu-aarch64 -L /usr/aarch64-linux-gnu %s",
                                 program), AUDIT_ARCH_AARCH64);
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
        cmocka_unit_test(libseccomp_knows_the_same_numbers),
        cmocka_unit_test(the_lessons_policies_are_libseccomps),
        cmocka_unit_test(a_big_policy_is_libseccomps_too),
        cmocka_unit_test(a_long_list_is_searched_not_read),
        cmocka_unit_test(an_int_is_compared_by_its_lower_half),
        cmocka_unit_test(without_the_check_foreign_numbers_are_ours),
        cmocka_unit_test(a_table_with_a_mistake_is_no_filter),
        cmocka_unit_test(a_call_of_another_kernel_is_not_allowed_here),
        cmocka_unit_test(what_print_shows_is_libseccomps),
        cmocka_unit_test(the_aarch64_program_is_libseccomps),
        cmocka_unit_test(each_instruction_has_its_words),
    };

    return run_unit_tests("unit-filter", tests, argc, argv);
}
