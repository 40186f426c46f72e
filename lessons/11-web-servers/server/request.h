/* request.h - what does a caller ask for? */

#ifndef REQUEST_H
#define REQUEST_H

#include <stddef.h>

/* HEAD is a request line and the fields after it, LENGTH bytes with the end of
   the last line but without the empty line, and a 0 behind them; it is taken
   apart.  Returns the status line's words, request_ok or another. */
const char *request_judge(char *head, size_t length);

extern const char request_ok[]; /* "200 OK" */

#endif
