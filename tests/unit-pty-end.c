/* unit-pty-end - on every way out the caller's terminal is itself again

   The container is "unit-pty --box", the caller the test;
   tests/support/caller.h. */

#include "support/caller.h"
#include "support/clock.h"
#include "support/suite.h"

#include <poll.h>
#include <signal.h>
#include <termios.h>

static void a_signal_leaves_the_terminal_as_it_was(void **state)
{
    static const int signals[] = { SIGTERM, SIGHUP, SIGINT };

    (void) state;
    for (int i = 0; i < 3; i++) {
        caller_start("echo ready$((0)); sleep 1000", "");
        caller_shown("ready0");
        kill(caller.pid, signals[i]);
        assert_int_equal(caller_wait(), 128 + signals[i]);
        assert_restored();
        caller.used = 0;
    }
}

static void so_does_the_janitor_after_sigkill(void **state)
{
    (void) state;
    long end = clock_limit(5);

    caller_start("echo ready$((0)); sleep 1000", "");
    caller_shown("ready0");
    assert_false(caller_as_before());
    kill(caller.pid, SIGKILL);
    assert_int_equal(caller_wait(), 128 + SIGKILL);
    while (!caller_as_before() && clock_ms() < end)
        poll(NULL, 0, 10);
    assert_restored();
}

/* A shell takes its terminal back, and gives it settings of its own. */
static void settings_of_somebody_else_stay(void **state)
{
    (void) state;
    struct termios shells = caller.before, now;

    caller_start("echo ready$((0)); sleep 1000", "");
    caller_shown("ready0");
    shells.c_lflag &= ~(tcflag_t) ECHO;
    assert_int_equal(tcsetattr(caller.slave, TCSANOW, &shells), 0);
    kill(caller.pid, SIGTERM);
    assert_int_equal(caller_wait(), 128 + SIGTERM);
    assert_int_equal(tcgetattr(caller.slave, &now), 0);
    assert_int_equal(now.c_lflag, shells.c_lflag);
}

/* Stopped, and continued by a shell that has changed the settings. */
static void it_is_raw_again_when_we_come_back(void **state)
{
    (void) state;
    caller_start("echo ready$((0)); read line; echo got $line", "");
    caller_shown("ready0");
    kill(caller.pid, SIGSTOP);
    assert_int_equal(tcsetattr(caller.slave, TCSANOW, &caller.before), 0);
    kill(caller.pid, SIGCONT);
    long end = clock_limit(5);
    while (caller_as_before() && clock_ms() < end)
        poll(NULL, 0, 10);
    assert_false(caller_as_before());
    caller_type("back\r");
    caller_shown("got back");
    assert_int_equal(caller_wait(), 0);
}

#define terminal_test(name) \
    cmocka_unit_test_setup_teardown(name, caller_begin, caller_end)

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        terminal_test(a_signal_leaves_the_terminal_as_it_was),
        terminal_test(so_does_the_janitor_after_sigkill),
        terminal_test(settings_of_somebody_else_stay),
        terminal_test(it_is_raw_again_when_we_come_back),
    };

    return run_unit_tests("unit-pty-end", tests, argc, argv);
}
