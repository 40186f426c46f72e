/* undo.h - what outlives a process is taken away again, last made first

   A pinned namespace, a cgroup directory, a link on the host or a running
   child stays when its maker ends.  Each gets an undo *before* it is made (a
   link: right after), and the list runs on every way out. */

#ifndef UNDO_H
#define UNDO_H

/* An undo returns 0 when the thing is gone, also if it was gone before; 1 if it
   was gone and should not have been, with a failure recorded that says how it
   went; -1 with a failure recorded when it could not be removed. */
typedef int undo_fn(void *thing);

/* Remembers how to remove THING, which must stay valid until then and names
   the entry.  WHAT says it in words, "the cgroup /sys/fs/cgroup/loac-1-2";
   BY_HAND is the shell command that does the same, or NULL.  Texts are
   copied.  Returns 0; -1 if the list is full (48 entries). */
int undo_later(undo_fn *undo, void *thing, const char *what,
               const char *by_hand);

/* Removes THING now, as a deed of the story.  Returns what its undo does. */
int undo_now(void *thing);

/* Drops the entry: THING was not made, or is gone by other means. */
void undo_forget(const void *thing);

/* Runs the list, last entry first, only in the process that filled it, and
   calls TELL (may be NULL) with each WHAT that was removed.  What could not be
   removed is said on stderr with its BY_HAND.  Returns how many those were. */
int undo_all(const char *program, void (*tell)(const char *what));

#endif
