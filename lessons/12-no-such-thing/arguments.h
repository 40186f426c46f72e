/* arguments.h - the lesson as a tool: PID [PID], --all, --json */

#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <stdbool.h>

/* Takers of lesson options, see story.h. */
int arguments_take_all(const char *unused);
int arguments_take_json(const char *unused);

/* True if an option was given that needs a PID. */
bool arguments_are_wanted(void);

/* Prints one process, or two side by side.  Returns the exit status: 0; or 1 if
   one is not there or ends meanwhile, and then nothing is printed. */
int arguments_run(char *argv[]);

#endif
