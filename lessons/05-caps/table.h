/* table.h - the deeds as rows: what each wants, and what the kernel said */

#ifndef TABLE_H
#define TABLE_H

#include "lessons/05-caps/places.h"

/* One column: for each row 0 (allowed) or the errno of the refusal. */
typedef int column[MOST_DEEDS];

/* Lets BOX try every deed.  Returns 0, or -1. */
int table_try(struct child *box, column said);

/* Speaks the rows of one kind under their titles.  SECOND may be without SAID.
   A deed that was refused in the column ALL, when nothing had been given up
   yet, shows nothing about giving up: its row says why it is not to be had
   here. */
enum rows { EVERY, ABOUT_POWER, ABOUT_FILES, WANTING };

struct shown {
    const char *title;
    const int *said;
};
void table_show(enum rows rows, const int *all, struct shown first,
                struct shown second);

#endif
