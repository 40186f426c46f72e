/* page.c - a page fetched over TCP, as a browser does it

   The question: can the two really exchange data?  A connection, a request, an
   answer; and if a packet filter is in the way, that is said instead of waiting
   for ever.

   See also: tcp(7), connect(2), epoll(7). */

#include "lessons/03-veth-pair/page.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define LIMIT_MS 3000

static const char request[] = "GET / HTTP/1.0\r\n\r\n";

/* On a cable of our own only a rule can come between: the box has none. */
static int blame_rule(void)
{
    cause("a packet filter (firewall) on this host refuses TCP here: the cable "
          "is up, the box listens and has no rules");
    return cure("nft list ruleset, or iptables -S, shows the rule; allow port "
                "80 there");
}

static int too_late(const char *call)
{
    failed_saying("nothing came within 3 seconds", "%s", call);
    return blame_rule();
}

/* A filter may answer with any of these; a broken way, with the last two. */
static int refused(const char *call, int error)
{
    errno = error;
    failed("%s", call);
    if (error == EACCES || error == EPERM || error == ECONNREFUSED)
        return blame_rule();
    if (error == ENETUNREACH || error == EHOSTUNREACH) {
        cause("a link on the way is down or has lost its address, or a packet "
              "filter (firewall) says so");
        return cure("ip -br address shows the links; nft list ruleset, or "
                    "iptables -S, the rules");
    }
    return -1;
}

/* ---- the side that asks ------------------------------------------------ */

/* wait_for() waits for something to read.  A connection is there when it can be
   written to; an epoll instance that watches for that can be "read" then,
   epoll(7).  Returns as wait_for(). */
static int wait_for_connection(int fd)
{
    struct epoll_event event = { .events = EPOLLOUT };

    CLOSES int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll == -1)
        return failed("epoll_create1(EPOLL_CLOEXEC)");
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == -1)
        return failed("epoll_ctl(EPOLL_CTL_ADD)");
    return wait_for(epoll, LIMIT_MS);
}

int page_connect(struct in_addr address, int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = address,
                              .sin_port = htons((uint16_t) port) };
    char call[48], text[INET_ADDRSTRLEN] = "";
    int error = 0;
    socklen_t size = sizeof error;

    inet_ntop(AF_INET, &address, text, sizeof text);
    snprintf(call, sizeof call, "connect(%s:%d)", text, port);
    CLOSES int fd =
        socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd == -1)
        return failed("socket(AF_INET, SOCK_STREAM)");
    if (connect(fd, (struct sockaddr *) &to, sizeof to) == -1
        && errno != EINPROGRESS)
        return refused(call, errno);
    int ready = wait_for_connection(fd);
    if (ready != 1)
        return ready == -1 ? -1 : too_late(call);

    /* What became of it; connect(2), EINPROGRESS. */
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == -1)
        return failed("getsockopt(SO_ERROR)");
    return error ? refused(call, error) : keep_fd(&fd);
}

int page_ask(int connection)
{
    ssize_t size = sizeof request - 1;

    if (send(connection, request, (size_t) size, 0) != size)
        return failed("send(\"GET /\")");
    return 0;
}

int page_read(int connection, char *text, size_t size)
{
    char answer[512];
    size_t used = 0;
    ssize_t got = 1;

    while (got > 0 && used < sizeof answer - 1) {
        int ready = wait_for(connection, LIMIT_MS);
        if (ready != 1)
            return ready == -1 ? -1 : too_late("recv(the page)");
        got = recv(connection, answer + used, sizeof answer - 1 - used, 0);
        if (got == -1)
            return failed("recv(the page)");
        used += (size_t) got;
    }
    answer[used] = '\0';
    const char *body = strstr(answer, "\r\n\r\n");
    snprintf(text, size, "%s", body ? body + 4 : answer);
    return 0;
}

/* ---- the side that answers --------------------------------------------- */

static int answer(int connection, const char *body)
{
    char text[512];
    size_t used = 0;

    /* An empty line ends the request. */
    text[0] = '\0';
    while (!strstr(text, "\r\n\r\n")) {
        int ready = wait_for(connection, LIMIT_MS);
        if (ready != 1)
            return ready == -1 ? -1 : too_late("recv(the request)");
        ssize_t got = recv(connection, text + used, sizeof text - 1 - used, 0);
        if (got == -1)
            return failed("recv(the request)");
        if (got == 0)
            return failed_saying("it ended early", "recv(the request)");
        used += (size_t) got;
        text[used] = '\0';
    }
    int size = snprintf(text, sizeof text,
                        "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n%s",
                        body);
    if (send(connection, text, (size_t) size, MSG_NOSIGNAL) != size)
        return failed("send(the page)");
    return 0;
}

int page_serve(int listener, const char *body)
{
    int ready = wait_for(listener, LIMIT_MS);

    if (ready != 1)
        return ready == -1 ? -1 : too_late("accept()");
    CLOSES int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (connection == -1)
        return failed("accept()");
    return answer(connection, body);
}
