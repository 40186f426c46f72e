/* command.h - a container for one command: build/10-container [OPTION]... --
   CMD */

#ifndef CONTAINER_COMMAND_H
#define CONTAINER_COMMAND_H

#include <stdbool.h>

/* All that main() was called with, for sealed_self(). */
extern char **container_arguments;

/* What was asked for can be had together, with a COMMAND or without one; else a
   usage error, and the end. */
void container_options_agree(bool command);

/* For struct lesson: returns the exit status, that of docker run. */
int container_run(char *argv[]);

/* The last words about it, for those who run one themselves: why STATUS, if the
   kernel's counters say more than it does.  Returns STATUS. */
struct container;
int container_say_why(struct container *container, int status);

#endif
