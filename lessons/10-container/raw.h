/* raw.h - the caller's terminal passes every key on, and is itself again later

   While somebody types into a container, the container's terminal does the
   echo, the lines and Ctrl-C; the caller's own must do nothing.  This is the
   one place where the settings of the caller's terminal are touched: they are
   restored on every way out, after SIGKILL by the janitor. */

#ifndef RAW_H
#define RAW_H

#include <stdbool.h>
#include <termios.h>

struct raw {
    int terminal;         /* opened anew, does not block; -1: there is none */
    struct termios saved; /* as it was */
    struct termios mine;  /* as raw_set() leaves it */
    bool set;
};

/* Opens the terminal that descriptor FD is and reads its settings; nothing is
   changed.  The copy is an open file of its own, so that O_NONBLOCK is seen by
   nobody else; open(2).  Returns 0, or -1. */
int raw_prepare(struct raw *raw, int fd);

/* Raw mode, read back; termios(3).  Does nothing, and is no failure, while we
   are in the background: then the terminal is somebody else's.  Register
   raw_undo() before.  Returns 0, or -1. */
int raw_set(struct raw *raw);

/* Restores the settings if they are still as raw_set() left them: if not, the
   shell has taken its terminal back.  Works from the background and from
   another session.  Returns 0, also if the terminal is gone, or -1. */
int raw_restore(struct raw *raw);

/* The same and closes the terminal; an undo, see undo.h. */
int raw_undo(void *raw);

/* True if we may read from the terminal: it is ours, or nobody's. */
bool raw_foreground(const struct raw *raw);

#endif
