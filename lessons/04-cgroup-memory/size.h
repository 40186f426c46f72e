/* size.h - "64M" is 67108864 bytes

   The kernel's own reader of numbers is no check: on cgroup v1 it takes
   99999999999999999999999 and wraps it round, and "1" becomes no memory at all.
   So every size is read here first, and only digits are handed on. */

#ifndef SIZE_H
#define SIZE_H

#include <stddef.h>
#include <stdint.h>

/* Reads TEXT, a whole number of bytes or a number with K, M or G (k, m, g; 1K
   is 1024 bytes), into BYTES, if it is from LEAST to MOST.  Nothing else is
   taken: no sign, space, fraction, "0x" or second letter, and no number that
   overflows 64 bits.  OPTION names it in the failure: "--memory".  Returns 0,
   or -1 and leaves BYTES as it was. */
int parse_size(const char *option, const char *text, uint64_t least,
               uint64_t most, uint64_t *bytes);

/* Writes BYTES as short as parse_size() reads it back: "64M", "10000000".
   Returns TEXT. */
const char *size_words(uint64_t bytes, char *text, size_t size);

#endif
