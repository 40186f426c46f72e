/* requests.h - for --netlink: what was sent to the kernel, told with the facts

   A step tells it when its deeds are done, in few lines: each change with the
   ip(8) command that sends the same; of questions, how many there were, and the
   command of the last one. */

#ifndef REQUESTS_H
#define REQUESTS_H

#include <stdbool.h>

extern bool with_requests; /* --netlink was given */

/* From now on the requests of this process are kept. */
void keep_requests(void);

/* Keeps one: what netlink_listen() hears, here or in the box. */
void keep_request(bool by_box, const char *words, const char *order);

/* Tells what was kept since the last time. */
void tell_requests(void);

#endif
