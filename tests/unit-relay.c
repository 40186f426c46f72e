/* unit-relay - a published port: the option, the listener, the copying

   Server and caller are this one process, by turns: 127.0.0.1 stands for the
   host, 127.0.0.2 for the container.  Started as
   "unit-relay --relay HOST BOX", this program is the parent of a relay. */

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"
#include "lessons/10-container/publish.h"
#include "lessons/10-container/relay.h"
#include "support/clock.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the parent of a relay ---------------------------------------------- */

static struct in_addr address_of(const char *text)
{
    struct in_addr address = { 0 };

    inet_pton(AF_INET, text, &address);
    return address;
}

/* Ends when its input does; "die" as the last word: by SIGKILL. */
static int parent(char *argv[])
{
    struct helper relay = { 0, -1 };
    struct published published;
    struct route_in route;
    char byte;

    if (signals_begin() == -1 || publish_parse(argv[2], &published) == -1
        || publish_listen(&published, &route.listener) == -1) {
        speak_failure("parent");
        return 1;
    }
    route.port = published.box_port;
    if (relay_start(&relay, address_of("127.0.0.2"), &route, 1) == -1) {
        speak_failure("parent");
        return 1;
    }
    close(route.listener);
    printf("relay %d\n", (int) relay.pid);
    fflush(stdout);
    while (read(0, &byte, 1) == 1)
        if (byte == 'k')
            kill(relay.pid, SIGKILL);
    if (argv[3])
        return kill(getpid(), SIGKILL);
    if (relay_stop(&relay) == 0)
        return 0;
    speak_failure("parent");
    return 1;
}

/* ---- both sides --------------------------------------------------------- */

static int server = -1, host_port, box_port;
static pid_t parent_pid, relay_pid;
static int to_parent = -1, from_parent = -1;

/* Listens on ADDRESS and a port that is free. */
static int listen_somewhere(const char *address, int *port)
{
    struct sockaddr_in here = { .sin_family = AF_INET,
                                .sin_addr = address_of(address) };
    socklen_t size = sizeof here;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (struct sockaddr *) &here, size), 0);
    assert_int_equal(listen(fd, 300), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *) &here, &size), 0);
    *port = ntohs(here.sin_port);
    return fd;
}

static void start_parent(const char *more)
{
    int in[2], out[2];
    char line[64] = "";

    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    const char *self = text("%s/tests/unit-relay", launch_build());
    const char *what = text("%d:%d", host_port, box_port);
    parent_pid = fork();
    assert_int_not_equal(parent_pid, -1);
    if (parent_pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(in[0], 0);
        dup2(out[1], 1);
        execl(self, self, "--relay", what, more, NULL);
        _exit(99);
    }
    close(in[0]);
    close(out[1]);
    to_parent = in[1];
    from_parent = out[0];
    assert_true(read(from_parent, line, sizeof line - 1) > 0);
    relay_pid = (pid_t) strtol(line + strlen("relay "), NULL, 10);
}

static int begin_with(const char *more)
{
    int free_port = listen_somewhere("127.0.0.1", &host_port);

    close(free_port);
    server = listen_somewhere("127.0.0.2", &box_port);
    start_parent(more);
    return 0;
}

static int begin(void **state)
{
    (void) state;
    return begin_with(NULL);
}

static int end_parent(void)
{
    int status = 0;

    close_fd(&to_parent);
    close_fd(&from_parent);
    to_parent = from_parent = -1;
    if (parent_pid)
        waitpid(parent_pid, &status, 0);
    parent_pid = 0;
    return status;
}

static int end(void **state)
{
    (void) state;
    end_parent();
    close_fd(&server);
    server = -1;
    return 0;
}

static void limit_waiting(int fd)
{
    const struct timeval limit = {
        .tv_sec = (clock_limit(20) - clock_ms()) / 1000 + 1,
    };

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

static int call(void)
{
    struct sockaddr_in there = { .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t) host_port),
                                 .sin_addr = address_of("127.0.0.1") };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    limit_waiting(fd);
    assert_int_equal(connect(fd, (struct sockaddr *) &there, sizeof there), 0);
    return fd;
}

