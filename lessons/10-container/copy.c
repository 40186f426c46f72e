/* copy.c - bytes on their way from one descriptor to another

   See also: read(2), write(2). */

#include "lessons/10-container/copy.h"

#include <errno.h>
#include <unistd.h>

bool flow_has(const struct flow *flow)
{
    return flow->from < flow->to;
}

bool flow_wants(const struct flow *flow)
{
    return !flow->ended && !flow_has(flow);
}

static bool try_again(void)
{
    return errno == EAGAIN || errno == EINTR;
}

int flow_read(struct flow *flow, int fd)
{
    ssize_t size = read(fd, flow->bytes, sizeof flow->bytes);

    flow->from = flow->to = 0;
    if (size == -1)
        return try_again() ? 0 : -1;
    flow->to = (size_t) size;
    flow->ended = size == 0;
    return 0;
}

int flow_write(struct flow *flow, int fd)
{
    ssize_t size = write(fd, flow->bytes + flow->from, flow->to - flow->from);

    if (size == -1)
        return try_again() ? 0 : -1;
    flow->from += (size_t) size;
    return 0;
}
