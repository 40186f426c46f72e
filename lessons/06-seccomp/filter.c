/* filter.c - a table of system calls becomes a program for the kernel

   The question: how can a process be kept from asking the kernel for things?
   By a program of a few kinds of instruction (load, compare and jump, answer)
   that sees the number of a call, its architecture and its six arguments.

       which architecture?  which number?  (which arguments?)  answer

   See also: seccomp(2), bpf(2), prctl(2), syscall(2). */

#include "lessons/06-seccomp/filter.h"

#include "common/failure.h"
#include "lessons/06-seccomp/syscalls.h"

#include <stdlib.h>
#include <string.h>

#define CHAIN 4 /* so many numbers are compared one after the other */
#define MOST_CALLS 512

#define OFFSET(field) ((uint32_t) offsetof(struct seccomp_data, field))

/* One call of the policy: its number, and its first rule; or calls with the same
   answer whose numbers follow each other, from NUMBER to LAST. */
struct entry {
    uint32_t number, last;
    const struct rule *rule;
};

/* ---- single instructions ----------------------------------------------- */

/* YES and NO are how many instructions are jumped over. */
static void put(struct filter *filter, unsigned code, uint32_t value,
                unsigned yes, unsigned no)
{
    if (filter->length < BPF_MAXINSNS)
        filter->code[filter->length] = (struct sock_filter){
            (uint16_t) code, (uint8_t) yes, (uint8_t) no, value
        };
    filter->length++;
}

static void load(struct filter *filter, uint32_t offset)
{
    put(filter, BPF_LD | BPF_W | BPF_ABS, offset, 0, 0);
}

static void answer(struct filter *filter, uint32_t value)
{
    put(filter, BPF_RET | BPF_K, value, 0, 0);
}

/* A conditional jump reaches 255 instructions; this one reaches them all, and
   land() says later where to. */
static size_t jump(struct filter *filter)
{
    put(filter, BPF_JMP | BPF_JA, 0, 0, 0);
    return filter->length - 1;
}

static void land(struct filter *filter, size_t from)
{
    if (from < BPF_MAXINSNS)
        filter->code[from].k = (uint32_t) (filter->length - from - 1);
}

/* ---- one argument ------------------------------------------------------ */

/* Where a comparison leads, until the place of the answer is known. */
enum { HOLDS = 254, FAILS = 255 };

/* BPF has 32 bits, an argument 64: each half is a word of its own, the lower
   half first in memory on both of our architectures.  In the upper half LAST
   is false if the lower one counts: where the upper is equal, it decides. */
static void compare_half(struct filter *filter, const struct condition *when,
                         unsigned shift, bool last)
{
    uint32_t mask = (uint32_t) (when->mask >> shift);
    uint32_t value = (uint32_t) (when->value >> shift);

    if (mask == 0)
        return;
    load(filter, OFFSET(args) + 8 * when->argument + shift / 8);
    if (mask != INT_BITS)
        put(filter, BPF_ALU | BPF_AND | BPF_K, mask, 0, 0);
    if (when->compare == ABOVE)
        put(filter, BPF_JMP | BPF_JGT | BPF_K, value, HOLDS, last ? FAILS : 0);
    if (when->compare == BELOW)
        put(filter, BPF_JMP | BPF_JGE | BPF_K, value, last ? FAILS : 0, HOLDS);
    if (when->compare == EQUAL || !last)
        put(filter, BPF_JMP | BPF_JEQ | BPF_K, value, last ? HOLDS : 0, FAILS);
}

/* The answer of RULE follows its comparisons: HOLDS leads to it, FAILS past
   it. */
static void judge_argument(struct filter *filter, const struct rule *rule)
{
    size_t start = filter->length;

    compare_half(filter, &rule->when, 32, (uint32_t) rule->when.mask == 0);
    compare_half(filter, &rule->when, 0, true);
    size_t holds = filter->length;
    answer(filter, rule->answer);
    for (size_t i = start; i < holds && holds < BPF_MAXINSNS; i++) {
        struct sock_filter *at = &filter->code[i];
        uint8_t here = (uint8_t) (holds - i - 1);

        at->jt = at->jt == HOLDS ? here : at->jt == FAILS ? here + 1 : at->jt;
        at->jf = at->jf == HOLDS ? here : at->jf == FAILS ? here + 1 : at->jf;
    }
}

/* ---- one call, all calls ----------------------------------------------- */

static bool same_call(const struct rule *a, const struct rule *b)
{
    return b->call && strcmp(a->call, b->call) == 0;
}

static void judge_numbers(struct filter *filter, const struct entry *entry)
{
    if (entry->number == entry->last) {
        put(filter, BPF_JMP | BPF_JEQ | BPF_K, entry->number, 0, 1);
    } else {
        put(filter, BPF_JMP | BPF_JGE | BPF_K, entry->number, 0, 2);
        put(filter, BPF_JMP | BPF_JGT | BPF_K, entry->last, 1, 0);
    }
    answer(filter, entry->rule->answer);
}