static int serve(void)
{
    limit_waiting(server);
    int fd = accept(server, NULL, NULL);

    assert_true(fd >= 0);
    limit_waiting(fd);
    return fd;
}

static void assert_reads(int fd, const char *expected)
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

static void writes(int fd, const char *words)
{
    assert_int_equal(write(fd, words, strlen(words)), strlen(words));
}

/* The other side has ended what it sends. */
static void assert_ended(int fd)
{
    char byte;

    assert_int_equal(read(fd, &byte, 1), 0);
}

/* ---- the option --------------------------------------------------------- */

static void ports_and_addresses_are_read(void **state)
{
    (void) state;
    static const struct {
        const char *text, *address;
        int host, box;
    } good[] = {
        { "8080:80", "127.0.0.1", 8080, 80 },
        { "1:65535", "127.0.0.1", 1, 65535 },
        { "0.0.0.0:8080:80", "0.0.0.0", 8080, 80 },
        { "192.0.2.7:65535:1", "192.0.2.7", 65535, 1 },
        { "255.255.255.255:1:1", "255.255.255.255", 1, 1 },
    };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct published published = { 0 };
        assert_int_equal(publish_parse(good[i].text, &published), 0);
        assert_int_equal(published.address.s_addr,
                         address_of(good[i].address).s_addr);
        assert_int_equal(published.host_port, good[i].host);
        assert_int_equal(published.box_port, good[i].box);
    }
}

static void nonsense_is_named(void **state)
{
    (void) state;
    static const struct {
        const char *text, *words;
    } bad[] = {
        { "", "expected [ADDRESS:]HOST:BOX" }, { "80", "as 8080:80" },
        { ":", "the host's port" }, { ":80", "the host's port" },
        { "80:", "the container's port" }, { "0:80", "the host's port" },
        { "80:0", "the container's port" }, { "65536:80", "the host's port" },
        { "80:65536", "the container's port" },
        { "99999999999999999999:80", "the host's port" },
        { "-1:80", "the host's port" }, { "+1:80", "the host's port" },
        { "080:80", "the host's port" }, { "0x50:80", "the host's port" },
        { " 80:80", "the host's port" }, { "80:80 ", "the container's port" },
        { "80:80/udp", "the container's port" },
        { "8080-8090:80", "the host's port" }, { "1:2:3:4", "an IPv4 address" },
        { "localhost:80:80", "expected an IPv4 address" },
        { ":80:80", "expected an IPv4 address" },
        { "1.2.3:80:80", "expected an IPv4 address" },
        { "1.2.3.256:80:80", "expected an IPv4 address" },
        { "01.2.3.4:80:80", "expected an IPv4 address" },
        { "1.2.3.4.5:80:80", "expected an IPv4 address" },
        { "[::1]:80:80", "an IPv4 address" }, { "%$:\303\244", "port" },
        { "1111111111111111111111111111111111111111111111111111111111111111111",
          "expected [ADDRESS:]HOST:BOX" },
    };
    struct published published = { .host_port = 7 };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (publish_parse(bad[i].text, &published) != -1)
            fail_saying(HERE, "  '%s' was taken\n", bad[i].text);
        assert_text(bad[i].text, last_failure()->call, bad[i].words,
                    "it says what was expected");
        assert_int_equal(published.host_port, 7);
    }
}

static void a_taken_port_has_a_holder(void **state)
{
    (void) state;
    int port, listener, fd = listen_somewhere("127.0.0.1", &port);
    const struct published published = { address_of("127.0.0.1"), port, 80 };

    assert_int_equal(publish_listen(&published, &listener), -1);
    assert_text("the failure", last_failure()->call, "EADDRINUSE",
                "one port, one listener; see bind(2)");
    assert_text("the cause", last_failure()->cause,
                text("(pid %d) listens there", (int) getpid()),
                "/proc tells who; see proc(5)");
    close(fd);
}

