/* outside.h - what tests of a command in a box ask from outside it */

#ifndef TEST_OUTSIDE_H
#define TEST_OUTSIDE_H

#include "teach.h"

/* The end of a shell script's beginning: the prompt that robot_prompt(robot, 1)
   waits for. */
#define READY "printf '[1 of 1] Enter '; "

/* The first child of PID, and the state letter of PID, as ps(1) says. */
long child_of(long pid);
char state_of(long pid);

/* Waits, at most 10 s, until the shell command COMMAND shows WORDS. */
#define becomes(command, words, why) becomes_at(HERE, command, words, why)
void becomes_at(struct where where, const char *command, const char *words,
                const char *why);

#endif
