/* relay.h - connections to a published port, copied into the container

   Routing a port into a container takes rules in the host's firewall, which no
   lesson touches.  So one small process of the host accepts, connects to the
   container over the cable, and copies both ways, as docker-proxy does. */

#ifndef RELAY_H
#define RELAY_H

#include "lessons/10-container/helper.h"
#include "lessons/10-container/publish.h"

#include <stddef.h>

#define MOST_CONNECTIONS 128 /* more wait in the queue of listen(2) */

struct route_in {
    int listener; /* of publish_listen() */
    int port;     /* in the container */
};

/* Starts the relay to the container's address BOX.  It keeps the listeners,
   ends with its parent, and may do nothing as root: it gives up all
   capabilities.  The caller closes its own copies of the listeners.  Register
   relay_stop() before.  Returns 0, or -1; its pidfd is ready when it has ended,
   which it does not by itself. */
int relay_start(struct helper *relay, struct in_addr box,
                const struct route_in routes[], size_t count);

/* Ends it and waits for it.  Returns 0; 1 if it had ended before, for then the
   ports have not been answered; or -1.  An undo. */
int relay_stop(void *relay);

/* The relay's own loop, for relay_start() and its test: does not return unless
   poll(2) fails, -1. */
int relay_serve(struct in_addr box, const struct route_in routes[],
                size_t count);

#endif
