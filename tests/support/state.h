/* state.h - what a host looks like, as text

   One line for each thing, so that two states are compared as two files are. */

#ifndef TEST_STATE_H
#define TEST_STATE_H

#include <stdio.h>

/* A line of something that is not in the private host: others make and remove
   such things too. */
#define SHARED "shared "

/* Says which program's things are meant: this one's. */
void state_begin(void);

/* All that the private host has: links, addresses, routes, rules, mounts, names
   below /run, host name, sysctls, and what state_of_ours() writes. */
void state_of_host(FILE *out);

/* On the real host, where others are at work as well, only what a lesson made:
   things with its name ("loac-PID-STARTTIME") or its MAC (02:6c:6f, 02:6c:70)
   and the pid of a process that this program has started. */
void state_of_ours(FILE *out);

/* The descendants and the open files of this process. */
void state_of_process(FILE *out);

#endif