static void an_address_of_nobody_is_refused(void **state)
{
    (void) state;
    const struct published published = { address_of("203.0.113.77"), 8080, 80 };
    int listener;

    assert_int_equal(publish_listen(&published, &listener), -1);
    assert_text("the cause", last_failure()->cause,
                "203.0.113.77 is not an address of this host", "see ip(7)");
}

/* ---- copying ------------------------------------------------------------ */

static void both_directions_are_carried(void **state)
{
    (void) state;
    int caller = call(), box = serve();

    writes(caller, "question");
    assert_reads(box, "question");
    writes(box, "answer");
    assert_reads(caller, "answer");
    close(caller);
    assert_ended(box);
    close(box);
}

/* A caller that has sent all still wants the answer: HTTP/1.0, nc -N. */
static void half_a_connection_may_end(void **state)
{
    (void) state;
    int caller = call(), box = serve();

    writes(caller, "all of it");
    shutdown(caller, SHUT_WR);
    assert_reads(box, "all of it");
    assert_ended(box);
    writes(box, "the answer");
    assert_reads(caller, "the answer");
    close(box);
    assert_ended(caller);
    close(caller);
}

/* Nobody serves: the caller is not left waiting. */
static void no_server_is_a_reset(void **state)
{
    (void) state;
    char byte;

    close(server);
    server = -1;
    int caller = call();
    assert_int_equal(read(caller, &byte, 1), -1);
    assert_int_equal(errno, ECONNRESET);
    close(caller);
}

/* More than all buffers hold, and each byte in its place. */
static void a_megabyte_arrives(void **state)
{
    (void) state;
    enum { SIZE = 4 << 20 };
    static char sent[SIZE], got[SIZE];
    size_t out = 0, in = 0;
    int caller = call(), box = serve();

    for (size_t i = 0; i < SIZE; i++)
        sent[i] = (char) (i * 31 + i / 4093);
    while (in < SIZE) {
        if (out < SIZE) {
            ssize_t size = send(caller, sent + out, SIZE - out, MSG_DONTWAIT);
            out += size > 0 ? (size_t) size : 0;
        }
        struct pollfd fd = { .fd = box, .events = POLLIN };
        if (poll(&fd, 1, out < SIZE ? 0 : 20000) == 1) {
            ssize_t size = read(box, got + in, SIZE - in);
            assert_true(size > 0);
            in += (size_t) size;
        }
    }
    assert_memory_equal(sent, got, SIZE);
    close(caller);
    close(box);
}

/* The one that does not read keeps nobody else waiting; more than the limit
   wait their turn. */
static void many_at_once(void **state)
{
    (void) state;
    enum { MANY = MOST_CONNECTIONS + 8 };
    int callers[MANY], boxes[MANY];

    for (int i = 0; i < MANY; i++)
        callers[i] = call();
    for (int i = 0; i < MOST_CONNECTIONS; i++)
        boxes[i] = serve();
    for (int i = MOST_CONNECTIONS; i < MANY; i++) {
        struct pollfd fd = { .fd = server, .events = POLLIN };
        assert_int_equal(poll(&fd, 1, i == MOST_CONNECTIONS ? 200 : 0), 0);
        close(callers[i - MOST_CONNECTIONS]);
        close(boxes[i - MOST_CONNECTIONS]);
        boxes[i] = serve();
    }
    writes(callers[MANY - 1], "the last");
    int heard = 0;
    for (int i = MANY - MOST_CONNECTIONS; i < MANY; i++) {
        struct pollfd fd = { .fd = boxes[i], .events = POLLIN };
        heard += poll(&fd, 1, i == MANY - 1 ? 5000 : 0) == 1;
        close(boxes[i]);
        close(callers[i]);
    }
    assert_int_equal(heard, 1);
}

