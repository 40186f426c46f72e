/* say.h - what the story of lesson 11 says about doors of the host

   Those that return a value return 0, or -1 with a failure. */

#ifndef SAY_H
#define SAY_H

#include <netinet/in.h>

/* An address as text, which is used again by the next call but three. */
const char *address_text(struct in_addr address);

/* Fetches the page of ADDRESS:PORT and says what came. */
int say_page(struct in_addr address, int port);

/* Knocks at a door that should be closed, and says what came. */
int say_refused(struct in_addr address, int port);

/* Tries for WHOM to listen on port 80 of 127.0.0.LAST.  The first time that it
   may, it goes on listening, until let_go_of_port_80(). */
int say_port_80(int last, const char *whom);
void let_go_of_port_80(void);

#endif
