/* command.h - the lesson as a tool: [--map WHICH] -- CMD */

#ifndef USERNS_COMMAND_H
#define USERNS_COMMAND_H

#include <stdbool.h>

#define USERNS_NAME "09-userns"

/* Takes the value of --map: own, range or remap.  Returns 0, or -1. */
int map_take(const char *which);
bool map_is_given(void);

/* Runs ARGV as root of a user namespace, with a host name, network and mounts
   of its own; see run_command().  Speaks its failures.  Returns the exit
   status. */
int userns_run(char *argv[]);

#endif
