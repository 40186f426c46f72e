/* unit-relay-copy - a published port: what goes in comes out

   Both sides are this program, tests/support/sides.h. */

#include "common/files.h"
#include "lessons/10-container/relay.h"
#include "support/clock.h"
#include "support/sides.h"
#include "support/suite.h"
#include "support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void both_directions_are_carried(void **state)
{
    (void) state;
    int caller = sides_call(), box = sides_serve();

    sides_write(caller, "question");
    assert_reads(box, "question");
    sides_write(box, "answer");
    assert_reads(caller, "answer");
    close(caller);
    assert_ended(box);
    close(box);
}

/* A caller that has sent all still wants the answer: HTTP/1.0, nc -N. */
static void half_a_connection_may_end(void **state)
{
    (void) state;
    int caller = sides_call(), box = sides_serve();

    sides_write(caller, "all of it");
    shutdown(caller, SHUT_WR);
    assert_reads(box, "all of it");
    assert_ended(box);
    sides_write(box, "the answer");
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

    close(sides.server);
    sides.server = -1;
    /* Where the relay runs first, connect(2) returns after the reset. */
    int caller = sides_try_call();
    if (caller != -1)
        assert_int_equal(read(caller, &byte, 1), -1);
    assert_int_equal(errno, ECONNRESET);
    if (caller != -1)
        close(caller);
}

/* More than all buffers hold, and each byte in its place. */
static void a_megabyte_arrives(void **state)
{
    (void) state;
    enum { SIZE = 4 << 20 };
    static char sent[SIZE], got[SIZE];
    size_t out = 0, in = 0;
    int caller = sides_call(), box = sides_serve();

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
        callers[i] = sides_call();
    for (int i = 0; i < MOST_CONNECTIONS; i++)
        boxes[i] = sides_serve();
    for (int i = MOST_CONNECTIONS; i < MANY; i++) {
        struct pollfd fd = { .fd = sides.server, .events = POLLIN };
        assert_int_equal(poll(&fd, 1, i == MOST_CONNECTIONS ? 200 : 0), 0);
        close(callers[i - MOST_CONNECTIONS]);
        close(boxes[i - MOST_CONNECTIONS]);
        boxes[i] = sides_serve();
    }
    sides_write(callers[MANY - 1], "the last");
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
    int caller = sides_call(), box = sides_serve();

    while (send(caller, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
        poll(NULL, 0, 5);
    shutdown(caller, SHUT_WR);
    shutdown(box, SHUT_WR);
    assert_ended(caller);
    unsigned long before = cpu_ticks(sides.relay);
    poll(NULL, 0, 300);
    assert_in_range(cpu_ticks(sides.relay) - before, 0, 10);
    close(caller);
    close(box);
}

#define relay_test(name) \
    cmocka_unit_test_setup_teardown(name, sides_begin, sides_end)

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        relay_test(both_directions_are_carried),
        relay_test(half_a_connection_may_end),
        relay_test(no_server_is_a_reset),
        relay_test(a_megabyte_arrives),
        relay_test(many_at_once),
        relay_test(waiting_costs_nothing),
    };

    return run_unit_tests("unit-relay-copy", tests, argc, argv);
}
