/* bpf.c - two programs, one answer */

#include "bpf.h"

#include "lessons/06-seccomp/syscalls.h"
#include "lessons/06-seccomp/words.h"
#include "../support/suite.h"

#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define X32 0x40000000u

/* ---- an interpreter, as the kernel's ----------------------------------- */

size_t bpf_steps;

/* The program's answer to one call; bpf(2), <linux/bpf_common.h>. */
uint32_t bpf_answer(const struct filter *filter,
                    const struct seccomp_data *data)
{
    uint32_t a = 0, holds;

    bpf_steps = 0;
    for (size_t at = 0; at < filter->length; at++) {
        const struct sock_filter *op = &filter->code[at];

        bpf_steps++;
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

    if (number == __NR_SCMP_ERROR) /* newer than libseccomp */
        number = syscall_number(rule->call);
    if (rule->answer == policy->otherwise || number == -1)
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

const uint64_t bpf_borders[BPF_BORDERS] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
    40, 41, 42, 43, 44, 45, 46, 0x1200011, 0x1ffff, 0x20000, 0x20008,
    0x2000000, 0x4000000, 0x10000000, 0x40000000, 0x7e020000, 0x7e020011,
    0x3d0f00, TIOCSTI - 1, TIOCSTI, TIOCSTI + 1, TIOCLINUX, 0x7fffffff,
    0x80000000, 0xfffffffe, 0xffffffff,
};


static void assert_same_answer(const struct filter *ours,
                               const struct filter *theirs,
                               const struct seccomp_data *data)
{
    char a[64], b[64];
    uint32_t mine = bpf_answer(ours, data), other = bpf_answer(theirs, data);

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

    for (size_t i = 0; i < BPF_BORDERS; i++) {
        for (int bit = 0; bit <= 1; bit++) {
            uint64_t value = bpf_borders[i] | (uint64_t) bit << 35;
            for (int argument = 0; argument < 6; argument++)
                data.args[argument] = value;
            assert_same_answer(ours, theirs, &data);
        }
    }
}

void bpf_assert_equal(const struct filter *ours, const struct policy *policy,
                      uint32_t arch)
{
    static const uint32_t arches[] = { AUDIT_ARCH_X86_64, AUDIT_ARCH_I386,
                                       AUDIT_ARCH_AARCH64, AUDIT_ARCH_ARM };
    static struct filter theirs;

    witness(policy, arch, &theirs);
    for (int i = 0; i < 4; i++) {
        for (uint32_t number = 0; number < BPF_NUMBERS; number++)
            assert_same_for(ours, &theirs, arches[i], number);
        for (uint32_t number = 0; number < BPF_NUMBERS; number += 31)
            assert_same_for(ours, &theirs, arches[i], X32 | number);
        assert_same_for(ours, &theirs, arches[i], UINT32_MAX);
        assert_same_for(ours, &theirs, arches[i], UINT32_MAX - 1);
    }
}

void bpf_assert_build(const struct policy *policy)
{
    static struct filter ours;

    assert_int_equal(filter_build(policy, &ours), 0);
    bpf_assert_equal(&ours, policy, NATIVE_ARCH);
}
