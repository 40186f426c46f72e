/* chosen.h - a policy from the command line */

#ifndef CHOSEN_H
#define CHOSEN_H

#include "lessons/06-seccomp/filter.h"

#define LONGEST_NAME 64

/* Puts the next of the words between commas in *LIST into WORD, and goes on;
   *LIST is NULL after the last one, and then false is returned. */
bool next_in_list(const char **list, char word[LONGEST_NAME]);

/* Take the value of --deny and --allow-only, names between commas, and of
   --action.  Return 0, or -1 with a failure that names the option, the wrong
   word and what was probably meant. */
int take_deny(const char *list);
int take_allow_only(const char *list);
int take_action(const char *word);

/* The policy they make, NULL if there is none. */
const struct policy *chosen(void);

/* Whether there is an --action and no list that it could be the answer to. */
bool action_is_in_vain(void);

/* The answer to what is forbidden, and whether --deny names CALL. */
uint32_t chosen_action(void);
bool chosen_denies(const char *call);

/* The calls that --allow-only has added to the list, "execve brk ...", because
   no program starts without them; empty without --allow-only.  Returns TEXT. */
const char *chosen_additions(char *text, size_t size);

#endif
