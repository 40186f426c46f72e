/* words.c - a filter in words

   The question: what does the kernel really run?  The instructions are read
   one by one, as the kernel would; what a comparison means depends on what was
   loaded last on the way to it.

   See also: seccomp(2), bpf(2), <linux/bpf_common.h>. */

#include "lessons/06-seccomp/words.h"

#include "lessons/06-seccomp/syscalls.h"

#include <stdio.h>
#include <string.h>

#define NOTHING UINT32_MAX

const char *answer_words(uint32_t answer, char *text, size_t size)
{
    uint32_t data = answer & SECCOMP_RET_DATA;
    const char *name = strerrorname_np((int) data);

    switch (answer & SECCOMP_RET_ACTION_FULL) {
    case SECCOMP_RET_ALLOW:
        snprintf(text, size, "allow");
        break;
    case SECCOMP_RET_LOG:
        snprintf(text, size, "allow, and log");
        break;
    case SECCOMP_RET_ERRNO:
        snprintf(text, size, "refuse: %s", name ? name : "?");
        break;
    case SECCOMP_RET_KILL_PROCESS:
        snprintf(text, size, "kill");
        break;
    default:
        snprintf(text, size, "answer 0x%08x", answer);
    }
    return text;
}

/* The offset in struct seccomp_data that was loaded last on the way to
   instruction INDEX.  Jumps only lead forward. */
static uint32_t loaded_at(const struct filter *filter, size_t index)
{
    uint32_t loaded[BPF_MAXINSNS + 256];

    for (size_t i = 0; i <= index; i++)
        loaded[i] = NOTHING;
    for (size_t i = 0; i < index; i++) {
        const struct sock_filter *at = &filter->code[i];

        switch (BPF_CLASS(at->code)) {
        case BPF_LD:
            loaded[i + 1] = at->k;
            break;
        case BPF_JMP:
            if (BPF_OP(at->code) == BPF_JA) {
                if (i + 1 + at->k <= index)
                    loaded[i + 1 + at->k] = loaded[i];
                break;
            }
            loaded[i + 1 + at->jt] = loaded[i];
            loaded[i + 1 + at->jf] = loaded[i];
            break;
        case BPF_RET:
            break;
        default:
            loaded[i + 1] = loaded[i];
        }
    }
    return loaded[index];
}

static void say_load(uint32_t offset, char *text, size_t size)
{
    uint32_t argument = offset - (uint32_t) offsetof(struct seccomp_data, args);

    if (offset == offsetof(struct seccomp_data, arch))
        snprintf(text, size, "load the architecture");
    else if (offset == offsetof(struct seccomp_data, nr))
        snprintf(text, size, "load the number of the call");
    else
        snprintf(text, size, "load argument %u, %s half", argument / 8,
                 argument % 8 ? "upper" : "lower");
}

/* A value as it stands in a comparison with what was loaded. */
static void say_value(uint32_t loaded, uint32_t value, char *text, size_t size)
{
    if (loaded == offsetof(struct seccomp_data, arch))
        snprintf(text, size, "%s", arch_name(value));
    else if (loaded == offsetof(struct seccomp_data, nr) && value < 4096)
        snprintf(text, size, "%u (%s)", value, syscall_name((int) value));
    else
        snprintf(text, size, value < 4096 ? "%u" : "0x%x", value);
}

static void say_jump(const struct filter *filter, size_t index, char *text,
                     size_t size)
{
    const struct sock_filter *at = &filter->code[index];
    size_t yes = index + 1 + at->jt, no = index + 1 + at->jf;
    char value[64], holds[96];

    say_value(loaded_at(filter, index), at->k, value, sizeof value);
    switch (BPF_OP(at->code)) {
    case BPF_JEQ:
        snprintf(holds, sizeof holds, "it is %s", value);
        break;
    case BPF_JGE:
        snprintf(holds, sizeof holds, "it is %s or more", value);
        break;
    case BPF_JGT:
        snprintf(holds, sizeof holds, "it is above %s", value);
        break;
    default:
        snprintf(holds, sizeof holds, "test 0x%x holds", at->code);
    }
    if (at->jt && at->jf)
        snprintf(text, size, "if %s, go to %zu, else to %zu", holds, yes, no);
    else if (at->jt)
        snprintf(text, size, "if %s, go to %zu", holds, yes);
    else
        snprintf(text, size, "unless %s, go to %zu", holds, no);
}

const char *filter_line(const struct filter *filter, size_t index, char *text,
                        size_t size)
{
    const struct sock_filter *at = &filter->code[index];
    size_t used = (size_t) snprintf(text, size, "%02x %02x %02x %08x  ",
                                    at->code, at->jt, at->jf, at->k);
    char *words = text + used;
    size_t left = size - used;

    if (BPF_CLASS(at->code) == BPF_LD)
        say_load(at->k, words, left);
    else if (BPF_CLASS(at->code) == BPF_RET)
        answer_words(at->k, words, left);
    else if (at->code == (BPF_JMP | BPF_JA))
        snprintf(words, left, "go to %zu", index + 1 + at->k);
    else if (BPF_CLASS(at->code) == BPF_JMP)
        say_jump(filter, index, words, left);
    else
        snprintf(words, left, "keep only the bits 0x%x", at->k);
    return text;
}
