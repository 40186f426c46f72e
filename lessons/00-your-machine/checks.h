/* checks.h - every lesson, asked whether it can run here */

#ifndef CHECKS_H
#define CHECKS_H

struct verdict {
    char lesson[64]; /* "02-unshare" */
    char text[512];  /* the one line of its --check */
};

#define MOST_LESSONS 32

/* The folder of this program, and of those of the other lessons.  Returns a static
   text, or NULL with a failure. */
const char *lessons_folder(void);

/* Runs `NN-topic --check` for each lesson that stands beside this program, in
   order, except this one.  Returns how many there are, or -1. */
int ask_lessons(struct verdict verdicts[MOST_LESSONS]);

#endif
