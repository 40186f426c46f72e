/* web_caller.h - the web server of lesson 11 and its callers, for its tests */

#ifndef TEST_WEB_CALLER_H
#define TEST_WEB_CALLER_H

#include <stddef.h>
#include <sys/types.h>

extern const char get[];  /* a request */
extern const char page[]; /* what it is answered with */

/* Starts the server on port 80 of the private host.  Returns its pid. */
pid_t web_begin(void);

/* Ends it; that it has ended before is a failure, and WHY is told. */
void web_end(const char *why);

/* A connection to it. */
int web_call(void);

/* Sends SIZE bytes of WHAT, as far as the server wants them. */
void web_say(int fd, const char *what, size_t size);

/* All that comes until its end, at most SECONDS; closes FD. */
const char *hear_for(int fd, int seconds);

/* Both, and what follows the empty line of an answer. */
const char *answer_to(const char *request);
const char *body_of(const char *answer);

/* The answer to REQUEST has this STATUS: "200 OK". */
void assert_status_line(const char *request, const char *status);

#endif
