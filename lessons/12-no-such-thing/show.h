/* show.h - what the story says of two processes */

#ifndef SHOW_H
#define SHOW_H

#include "lessons/12-no-such-thing/rows.h"

/* Each row of GROUP in which the shell and the box differ, and the names of the
   others in one line. */
void show_rows(const struct portrait *shell, const struct portrait *box,
               enum group group);

/* A line for each group of rows in which what MAKER has made differs from the
   shell. */
void show_differences(const char *maker, const struct portrait *shell,
                      const struct portrait *box);

/* For each group, in how many of its rows two processes differ. */
void show_sums(const struct portrait *a, const struct portrait *b);

#endif
