/* rows.h - what can be asked about any process, row by row

   Four groups of questions: what does it see, how much may it have, what may it
   do, which kernel answers?  Each row is one question with the kernel's answer.
   No row asks whether the process is a container, since the kernel could not
   answer. */

#ifndef ROWS_H
#define ROWS_H

#include "lessons/12-no-such-thing/target.h"

enum group { VIEW, AMOUNT, PERMISSION, KERNEL, GROUPS };

extern const char *const group_names[GROUPS];

struct row {
    char value[4096]; /* the answer, in words; empty if there is none */
    char key[96];     /* two answers are the same if these are; empty: if the
                         values are */
    char why[512];    /* why there is no answer; empty: there is one */
};

/* A question.  READ asks it about TARGET; WHAT is the name of the file, line or
   controller where the answer stands.  It fills in VALUE and, where the words
   do not decide, KEY.  Returns 0, or -1 with a failure. */
struct question {
    const char *name;
    enum group group;
    int (*read)(const struct target *target, const char *what,
                struct row *row);
    const char *what;
    const char *other; /* what it means when two processes differ here */
};

#define MOST_ROWS 64

extern const struct question questions[]; /* ended by one without a name */

/* All answers of one process. */
struct portrait {
    pid_t pid;
    char name[64];
    struct row rows[MOST_ROWS]; /* in the order of the questions */
};

/* Asks all questions about process PID.  What the caller may not know, or this
   kernel does not tell, is in the WHY of its row.  Returns 0; -1 if the process
   is not there, or has ended before the last answer: then there is no portrait,
   not half a one. */
int portrait_take(struct portrait *portrait, pid_t pid);

enum likeness { SAME, DIFFERENT, UNKNOWN };

/* Compares answer number ROW of two processes.  UNKNOWN: one of them is not
   there. */
enum likeness rows_compare(const struct portrait *a, const struct portrait *b,
                           int row);

/* Counts the rows of GROUP that are so alike. */
int rows_count(const struct portrait *a, const struct portrait *b,
               enum group group, enum likeness likeness);

/* Puts the names of those rows into TEXT, between spaces; the sixteen resource
   limits are told as one if they are all among them, or the same: those that
   differ are told elsewhere.  "none" if there is none.  Returns TEXT. */
const char *rows_list(const struct portrait *a, const struct portrait *b,
                      enum group group, enum likeness likeness, char *text,
                      size_t size);

#endif
