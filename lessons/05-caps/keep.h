/* keep.h - the lesson as a tool: --keep LIST -- CMD */

#ifndef KEEP_H
#define KEEP_H

#include <stdbool.h>

/* Takes the value of --keep, see caps_parse(), once.  Returns 0, or -1. */
int keep_take(const char *list);
bool keep_is_given(void);

/* Runs ARGV with what was kept and nothing else, no_new_privs on; see
   caps_keep() and run_command().  Speaks its failures.  Returns the exit
   status; ends with a usage error if nothing says what to keep. */
int keep_run(char *argv[]);

#endif
