/* reserve.c - a name that one process has, and that goes with it

   The question: how does one process know that another still needs something?
   By a name that the kernel gives to one socket only, and takes back when the
   last process that holds it is gone.

   See also: unix(7), network_namespaces(7). */

#include "lessons/03-veth-pair/reserve.h"

#include "common/failure.h"
#include "common/files.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

/* A name that begins with a zero byte is in no file system: it belongs to the
   network namespace, exists while its socket does, and a second bind is
   refused; unix(7). */
int reserve(const char *text, int *held)
{
    struct sockaddr_un name = { .sun_family = AF_UNIX };

    int size = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "loac-%s",
                        text);
    /* ANCHOR: reserve */
    CLOSES int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd == -1)
        return failed("socket(AF_UNIX)");
    socklen_t length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + 1
                                    + (size_t) size);
    if (bind(fd, (struct sockaddr *) &name, length) == -1)
        return errno == EADDRINUSE ? 0 : failed("bind(@loac-%s)", text);
    /* ANCHOR_END: reserve */
    *held = keep_fd(&fd);
    return 1;
}
