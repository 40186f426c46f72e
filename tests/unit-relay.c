/* unit-relay - a published port: the process that copies

   Started as "unit-relay --relay HOST:BOX", this program is the parent of a
   relay; both sides are the tests, tests/support/sides.h. */

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"
#include "lessons/10-container/publish.h"
#include "lessons/10-container/relay.h"
#include "support/clock.h"
#include "support/robot.h"
#include "support/sides.h"
#include "support/suite.h"
#include "support/text.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the parent of a relay ---------------------------------------------- */

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
    if (relay_start(&relay, sides_address("127.0.0.2"), &route, 1) == -1) {
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

/* ---- the tests ---------------------------------------------------------- */

static void it_may_do_nothing(void **state)
{
    (void) state;
    char status[4096];

    assert_true(read_file(text("/proc/%d/status", (int) sides.relay), status,
                          sizeof status) > 0);
    assert_text("its status", status, "CapPrm: 0000000000000000 CapEff: "
                "0000000000000000", "no capability; see capabilities(7)");
    assert_text("its status", status, "NoNewPrivs: 1", "see prctl(2)");
    assert_text("its name", status, "Name: relay", "for ps(1)");
    struct robot *list = shell(text("ls /proc/%d/fd | wc -l",
                                    (int) sides.relay));
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
    assert_int_equal(sides_end_parent(), 0);
    assert_true(has_ended(sides.relay));
    sides_close_server();
    sides_begin_with("die");
    int status = sides_end_parent();
    assert_true(WIFSIGNALED(status));
    assert_true(has_ended(sides.relay));
}

/* The port is free at once, though connections have ended there. */
static void the_port_is_free_at_once(void **state)
{
    (void) state;
    int caller = sides_call(), box = sides_serve();

    close(box); /* so it is the relay that ends first: TIME_WAIT, tcp(7) */
    assert_ended(caller);
    close(caller);
    assert_int_equal(sides_end_parent(), 0);
    sides_start_parent(NULL);
    caller = sides_call();
    box = sides_serve();
    sides_write(box, "again");
    assert_reads(caller, "again");
    close(caller);
    close(box);
}

static void its_early_end_is_noticed(void **state)
{
    (void) state;
    assert_int_equal(write(sides.to_parent, "k", 1), 1);
    assert_true(has_ended(sides.relay));
    assert_int_equal(WEXITSTATUS(sides_end_parent()), 1);
}

#define relay_test(name) \
    cmocka_unit_test_setup_teardown(name, sides_begin, sides_end)

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        relay_test(it_may_do_nothing),
        relay_test(it_ends_with_its_parent),
        relay_test(the_port_is_free_at_once),
        relay_test(its_early_end_is_noticed),
    };

    if (argc > 2 && strcmp(argv[1], "--relay") == 0)
        return parent(argv);
    return run_unit_tests("unit-relay", tests, argc, argv);
}
