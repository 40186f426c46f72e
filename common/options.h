/* options.h - the options that every lesson has */

#ifndef OPTIONS_H
#define OPTIONS_H

#include "story.h"

#include <stdbool.h>

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
    bool step;           /* --step */
    bool check;          /* --check */
    bool sweep;          /* --sweep */
    long pace_ms;        /* --pace, -1 if not given */
    int from;            /* --from, 1 if not given */
    int only;            /* --only or --tour, 0 if not given */
    enum color color;    /* --color */
    char **command;      /* after "--", or the arguments; or NULL */
};

/* Reads the command line; --help and --version print and exit 0, a usage error
   prints two lines on stderr and exits 2, before anything has happened.
   COUNT is the number of steps.  See getopt_long(3). */
void read_options(struct options *options, const struct lesson *lesson,
                  int count, int argc, char *argv[]);

/* The usage error itself, for conditions that are found later. */
void usage_error(const char *program, const char *what, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

#endif
