/* server - a web server of one page, which says who has sent it

   The question: what does a program need to know about the container it runs
   in?  Nothing.  This one takes port 80 of all addresses, as if the machine
   were its own, and answers HTTP/1.1 (RFC 9110, 9112).

   It is a program of its own and stands alone in its image: linked statically,
   and with nothing of the lessons.  Each connection is a child, as in lesson 1:
   a slow caller holds up nobody else, and one that breaks its child breaks
   nothing else.

   See also: accept(2), fork(2), poll(2), shutdown(2). */

#include "request.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PORT 80
#define MOST_CALLERS 32 /* at a time; more wait in the queue of listen(2) */
#define HEAD_SIZE 4096  /* a longer request is refused */
#define ASK_MS 5000     /* for the whole request, however slowly it comes */
#define TAKE_S 5        /* for a caller who does not take the answer */
#define CLOSE_MS 1000   /* for a caller who does not close */

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* ---- the answer --------------------------------------------------------- */

static void say_who(int caller, char *text, size_t size)
{
    struct sockaddr_in here = { 0 };
    socklen_t length = sizeof here;
    char name[65] = "?", address[INET_ADDRSTRLEN] = "?";

    gethostname(name, sizeof name - 1);
    if (getsockname(caller, (struct sockaddr *) &here, &length) == 0)
        inet_ntop(AF_INET, &here.sin_addr, address, sizeof address);
    snprintf(text, size, "hello from %s at %s:%d\n", name, address,
             ntohs(here.sin_port));
}

static void send_all(int caller, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(caller, text, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        text += sent;
        size -= (size_t) sent;
    }
}

static void answer(int caller, const char *status, bool head_only)
{
    char text[512], body[160], date[64];
    time_t now = time(NULL);
    struct tm parts;

    if (strcmp(status, request_ok) == 0)
        say_who(caller, body, sizeof body);
    else
        snprintf(body, sizeof body, "%s\n", status);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT",
             gmtime_r(&now, &parts));
    int size = snprintf(text, sizeof text,
                        "HTTP/1.1 %s\r\nDate: %s\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Length: %zu\r\nConnection: close\r\n%s\r\n%s",
                        status, date, strlen(body),
                        begins(status, "405") ? "Allow: GET, HEAD\r\n" : "",
                        head_only ? "" : body);
    send_all(caller, text, (size_t) size);
}

/* ---- one caller --------------------------------------------------------- */

static long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Returns what recv(2) does, or -1 with EAGAIN when UNTIL has come. */
static ssize_t receive(int caller, char *text, size_t size, long until)
{
    struct pollfd ready = { caller, POLLIN, 0 };
    long left = until - now_ms();

    if (left <= 0 || poll(&ready, 1, (int) left) == 0) {
        errno = EAGAIN;
        return -1;
    }
    return recv(caller, text, size, 0);
}

/* A request comes in as many pieces as the network likes: it is whole at its
   empty line.  Returns its status; NULL if the caller is gone. */
static const char *read_request(int caller, bool *head_only)
{
    static char head[HEAD_SIZE + 1];
    size_t used = 0;
    char *end = NULL;
    long until = now_ms() + ASK_MS;

    while (!end && used < HEAD_SIZE) {
        ssize_t got = receive(caller, head + used, HEAD_SIZE - used, until);
        if (got == -1 && errno == EAGAIN)
            return "408 Request Timeout";
        if (got <= 0)
            return NULL;
        used += (size_t) got;
        end = memmem(head, used, "\r\n\r\n", 4);
    }
    *head_only = begins(head, "HEAD ");
    if (!end)
        return "431 Request Header Fields Too Large";
    end[2] = '\0';
    return request_judge(head, (size_t) (end + 2 - head));
}

/* To close while something is still unread sends a reset, which can overtake
   the answer; tcp(7).  So: no more from us, and read until the caller's end. */
static void close_gently(int caller)
{
    char ignored[HEAD_SIZE];
    long until = now_ms() + CLOSE_MS;

    shutdown(caller, SHUT_WR);
    while (receive(caller, ignored, sizeof ignored, until) > 0)
        ;
}

static void serve(int caller)
{
    const struct timeval limit = { .tv_sec = TAKE_S };
    bool head_only = false;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsockopt(caller, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const char *status = read_request(caller, &head_only);
    if (status) {
        answer(caller, status, head_only);
        close_gently(caller);
    }
    _exit(0);
}

/* ---- all of them -------------------------------------------------------- */

static int fail(const char *call)
{
    fprintf(stderr, "server: %s: %s\n", call, strerror(errno));
    return 1;
}

static int listen_on_all(int *listener)
{
    const struct sockaddr_in all = { .sin_family = AF_INET,
                                     .sin_port = htons(PORT) };
    const int on = 1;

    *listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*listener == -1)
        return fail("socket");
    if (setsockopt(*listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1)
        return fail("setsockopt(SO_REUSEADDR)");
    if (bind(*listener, (const struct sockaddr *) &all, sizeof all) == -1)
        return fail("bind(0.0.0.0:80)");
    return listen(*listener, 128) == -1 ? fail("listen") : 0;
}

/* Children that have ended are waited for, once a second or when all places are
   taken: zombies hold one each. */
static int reap(int callers)
{
    while (callers > 0
           && waitpid(-1, NULL, callers == MOST_CALLERS ? 0 : WNOHANG) > 0)
        callers--;
    return callers;
}

static void serve_all(int listener) __attribute__((noreturn));

static void serve_all(int listener)
{
    struct pollfd ready = { listener, POLLIN, 0 };
    int callers = 0;

    for (;;) {
        int come = poll(&ready, 1, callers ? 1000 : -1);
        callers = reap(callers);
        int caller = come > 0 ? accept4(listener, NULL, NULL, SOCK_CLOEXEC)
                              : -1;
        if (caller == -1)
            continue;
        pid_t child = fork();
        if (child == 0)
            serve(caller);
        callers += child > 0;
        close(caller); /* the child has it; or nobody, and the caller knows */
    }
}

int main(void)
{
    int listener;

    if (listen_on_all(&listener) != 0)
        return 1;
    if (puts("listening on 0.0.0.0:80") == EOF || fflush(stdout) == EOF)
        return fail("write");
    serve_all(listener);
}
