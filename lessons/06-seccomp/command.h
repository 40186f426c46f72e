/* command.h - what the options of lesson 6 do instead of telling the story */

#ifndef SECCOMP_COMMAND_H
#define SECCOMP_COMMAND_H

#include "common/story.h"

#define SECCOMP_NAME "06-seccomp"

/* --deny, --allow-only, --action, --print, --try; for struct lesson. */
extern const struct lesson_option seccomp_options[];

/* Runs ARGV behind the chosen filter; for struct lesson.  Returns the exit
   status. */
int seccomp_run(char *argv[]);

/* Does what --print or --try ask for, and does not return if one was given, nor
   if there is a list without a command. */
void seccomp_instead(void);

#endif
