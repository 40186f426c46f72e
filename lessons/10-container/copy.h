/* copy.h - bytes on their way from one descriptor to another */

#ifndef COPY_H
#define COPY_H

#include <stdbool.h>
#include <stddef.h>

struct flow {
    char bytes[8192];
    size_t from, to; /* what has been read and not yet written */
    bool ended;      /* nothing more can be read */
};

/* True if there is something to write; true if there is room to read into: a
   flow is read when all was written. */
bool flow_has(const struct flow *flow);
bool flow_wants(const struct flow *flow);

/* Read from FD into FLOW, write from it to FD.  Neither waits: FD does not
   block.  Return 0; or -1 with errno, EPIPE or ECONNRESET if the other side is
   gone; the end of what can be read is no failure. */
int flow_read(struct flow *flow, int fd);
int flow_write(struct flow *flow, int fd);

#endif
