/* voice.h - how a lesson speaks: a fixed form, the same in every lesson

       Step 3 of 9: Move veth1 into the box
         same as: $ sudo ip link set veth1 netns 4242
         ask:     how many ends will the host still see?
         host: veth0
         box:  lo veth1
         verify:  $ sudo nsenter -t 4242 -n ip -br link
         expect:  veth1

   Prose is wrapped at 72 columns (or COLUMNS), commands never are.  Only the
   parent writes to stdout.  Nothing here fails: whether stdout took the text is
   asked once a step, voice_lost(). */

#ifndef VOICE_H
#define VOICE_H

#include "options.h"

#define SPOKEN __attribute__((format(printf, 1, 2)))

/* The shell command that gives the same kernel state, with real values. */
void same_as(const char *command, ...) SPOKEN;

/* What people usually guess wrong; the answer follows the pause. */
void ask(const char *question, ...) SPOKEN;

/* A fact read back from the kernel.  WHO is host, box, parent, child, ...;
   "note" is a word between the facts, from the lesson itself. */
void fact(const char *who, const char *text, ...)
    __attribute__((format(printf, 2, 3)));

/* A command for another terminal, under 66 columns; it holds until the next
   deed.  EXPECTED is a fixed piece of text that appears in its output. */
void verify(const char *command, ...) SPOKEN;
void expect(const char *expected, ...) SPOKEN;

/* A command that must be refused (exit status not 0); EXPECTED: the words. */
void refused(const char *command, ...) SPOKEN;

/* Once for each box: the command that gives a shell inside. */
void enter(const char *command, ...) SPOKEN;

/* A command under a label of the lesson's own, such as "ip". */
void command(const char *label, const char *text, ...)
    __attribute__((format(printf, 2, 3)));

/* "sudo " when this process is the machine's root, "" otherwise: for commands that look at
   our own processes, which a plain user may do as the same user only. */
const char *sudo(void);

/* For story.c. */
void voice_begin(const struct options *options);
void voice_mute(bool mute);
void voice_heading(int step, int count, const char *title);
void voice_line(const char *label, const char *text);
int voice_lost(void); /* flushes; -1 with a failure if stdout is broken */
const char *voice_last_check(void); /* the last verify or refused command */

#endif
