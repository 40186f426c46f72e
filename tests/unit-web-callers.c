/* unit-web-callers - the web server of lesson 11 and callers without manners

   It is the real program, on port 80 of the private host; every caller is a
   socket of this test. */

#include "common/files.h"
#include "support/clock.h"
#include "support/test.h"
#include "support/web_caller.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A byte now and then must not keep a place for ever: the limit is for all. */
static void a_slow_caller_gets_five_seconds(void **state)
{
    (void) state;
    web_begin();
    int fd = web_call();
    long start = clock_ms();
    struct pollfd ready = { fd, POLLIN, 0 };

    for (int i = 0; i < 200 && poll(&ready, 1, 100) == 0; i++)
        web_say(fd, "x", 1);
    long took = clock_ms() - start;
    assert_text("the answer", hear_for(fd, 20), "408 Request Timeout",
                "RFC 9110, section 15.5.9");
    if (took < 4500 || took > clock_limit(10) - clock_ms())
        fail_saying(HERE, "  expected: about 5000 ms, seen %ld\n", took);
    web_end("after a slow caller");
}

static void slow_callers_hold_up_nobody(void **state)
{
    int slow[20];

    (void) state;
    web_begin();
    for (int i = 0; i < 20; i++) {
        slow[i] = web_call();
        web_say(slow[i], get, (size_t) i);
    }
    long start = clock_ms();
    assert_string_equal(body_of(answer_to(get)), page);
    if (clock_ms() - start > 4000)
        fail_saying(HERE, "  an answer took %ld ms while 20 others were slow: "
                          "each caller is a child; see fork(2)\n",
                    clock_ms() - start);
    for (int i = 0; i < 20; i++) {
        web_say(slow[i], get + i, strlen(get) - (size_t) i);
        assert_string_equal(body_of(hear_for(slow[i], 20)), page);
    }
    web_end("after 20 slow callers");
}

/* 32 have a place; the others wait, and none is forgotten. */
static void a_hundred_callers_at_once_all_get_the_page(void **state)
{
    int callers[100];

    (void) state;
    web_begin();
    for (int i = 0; i < 100; i++)
        callers[i] = web_call();
    for (int i = 0; i < 100; i++)
        web_say(callers[i], get, strlen(get));
    for (int i = 0; i < 100; i++)
        assert_string_equal(body_of(hear_for(callers[i], 20)), page);
    web_end("after 100 callers");
}

/* The answer must arrive although the caller goes on talking; tcp(7). */
static void a_huge_request_is_refused_and_told_so(void **state)
{
    (void) state;
    web_begin();
    int fd = web_call();

    web_say(fd, "GET / HTTP/1.1\r\nHost: ", 22);
    for (int i = 0; i < 2048; i++)
        web_say(fd, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 32);
    assert_text("the answer", hear_for(fd, 20),
                "431 Request Header Fields Too Large", "RFC 6585, section 5");
    web_end("after 64 KiB");
}

static void garbage_breaks_nothing(void **state)
{
    static const char letters[] = "GET / HTP1.:\r\n\t\0h";
    unsigned seed = 1;
    char bytes[300];

    (void) state;
    web_begin();
    for (int i = 0; i < 300; i++) {
        size_t size = (size_t) rand_r(&seed) % sizeof bytes;

        for (size_t j = 0; j < size; j++)
            bytes[j] = (char) (i % 2 ? rand_r(&seed)
                                     : letters[rand_r(&seed) % 18]);
        int fd = web_call();
        web_say(fd, bytes, size);
        web_say(fd, "\r\n\r\n", 4);
        const char *answer = hear_for(fd, 20);
        if (strncmp(answer, "HTTP/1.1 ", 9) != 0)
            fail_saying(HERE, "  garbage %d (seed 1) got no answer: "
                              "\"%.40s\"\n", i, answer);
    }
    assert_string_equal(body_of(answer_to(get)), page);
    web_end("after garbage");
}

/* Gone before, in the middle of, and after the request, by a reset. */
static void a_caller_may_vanish_at_any_time(void **state)
{
    const struct linger now = { .l_onoff = 1, .l_linger = 0 };

    (void) state;
    web_begin();
    for (size_t i = 0; i <= strlen(get); i++) {
        int fd = web_call();

        web_say(fd, get, i);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close(fd);
    }
    assert_string_equal(body_of(answer_to(get)), page);
    web_end("after callers that vanished");
}

/* Its children go with it, too. */
static void it_ends_with_all_its_children(void **state)
{
    (void) state;
    pid_t server = web_begin();
    int fd = web_call();

    web_say(fd, get, 5);
    assert_shows(text("until pgrep -c -P %d; do :; done", (int) server), "1",
                 "one caller is one child; see fork(2)");
    web_end("before SIGTERM");
    assert_string_equal(hear_for(fd, 20), "");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slow_caller_gets_five_seconds),
        cmocka_unit_test(slow_callers_hold_up_nobody),
        cmocka_unit_test(a_hundred_callers_at_once_all_get_the_page),
        cmocka_unit_test(a_huge_request_is_refused_and_told_so),
        cmocka_unit_test(garbage_breaks_nothing),
        cmocka_unit_test(a_caller_may_vanish_at_any_time),
        cmocka_unit_test(it_ends_with_all_its_children),
    };

    return run_lesson_tests("unit-web-server", tests, argc, argv);
}
