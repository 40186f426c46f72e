/* caller.h - a person's terminal, for the unit tests of lesson 10's

   The test holds the other end of it.  "unit-pty --box" is a container of which
   there is nothing but the terminal. */

#ifndef TEST_CALLER_H
#define TEST_CALLER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

struct caller {
    int master, slave;
    pid_t pid;             /* the box */
    struct termios before; /* settings of the terminal */
    char screen[1 << 20];
    size_t used;
};

extern struct caller caller;

/* For cmocka: a terminal of 101 columns and 33 lines, and its end. */
int caller_begin(void **state);
int caller_end(void **state);

/* Runs sh -c COMMAND in the box, with the terminal as its descriptors but
   those that OTHERS redirects, as ">file". */
void caller_start(const char *command, const char *others);

void caller_type(const char *keys);
void caller_shown(const char *words); /* waits until they are on the screen */
int caller_wait(void); /* for the end of the box; its status, as a shell's */

bool caller_as_before(void);
void assert_restored(void);

#endif
