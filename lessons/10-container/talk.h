/* talk.h - what is typed into the container of the story, and what it says */

#ifndef TALK_H
#define TALK_H

#include <stddef.h>

/* Two pipes in place of a terminal: TALK_INSIDE is for struct container. */
struct talk {
    int inside[2];  /* the container's standard input and output */
    int to, from;   /* ours */
};

/* Returns 0, or -1.  The ends are close-on-exec. */
int talk_open(struct talk *talk);

/* The container has its ends: closes ours, so that its end can be seen. */
void talk_given(struct talk *talk);

/* Types COMMAND, a line for a shell, and waits, at most 20 s, until the shell
   has done it.  What it printed goes into TEXT, lines between " | ", a last
   newline cut off.  Returns its exit status; -1 with a failure, also if the
   shell is gone. */
int talk_say(struct talk *talk, const char *command, char *text, size_t size);

/* Types COMMAND and does not wait. */
int talk_tell(struct talk *talk, const char *command);

#endif
