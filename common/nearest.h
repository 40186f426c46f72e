/* nearest.h - the name that was probably meant */

#ifndef NEAREST_H
#define NEAREST_H

/* Finds the name that differs from WORD by the fewest letters added, left out,
   replaced or swapped with their neighbour; capitals do not count.  NAME(i)
   gives the names for i = 0, 1, 2, ... and NULL after the last one.

   Returns the first of the nearest, or NULL if every name differs by more than
   a third of WORD: a wild guess would help nobody. */
const char *nearest(const char *word, const char *(*name)(int index));

#endif
