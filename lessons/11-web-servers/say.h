/* say.h - what the story of lesson 11 says about doors of the host

   Those that return a value return 0, or -1 with a failure. */

#ifndef SAY_H
#define SAY_H

#include "lessons/11-web-servers/ports.h"
#include "lessons/11-web-servers/web.h"

#include <netinet/in.h>

#define WEBS PORTS
#define FIRST_PORT 8081

/* An address as text, which is used again by the next call but three. */
const char *address_text(struct in_addr address);

/* Fetches the page of WEB and says what came: at its own address, and at PORT
   of the host's ADDRESS. */
int say_page(const struct web *web);
int say_door(const struct web *web, struct in_addr address, int port);

/* Knocks at a door that should be closed, and says what came. */
int say_refused(struct in_addr address, int port);

/* Tries for WHOM to listen on port 80 of 127.0.0.LAST.  The first time that it
   may, it goes on listening, until let_go_of_port_80(); if another process has
   the port, that is named. */
int say_port_80(int last, const char *whom);
void let_go_of_port_80(void);

/* Says what the kernel tells about the bridge of ground.h. */
int say_bridge(void);

/* Publishes all of WEBS at the address AT, on three ports from FIRST_PORT on,
   or the next three that are free: then it says so.  Returns the first port,
   or -1. */
int webs_publish(struct web webs[WEBS], struct in_addr at);

#endif