static void judge(struct filter *filter, const struct policy *policy,
                  const struct entry *entry)
{
    const struct rule *rule = entry->rule;

    if (rule->when.mask == 0) {
        judge_numbers(filter, entry);
        return;
    }
    put(filter, BPF_JMP | BPF_JEQ | BPF_K, entry->number, 1, 0);
    size_t other_call = jump(filter);
    while (rule->when.mask) {
        judge_argument(filter, rule);
        if (!same_call(rule, rule + 1))
            break;
        rule++;
    }
    answer(filter, rule->when.mask ? policy->otherwise : rule->answer);
    land(filter, other_call);
}

/* Few entries are tried one by one.  Of many, the one in the middle says in
   which half to go on: of 300, 9 comparisons instead of 300. */
static void search(struct filter *filter, const struct policy *policy,
                   const struct entry *entries, size_t count)
{
    if (count <= CHAIN) {
        for (size_t i = 0; i < count; i++)
            judge(filter, policy, &entries[i]);
        answer(filter, policy->otherwise);
        return;
    }
    size_t half = count / 2;
    put(filter, BPF_JMP | BPF_JGE | BPF_K, entries[half].number, 0, 1);
    size_t upper = jump(filter);
    search(filter, policy, entries, half);
    land(filter, upper);
    search(filter, policy, entries + half, count - half);
}

/* ANCHOR: architecture */
/* A number means another call on another architecture, and an x86-64 process
   may use those of i386 and x32 as well: so this comes before all else. */
static void judge_architecture(struct filter *filter, uint32_t foreign)
{
    load(filter, OFFSET(arch));
    put(filter, BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0);
    answer(filter, foreign);
    load(filter, OFFSET(nr));
#ifdef __x86_64__
    /* -1 is no call: a tracer writes it over one that it wants skipped. */
    put(filter, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 2);
    put(filter, BPF_JMP | BPF_JEQ | BPF_K, UINT32_MAX, 1, 0);
    answer(filter, foreign);
#endif
}
/* ANCHOR_END: architecture */

/* ---- the policy -------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const struct entry *one = a, *other = b;

    return (one->number > other->number) - (one->number < other->number);
}

static int unusable(const struct rule *rule)
{
    if (rule->when.argument > 5)
        return failed_saying("arguments are numbered 0 to 5",
                             "filter_build(%s)", rule->call);
    if (rule->when.value & ~rule->when.mask)
        return failed_saying("the value has bits that the mask hides",
                             "filter_build(%s)", rule->call);
    if (rule->answer != ALLOW && syscall_number(rule->call) == -1)
        return failed_saying("no such system call here", "filter_build(%s)",
                             rule->call);
    return 0;
}

/* Returns how many, or -1. */
static int find_numbers(const struct policy *policy, struct entry *entries)
{
    int count = 0;

    for (const struct rule *rule = policy->rules; rule->call; rule++) {
        int number = syscall_number(rule->call);

        if (unusable(rule) == -1)
            return -1;
        if (rule != policy->rules && same_call(rule, rule - 1))
            continue;
        if (number == -1)
            continue;
        if (count == MOST_CALLS)
            return failed_saying("too many calls", "filter_build()");
        entries[count++] = (struct entry){ (uint32_t) number,
                                           (uint32_t) number, rule };
    }
    qsort(entries, (size_t) count, sizeof *entries, by_number);
    for (int i = 1; i < count; i++)
        if (entries[i].number == entries[i - 1].number)
            return failed_saying("its rules do not stand together",
                                 "filter_build(%s)", entries[i].rule->call);
    return count;
}

static bool follows(const struct entry *entry, const struct entry *before)
{
    return entry->number == before->last + 1
        && before->rule->when.mask == 0 && entry->rule->when.mask == 0
        && entry->rule->answer == before->rule->answer;
}

/* Each instruction costs time when the filter is installed, so a row of numbers
   is one entry: 300 calls that are let in are some 70 rows.  Returns how many
   entries are left. */
static size_t join_neighbours(struct entry *entries, size_t count)
{
    size_t rows = 0;

    for (size_t i = 0; i < count; i++)
        if (rows > 0 && follows(&entries[i], &entries[rows - 1]))
            entries[rows - 1].last = entries[i].number;
        else
            entries[rows++] = entries[i];
    return rows;
}

/* Where an argument decides, it may be KILL. */
static uint32_t answer_to(const struct policy *policy, const char *call)
{
    const struct rule *rule = policy->rules;

    while (rule->call && strcmp(rule->call, call) != 0)
        rule++;
    if (!rule->call)
        return policy->otherwise;
    return rule->when.mask ? KILL : rule->answer;
}

int filter_build(const struct policy *policy, struct filter *filter)
{
    struct entry entries[MOST_CALLS] = { 0 };
    int count = find_numbers(policy, entries);

    if (count == -1)
        return -1;
    size_t rows = join_neighbours(entries, (size_t) count);
    filter->length = 0;
    filter->read_answer = answer_to(policy, "pread64");
    if (policy->unchecked)
        load(filter, OFFSET(nr));
    else
        judge_architecture(filter, policy->foreign);
    search(filter, policy, entries, rows);
    if (filter->length <= BPF_MAXINSNS)
        return 0;
    return failed_saying("more than 4096 instructions", "filter_build()");
}
