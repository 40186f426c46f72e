/* terminal.h - the pause of --step: one prompt and one line on /dev/tty */

#ifndef TERMINAL_H
#define TERMINAL_H

/* Opens the controlling terminal, tty(4).  Returns 0, or -1. */
int terminal_open(void);

enum key { KEY_NEXT, KEY_RUN_ON, KEY_QUIT };

/* Writes PROMPT and reads lines until one says what to do: Enter, c or q.  On v
   it runs the last verify line, on anything else it lists the keys.  Whole
   lines in canonical mode: the terminal's settings are never touched, so
   nothing has to be restored, however we end; termios(3).  Returns a key, or
   -1 with a failure. */
int terminal_ask(const char *prompt);

#endif