static unsigned long cpu_ticks(pid_t pid)
{
    char stat[512];
    unsigned long user = 0, kernel = 0;

    if (read_file(text("/proc/%d/stat", (int) pid), stat, sizeof stat) > 0)
        sscanf(strrchr(stat, ')'), ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u "
               "%*u %lu %lu", &user, &kernel);
    return user + kernel;
}

/* One side has ended, the other is slow: poll(2) reports the hang-up again and
   again, and whoever asks for it never sleeps. */
static void waiting_costs_nothing(void **state)
{
    (void) state;
    static char bytes[1 << 20];
    int caller = call(), box = serve();

    while (send(caller, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
        poll(NULL, 0, 5);
    shutdown(caller, SHUT_WR);
    shutdown(box, SHUT_WR);
    assert_ended(caller);
    unsigned long before = cpu_ticks(relay_pid);
    poll(NULL, 0, 300);
    assert_in_range(cpu_ticks(relay_pid) - before, 0, 10);
    close(caller);
    close(box);
}

/* ---- the process -------------------------------------------------------- */

static void it_may_do_nothing(void **state)
{
    (void) state;
    char status[4096];

    assert_true(read_file(text("/proc/%d/status", (int) relay_pid), status,
                          sizeof status) > 0);
    assert_text("its status", status, "CapPrm: 0000000000000000 CapEff: "
                "0000000000000000", "no capability; see capabilities(7)");
    assert_text("its status", status, "NoNewPrivs: 1", "see prctl(2)");
    assert_text("its name", status, "Name: relay", "for ps(1)");
    struct robot *list = shell(text("ls /proc/%d/fd | wc -l",
                                    (int) relay_pid));
    assert_string_equal(text_squeezed(list->out), "4 "); /* and a listener */
}

static bool has_ended(pid_t pid)
{
    long limit = clock_limit(5);
    char letter;

    do {
        letter = process_state(pid);
    } while (letter && letter != 'Z' && clock_ms() < limit
             && poll(NULL, 0, 5) == 0);
    return !letter || letter == 'Z';
}

static void it_ends_with_its_parent(void **state)
{
    (void) state;
    assert_int_equal(end_parent(), 0);
    assert_true(has_ended(relay_pid));
    close_fd(&server);
    begin_with("die");
    int status = end_parent();
    assert_true(WIFSIGNALED(status));
    assert_true(has_ended(relay_pid));
}

/* The port is free at once, though connections have ended there. */
static void the_port_is_free_at_once(void **state)
{
    (void) state;
    int caller = call(), box = serve();

    close(box); /* so it is the relay that ends first: TIME_WAIT, tcp(7) */
    assert_ended(caller);
    close(caller);
    assert_int_equal(end_parent(), 0);
    start_parent(NULL);
    caller = call();
    box = serve();
    writes(box, "again");
    assert_reads(caller, "again");
    close(caller);
    close(box);
}

static void its_early_end_is_noticed(void **state)
{
    (void) state;
    assert_int_equal(write(to_parent, "k", 1), 1);
    assert_true(has_ended(relay_pid));
    assert_int_equal(WEXITSTATUS(end_parent()), 1);
}

#define relay_test(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ports_and_addresses_are_read),
        cmocka_unit_test(nonsense_is_named),
        cmocka_unit_test(a_taken_port_has_a_holder),
        cmocka_unit_test(an_address_of_nobody_is_refused),
        relay_test(both_directions_are_carried),
        relay_test(half_a_connection_may_end),
        relay_test(no_server_is_a_reset),
        relay_test(a_megabyte_arrives),
        relay_test(many_at_once),
        relay_test(waiting_costs_nothing),
        relay_test(it_may_do_nothing),
        relay_test(it_ends_with_its_parent),
        relay_test(the_port_is_free_at_once),
        relay_test(its_early_end_is_noticed),
    };

    if (argc > 2 && strcmp(argv[1], "--relay") == 0)
        return parent(argv);
    return run_unit_tests("unit-relay", tests, argc, argv);
}
