/* scenario.h - the ways to start a lesson, and what is typed then */

#ifndef FAULTS_SCENARIO_H
#define FAULTS_SCENARIO_H

#include "verdict.h"

#include <stdbool.h>

#define MOST_MS 60000 /* of a run without any fault */

/* Where what is run writes to: call it once. */
void scenario_begin(void);

/* True if its scenario is one for this lesson. */
bool scenario_is_of(const struct subject *subject);

/* Runs the subject to its end, at most 5 s longer than SUBJECT->ms; the rest as
   for run_program().  For SWEEP the lesson runs once more before, and is
   killed: if it cannot be brought so far, RUN is about that. */
void scenario_run(const struct subject *subject,
                  const struct injection *injection, struct calls *record,
                  struct run *run);

/* Runs --sweep, undisturbed. */
void scenario_sweep(const struct subject *subject, struct run *run);

/* Marks the calls of a recorded run that are made for the key v: from the line
   on which it was typed to the next. */
void scenario_mark_v(struct calls *calls);

#endif
