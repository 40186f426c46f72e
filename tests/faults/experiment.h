/* experiment.h - a lesson meets one fault: was it as it must be? */

#ifndef FAULTS_EXPERIMENT_H
#define FAULTS_EXPERIMENT_H

#include "verdict.h"

#include <stdbool.h>

struct result {
    struct call at;
    int value; /* errno or signal */
    int when;  /* as strace(1) counts */
    enum verdict verdict;
    bool excepted;
    char detail[300]; /* what is left, what was said */
};

/* Where experiments take place: call it once in a process that is on a private
   host of its own, host_enter(). */
void experiment_begin(void);

/* Runs the subject undisturbed and fills in calls, story, signals and ms.
   Returns its exit status, or -1; SAID gets the first line of its standard
   error. */
int experiment_baseline(struct subject *subject, char *said, size_t size);

/* Strikes RESULT->at and judges; fills in value, verdict and detail.  With TALK
   it prints what the lesson says. */
void experiment(const struct subject *subject, enum mode mode,
                struct result *result, bool talk);

#endif
