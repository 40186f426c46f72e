/* words.h - a filter in words */

#ifndef WORDS_H
#define WORDS_H

#include "lessons/06-seccomp/filter.h"

/* An answer in words: "allow", "refuse: EPERM", "kill". Returns TEXT. */
const char *answer_words(uint32_t answer, char *text, size_t size);

/* Instruction INDEX as the kernel takes it (code, jump if true, jump if false,
   value) and what it means:

       15 00 01 0000003e  unless it is 62 (kill), go to 9

   It is read from the instructions alone, not from the policy.  Returns
   TEXT. */
const char *filter_line(const struct filter *filter, size_t index, char *text,
                        size_t size);

#endif
