/* exceptions.h - the list of what may be as it is: tests/faults.allow */

#ifndef FAULTS_EXCEPTIONS_H
#define FAULTS_EXCEPTIONS_H

#include "experiment.h"

#include <stdbool.h>

/* Reads the list.  Returns 0, or -1 after a message. */
int exceptions_read(const char *path);

/* True if the list has this result of SUBJECT; the entry is then in use, also in
   the eyes of the process that has read the list. */
bool is_exception(const struct subject *subject, enum mode mode,
                  const struct result *result);

/* Says which entries nobody has used. */
void exceptions_unused(void);

#endif
