/* web_caller.c - the web server of lesson 11 and its callers, for its tests */

#include "web_caller.h"

#include "clock.h"
#include "launch.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

const char get[] = "GET / HTTP/1.1\r\nHost: any\r\n\r\n";
const char page[] = "hello from laptop at 127.0.0.1:80\n";

/* ---- the server --------------------------------------------------------- */

static pid_t server;

pid_t web_begin(void)
{
    int pipes[2];
    char line[64] = "";

    need_root();
    need_private_host();
    assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
    const char *program = text("%s/web-server", launch_build());
    server = fork();
    assert_int_not_equal(server, -1);
    if (server == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(pipes[1], STDOUT_FILENO);
        execl(program, program, (char *) NULL);
        _exit(99);
    }
    close(pipes[1]);
    ssize_t got = read(pipes[0], line, sizeof line - 1);
    close(pipes[0]);
    assert_true(got > 0);
    assert_string_equal(line, "listening on 0.0.0.0:80\n");
    return server;
}

/* It lives, serves, and ends by SIGTERM. */
void web_end(const char *why)
{
    int status = 0;

    if (waitpid(server, &status, WNOHANG) != 0)
        fail_saying(HERE, "  the server has ended: %s\n", why);
    kill(server, SIGTERM);
    assert_int_equal(waitpid(server, &status, 0), server);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

/* ---- callers ------------------------------------------------------------ */

int web_call(void)
{
    const struct sockaddr_in there = { .sin_family = AF_INET,
                                       .sin_port = htons(80),
                                       .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_not_equal(fd, -1);
    assert_int_equal(connect(fd, (const struct sockaddr *) &there,
                             sizeof there), 0);
    return fd;
}

void web_say(int fd, const char *what, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, what, size, MSG_NOSIGNAL);

        if (sent <= 0)
            return; /* the server has had enough */
        what += sent;
        size -= (size_t) sent;
    }
}

const char *hear_for(int fd, int seconds)
{
    static char heard[8192];
    size_t used = 0;
    long limit = clock_limit(seconds);

    for (;;) {
        struct pollfd ready = { fd, POLLIN, 0 };
        long left = limit - clock_ms();

        if (left <= 0 || poll(&ready, 1, (int) left) != 1)
            fail_saying(HERE, "  no end of the answer within %d s; so far:\n"
                              "  \"%.*s\"\n", seconds, (int) used, heard);
        ssize_t got = recv(fd, heard + used, sizeof heard - 1 - used, 0);
        if (got == -1)
            fail_saying(HERE, "  expected: the answer and an end\n"
                              "  seen:     %s: the server must not close while "
                              "something is unread; see tcp(7)\n",
                        strerror(errno));
        if (got == 0)
            break;
        used += (size_t) got;
    }
    close(fd);
    heard[used] = '\0';
    return text("%s", heard);
}

const char *answer_to(const char *request)
{
    int fd = web_call();

    web_say(fd, request, strlen(request));
    return hear_for(fd, 20);
}

const char *body_of(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");

    return end ? end + 4 : "(no empty line)";
}

void assert_status_line(const char *request, const char *status)
{
    const char *answer = answer_to(request);

    if (strncmp(answer, text("HTTP/1.1 %s\r\n", status),
                strlen(status) + 11) != 0)
        fail_saying(HERE, "  asked:    \"%.60s\"\n  expected: %s\n"
                          "  seen:     \"%.60s\"\n"
                          "  see RFC 9110, section 15\n",
                    request, status, answer);
}
