/* told.h - the container of the story, and the steps that tell it */

#ifndef TOLD_H
#define TOLD_H

#include "lessons/10-container/container.h"
#include "lessons/10-container/talk.h"

#include <stdbool.h>
#include <sys/types.h>

#define MOST_NOTES 4

struct told {
    struct container container;
    struct settings settings;
    struct talk talk;
    pid_t payload;               /* its command, as the host numbers it */
    char notes[MOST_NOTES][120]; /* what cannot be had here */
    int noted;
};

extern struct told told;

/* The pid of its first process, for printing. */
int told_box(void);

/* True if a plain user tells the story: by way of a user namespace. */
bool told_is_plain(void);

/* told_made.c: from the parent alone to all that a container has. */
int who_is_there(void);
int a_child_that_waits(void);
int how_much(void);
int a_cable(void);
int another_root(void);
int a_name_and_a_network(void);
int rights_and_questions(void);

/* told_lived.c: the command, and the end. */
int now_it_is_a_container(void);
int type_in_it(void);
int it_ends(void);
int teardown(void);

#endif
