/* relay.c - connections to a published port, copied into the container

   The question: how does a packet for the host's port 8080 get to port 80 in
   another network namespace?  It does not: a process of the host answers,
   opens a second connection, and carries bytes.

   See also: accept(2), connect(2), shutdown(2), poll(2). */

#include "lessons/10-container/relay.h"

#include "common/failure.h"
#include "lessons/10-container/copy.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PAUSE_MS 1000

enum { CALLER, BOX }; /* the two ends of a connection */

struct connection {
    bool used, connecting; /* the box has not answered yet */
    int end[2];
    struct flow flow[2]; /* from that end to the other */
    bool shut[2];        /* the end of that flow was passed on */
};

static struct connection connections[MOST_CONNECTIONS];
static int used;
static bool no_descriptors; /* accept(2) failed: wait for better times */

/* ---- one connection ----------------------------------------------------- */

/* A connection that breaks is broken for the other side as well: with a time of
   0 to linger, close(2) sends a reset instead of an end; socket(7). */
static void drop(struct connection *connection, bool broken)
{
    const struct linger now = { .l_onoff = 1, .l_linger = 0 };

    for (int i = 0; i < 2; i++) {
        if (broken)
            setsockopt(connection->end[i], SOL_SOCKET, SO_LINGER, &now,
                       sizeof now);
        close(connection->end[i]);
    }
    connection->used = false;
    used--;
    no_descriptors = false;
}

/* What came from one end goes out at the other, and so does the end: the other
   direction may go on. */
static int pass_on(struct connection *connection, int from)
{
    struct flow *flow = &connection->flow[from];
    int to = connection->end[!from];

    if (flow_has(flow) && flow_write(flow, to) == -1)
        return -1;
    if (flow->ended && !flow_has(flow) && !connection->shut[from]) {
        connection->shut[from] = true;
        return shutdown(to, SHUT_WR);
    }
    return 0;
}

static int connected(struct connection *connection)
{
    int error = 0;
    socklen_t size = sizeof error;

    if (getsockopt(connection->end[BOX], SOL_SOCKET, SO_ERROR, &error, &size)
        == -1 || error)
        return -1;
    connection->connecting = false;
    return 0;
}

/* READY[i] is what poll(2) says of end i. */
static int carry(struct connection *connection, const short ready[2])
{
    if (connection->connecting)
        return ready[BOX] ? connected(connection) : 0;
    for (int i = 0; i < 2; i++) {
        struct flow *flow = &connection->flow[i];
        bool readable = ready[i] & (POLLIN | POLLHUP | POLLERR);
        if (readable && flow_wants(flow)
            && flow_read(flow, connection->end[i]) == -1)
            return -1;
        if (pass_on(connection, i) == -1)
            return -1;
    }
    return 0;
}

/* ---- new ones ----------------------------------------------------------- */

static int connect_to(struct in_addr box, int port)
{
    const struct sockaddr_in there = { .sin_family = AF_INET, .sin_addr = box,
                                       .sin_port = htons((uint16_t) port) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd == -1)
        return -1;
    if (connect(fd, (const struct sockaddr *) &there, sizeof there) == -1
        && errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

/* A peer that vanished without a word is noticed in the end; tcp(7). */
static void keep_alive(int fd)
{
    const int on = 1;

    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

static void let_in(struct in_addr box, const struct route_in *route)
{
    int caller = accept4(route->listener, NULL, NULL,
                         SOCK_CLOEXEC | SOCK_NONBLOCK);
    int i = 0;

    if (caller == -1) {
        no_descriptors = errno == EMFILE || errno == ENFILE
            || errno == ENOBUFS || errno == ENOMEM;
        return;
    }
    while (connections[i].used)
        i++;
    struct connection *new = &connections[i];
    memset(new, 0, sizeof *new);
    *new = (struct connection){ .used = true, .connecting = true };
    new->end[CALLER] = caller;
    new->end[BOX] = connect_to(box, route->port);
    used++;
    keep_alive(caller);
    keep_alive(new->end[BOX]);
    if (new->end[BOX] == -1)
        drop(new, true);
}

/* ---- all of them -------------------------------------------------------- */

static short wanted(const struct connection *connection, int end)
{
    bool in = flow_wants(&connection->flow[end]);
    bool out = flow_has(&connection->flow[!end]);

    if (connection->connecting)
        return end == BOX ? POLLOUT : 0;
    return (short) ((in ? POLLIN : 0) | (out ? POLLOUT : 0));
}

/* Entries that nothing is wanted of are left out by a negative fd: poll(2)
   would report their hang-up at once, again and again. */
static void ask(struct pollfd *fds, const struct route_in routes[],
                size_t count)
{
    bool room = used < MOST_CONNECTIONS && !no_descriptors;

    for (size_t i = 0; i < count; i++)
        *fds++ = (struct pollfd){ room ? routes[i].listener : -1, POLLIN, 0 };
    for (int i = 0; i < MOST_CONNECTIONS; i++) {
        for (int end = 0; end < 2; end++) {
            const struct connection *at = &connections[i];
            short events = at->used ? wanted(at, end) : 0;
            *fds++ = (struct pollfd){ events ? at->end[end] : -1, events, 0 };
        }
    }
}

static void answer(const struct pollfd *fds, struct in_addr box,
                   const struct route_in routes[], size_t count)
{
    const struct pollfd *ends = fds + count;

    for (int i = 0; i < MOST_CONNECTIONS; i++) {
        struct connection *at = &connections[i];
        const short ready[2] = { ends[2 * i].revents, ends[2 * i + 1].revents };
        if (!at->used || !(ready[0] | ready[1]))
            continue;
        if (carry(at, ready) == -1)
            drop(at, true);
        else if (at->shut[CALLER] && at->shut[BOX])
            drop(at, false);
    }
    for (size_t i = 0; i < count; i++)
        if (fds[i].revents && used < MOST_CONNECTIONS)
            let_in(box, &routes[i]);
}

int relay_serve(struct in_addr box, const struct route_in routes[],
                size_t count)
{
    static struct pollfd fds[MOST_PUBLISHED + 2 * MOST_CONNECTIONS];

    for (;;) {
        ask(fds, routes, count);
        int ready = poll(fds, count + 2 * MOST_CONNECTIONS,
                         no_descriptors ? PAUSE_MS : -1);
        if (ready == -1 && errno != EINTR)
            return failed("poll(%zu listeners)", count);
        if (ready == 0)
            no_descriptors = false;
        if (ready > 0)
            answer(fds, box, routes, count);
    }
}
