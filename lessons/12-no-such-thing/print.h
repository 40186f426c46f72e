/* print.h - portraits on standard output */

#ifndef PRINT_H
#define PRINT_H

#include "lessons/12-no-such-thing/rows.h"

#include <stdbool.h>

/* All answers of one process. */
void print_one(const struct portrait *portrait);

/* Two side by side: what differs, in words; what is the same in one line for
   each group, or in full with ALL. */
void print_two(const struct portrait *a, const struct portrait *b, bool all);

/* One object of JSON; B may be NULL.

       { "processes": [ { "pid": 4242, "name": "bash" }, ... ],
         "rows": [ { "group": "view", "row": "net", "same": false,
                     "values": [ "4026531840", "4026532201" ],
                     "unreadable": [ null, null ] }, ... ] }

   "same" is null where a value is, and always for one process. */
void print_json(const struct portrait *a, const struct portrait *b);

#endif
