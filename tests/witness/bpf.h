/* bpf.h - two programs, one answer: filters compared with libseccomp's

   libseccomp makes a filter of the same table, and both programs are run here,
   instruction by instruction, for every number and for the arguments that lie
   at the borders of the rules. */

#ifndef TEST_BPF_H
#define TEST_BPF_H

#include "lessons/06-seccomp/filter.h"

/* System call numbers that are tried: 0 to this, without the last. */
#define BPF_NUMBERS 1024

/* Values at and around the borders of all rules. */
#define BPF_BORDERS 66
extern const uint64_t bpf_borders[BPF_BORDERS];

/* The program's answer to one call, as the kernel's interpreter finds it;
   bpf(2), <linux/bpf_common.h>.  BPF_STEPS: instructions that it took. */
extern size_t bpf_steps;
uint32_t bpf_answer(const struct filter *filter,
                    const struct seccomp_data *data);

/* OURS gives the answers of libseccomp's program for POLICY and ARCH: to all
   numbers of ARCH, those of x32, -1, and foreign architectures, with each
   border and with each that has a bit in the upper half.  The second form
   builds OURS from the policy. */
void bpf_assert_equal(const struct filter *ours, const struct policy *policy,
                      uint32_t arch);
void bpf_assert_build(const struct policy *policy);

#endif
