/* page.h - a page fetched over TCP, as a browser does it

   The side that asks and the side that answers, in small steps: each waits 3
   seconds at most, for on a cable of one's own an answer is there at once. */

#ifndef PAGE_H
#define PAGE_H

#include <netinet/in.h>
#include <stddef.h>

/* Connects to ADDRESS:PORT.  Returns the socket, or -1; what can be in the way,
   such as a packet filter, the failure says. */
int page_connect(struct in_addr address, int port);

/* Sends a request for a page, and reads the answer up to its end into TEXT: of
   an answer with head and body, the body.  Return 0, or -1. */
int page_ask(int connection);
int page_read(int connection, char *text, size_t size);

/* Takes one connection from LISTENER, reads the request, and answers with BODY.
   Returns 0, or -1. */
int page_serve(int listener, const char *body);

#endif
