/* report.h - what the campaign has found, in lines */

#ifndef FAULTS_REPORT_H
#define FAULTS_REPORT_H

#include "experiment.h"

/* One line for a lesson and mode, and for each kind of bad result how to repeat
   it by hand.  RESULTS are marked while they are told. */
void report_mode(const struct subject *subject, enum mode mode,
                 struct result *results, int count, long ms);

/* Something else that is bad, or could not be tried. */
void report_bad(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
void report_skipped(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The last line.  Returns how many bad results there were. */
int report_end(void);

#endif
