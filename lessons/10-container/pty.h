/* pty.h - the container's own terminal: made inside, held outside

   A terminal that is shared with the caller can be typed into, TIOCSTI of
   ioctl_tty(2): the caller's shell would run it.  So the container gets a
   pseudo-terminal of its own, pty(7): the slave, from the container's own
   /dev/pts, is its terminal; the master goes to the parent, which copies. */

#ifndef PTY_H
#define PTY_H

#include <sys/types.h>

/* Which of the descriptors 0, 1 and 2 are terminals, one bit each: those must
   not get into a container.  0: no pseudo-terminal is needed. */
unsigned pty_needed(void);

/* In the container, after its /dev/pts is mounted: opens a pseudo-terminal
   there and sends the master through SOCKET, a unix socket; the caller keeps
   SLAVE alone, which will be OWNER's.  DIRECTORY is where the container's /dev
   is, "/dev" after pivot_root.  Somebody inside must hold SLAVE or be on it
   until the end: what is written later is not shown.  Returns 0, or -1; pts(4),
   unix(7). */
int pty_make(int socket, const char *directory, uid_t owner, int *slave);

/* In the parent: waits for the master, at most 20 s, and makes sure that it is
   one.  Returns 0 and the descriptor, which the caller closes, or -1. */
int pty_receive(int socket, int *master);

/* In the process that becomes the command: begins a session with SLAVE as its
   controlling terminal, and puts it on those of the descriptors 0, 1 and 2 that
   WHICH names.  Closes SLAVE.  If SLAVE is -1 the session has no terminal.  A
   leader of a process group cannot begin one: fork first, and no setpgid(2).
   Returns 0, or -1; setsid(2), ioctl_tty(2). */
int pty_become(int slave, unsigned which);

#endif
