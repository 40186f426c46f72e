/* pin.h - the name under /run/netns that keeps a network namespace

   ip-netns(8) keeps its names there.  Ours is loac-PID-STARTTIME, so that the
   next run can tell whose it was.  In a user namespace /run belongs to somebody
   else; there it is covered by a tmpfs, in a mount namespace of our own. */

#ifndef PIN_H
#define PIN_H

#include <sys/types.h>

#define PIN_DIRECTORY "/run/netns"

/* Chooses the path, and finds out whether it can be made.  Returns 0, or -1 with
   cause and cure. */
int pin_choose(void);

/* The path; its last part; and the path as a second terminal sees it. */
const char *pin(void);
const char *pin_name(void);
const char *pin_from_outside(void);

/* Makes the empty file, after registering its undo.  Returns 0, or -1. */
int pin_make_file(void);

/* Unmounts and removes it.  Returns 0, or -1. */
int pin_remove(void);

/* Counts the names in PIN_DIRECTORY, ALL of them, and returns how many name the
   network namespace of PID; -1 on failure. */
int pin_names_of(pid_t pid, int *all);

/* Removes the names whose lesson is dead (owner.h) and calls REMOVED with each.
   Returns 0, or -1. */
int pins_sweep(void (*removed)(const char *path));

#endif
