/* command.h - the lesson as a tool: [--no-init] -- CMD */

#ifndef PID_ONE_COMMAND_H
#define PID_ONE_COMMAND_H

#include <stdbool.h>

#define PID_ONE_NAME "08-pid-one"

/* Takes --no-init; a lesson_option of story.h. */
int no_init_take(const char *unused);
bool no_init_is_given(void);

/* Runs ARGV in a new pid namespace with a /proc of its own, as process 2 below
   init or, with --no-init, as process 1.  SIGTERM and SIGHUP are passed on; who
   has not ended 10 s later is killed.  SIGINT and SIGQUIT are passed on if a
   process has sent them, for the terminal's the command has got.  Returns the
   exit status. */
int pid_one_run(char *argv[]);

#endif
