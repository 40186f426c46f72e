/* pid_one.h - a command of lesson 8, seen from outside */

#ifndef TEST_PID_ONE_H
#define TEST_PID_ONE_H

struct robot;

/* Below init, or as process 1 itself. */
enum way { INIT, NO_INIT };

/* A shell script in a terminal, up to the prompt that it prints: READY of
   outside.h. */
struct robot *interactive(enum way way, const char *script);

/* Process 1 of its box. */
long process_1(const struct robot *robot);

/* A shell command that shows "zombies: N", the children of PID that are. */
const char *zombies_of(long pid);

#endif
