/* web.h - one web server: a container of lesson 10, a cable to the bridge, and
   the program in server/ */

#ifndef WEB_H
#define WEB_H

#include "lessons/10-container/container.h"

#include <netinet/in.h>

#define WEB_SERVER "/server" /* in the image */
#define HTTP_PORT 80

struct web {
    char name[8]; /* "web1", its host name */
    struct settings settings;
    struct cable cable; /* as it is to be; container.cable is what it became */
    struct container container;
    int inside[2]; /* its standard input and output */
    int says;      /* what it writes */
};

/* The directory "web-image" beside this program, which make builds if there is
   a static C library; proc(5), /proc/PID/exe.  Returns a static text, or NULL
   with a failure: it is missing. */
const char *web_image(void);

/* Decides on web server NUMBER (1, 2, ...) and gets ready.  It will be a member
   of CGROUP, which need not exist yet.  Its root is read-only, and of root's
   rights it keeps one: to bind a port below 1024.  Returns 0, or -1. */
int web_prepare(struct web *web, int number, const struct cgroup *cgroup);

/* Starts it on the bridge with the index BRIDGE, and waits until it listens.
   It has address NUMBER + 1 of SUBNET.  Registers what has to be undone.  SAYS
   is the server's own first line.  Returns 0, or -1: with what it complained
   of, if it ended instead. */
int web_start(struct web *web, int number, const struct subnet *subnet,
              int bridge, char *says, size_t size);

struct in_addr web_address(const struct web *web);

/* Lets port 80 of it be answered for on LISTENER, of the host, by a relay; the
   listener is closed here.  Returns 0, or -1. */
int web_publish(struct web *web, int listener);

/* Asks it to end, as docker stop does, and takes its relay and its cable away.
   After 5 s without an end it is a failure.  Returns 0 and its wait status, or
   -1. */
int web_stop(struct web *web, int *status);

/* Fetches the page of ADDRESS:PORT into TEXT, without its last newline.
   Returns 0, or -1, also if it is not the page of such a server. */
int web_page(struct in_addr address, int port, char *text, size_t size);

/* The same at PORT of the host's ADDRESS, where its relay answers.  A relay
   cannot say what is wrong behind it, so then the server is asked itself. */
int web_door(const struct web *web, struct in_addr address, int port,
             char *text, size_t size);

#endif
