/* sides.c - both sides of a relay of lesson 10 */

#include "sides.h"

#include "clock.h"
#include "launch.h"
#include "suite.h"
#include "text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct sides sides = { .server = -1, .to_parent = -1, .from_parent = -1 };

struct in_addr sides_address(const char *text)
{
    struct in_addr address = { 0 };

    inet_pton(AF_INET, text, &address);
    return address;
}

/* Listens on ADDRESS and a port that is free. */
int sides_listen(const char *address, int *port)
{
    struct sockaddr_in here = { .sin_family = AF_INET,
                                .sin_addr = sides_address(address) };
    socklen_t size = sizeof here;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (struct sockaddr *) &here, size), 0);
    assert_int_equal(listen(fd, 300), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *) &here, &size), 0);
    *port = ntohs(here.sin_port);
    return fd;
}

void sides_start_parent(const char *more)
{
    int in[2], out[2];
    char line[64] = "";

    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    const char *self = text("%s/tests/unit-relay", launch_build());
    const char *what = text("%d:%d", sides.host_port, sides.box_port);
    sides.parent = fork();
    assert_int_not_equal(sides.parent, -1);
    if (sides.parent == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(in[0], 0);
        dup2(out[1], 1);
        execl(self, self, "--relay", what, more, NULL);
        _exit(99);
    }
    close(in[0]);
    close(out[1]);
    sides.to_parent = in[1];
    sides.from_parent = out[0];
    assert_true(read(sides.from_parent, line, sizeof line - 1) > 0);
    sides.relay = (pid_t) strtol(line + strlen("relay "), NULL, 10);
}

int sides_begin_with(const char *more)
{
    int free_port = sides_listen("127.0.0.1", &sides.host_port);

    close(free_port);
    sides.server = sides_listen("127.0.0.2", &sides.box_port);
    sides_start_parent(more);
    return 0;
}

int sides_begin(void **state)
{
    (void) state;
    return sides_begin_with(NULL);
}

int sides_end_parent(void)
{
    int status = 0;

    close(sides.to_parent);
    close(sides.from_parent);
    sides.to_parent = sides.from_parent = -1;
    if (sides.parent)
        waitpid(sides.parent, &status, 0);
    sides.parent = 0;
    return status;
}

void sides_close_server(void)
{
    close(sides.server);
    sides.server = -1;
}

int sides_end(void **state)
{
    (void) state;
    sides_end_parent();
    sides_close_server();
    return 0;
}

void sides_limit(int fd)
{
    const struct timeval limit = {
        .tv_sec = (clock_limit(20) - clock_ms()) / 1000 + 1,
    };

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

int sides_try_call(void)
{
    struct sockaddr_in there = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t) sides.host_port),
                                 .sin_addr = sides_address("127.0.0.1") };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    sides_limit(fd);
    if (connect(fd, (struct sockaddr *) &there, sizeof there) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

int sides_call(void)
{
    int fd = sides_try_call();

    if (fd == -1)
        fail_saying(HERE, "  connect(127.0.0.1:%d): %s\n", sides.host_port,
                    strerror(errno));
    return fd;
}

int sides_serve(void)
{
    sides_limit(sides.server);
    int fd = accept(sides.server, NULL, NULL);

    assert_true(fd >= 0);
    sides_limit(fd);
    return fd;
}

void assert_reads(int fd, const char *expected)
{
    char got[256] = "";
    size_t used = 0, wanted = strlen(expected);

    while (used < wanted) {
        ssize_t size = read(fd, got + used, wanted - used);
        assert_true(size > 0);
        used += (size_t) size;
    }
    assert_string_equal(got, expected);
}

void sides_write(int fd, const char *words)
{
    assert_int_equal(write(fd, words, strlen(words)), strlen(words));
}

void assert_ended(int fd)
{
    char byte;

    assert_int_equal(read(fd, &byte, 1), 0);
}

