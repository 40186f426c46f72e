/* unit-web-server - the web server of lesson 11, asked by all kinds of callers

   It is the real program, on port 80 of the private host; every caller is a
   socket of this test. */

#include "common/files.h"
#include "support/clock.h"
#include "support/launch.h"
#include "support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char get[] = "GET / HTTP/1.1\r\nHost: any\r\n\r\n";
static const char page[] = "hello from laptop at 127.0.0.1:80\n";

/* ---- the server --------------------------------------------------------- */

static pid_t server;

static void begin(void)
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
}

/* It lives, serves, and ends by SIGTERM. */
static void end(const char *why)
{
    int status = 0;

    if (waitpid(server, &status, WNOHANG) != 0)
        fail_saying(HERE, "  the server has ended: %s\n", why);
    kill(server, SIGTERM);
    assert_int_equal(waitpid(server, &status, 0), server);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

/* ---- callers ------------------------------------------------------------ */

static int call(void)
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

static void say(int fd, const char *what, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, what, size, MSG_NOSIGNAL);

        if (sent <= 0)
            return; /* the server has had enough */
        what += sent;
        size -= (size_t) sent;
    }
}

/* All that comes until its end, at most SECONDS; closes FD. */
static const char *hear_for(int fd, int seconds)
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

static const char *answer_to(const char *request)
{
    int fd = call();

    say(fd, request, strlen(request));
    return hear_for(fd, 20);
}

static const char *body_of(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");

    return end ? end + 4 : "(no empty line)";
}

static void assert_status_line(const char *request, const char *status)
{
    const char *answer = answer_to(request);

    if (strncmp(answer, text("HTTP/1.1 %s\r\n", status),
                strlen(status) + 11) != 0)
        fail_saying(HERE, "  asked:    \"%.60s\"\n  expected: %s\n"
                          "  seen:     \"%.60s\"\n"
                          "  see RFC 9110, section 15\n",
                    request, status, answer);
}

/* ---- what it answers ---------------------------------------------------- */

static void the_page_says_who_has_sent_it(void **state)
{
    (void) state;
    begin();
    const char *answer = answer_to(get);

    assert_string_equal(body_of(answer), page);
    assert_text("the head", answer, text("Content-Length: %zu",
                                         strlen(page)),
                "the caller must know where it ends; RFC 9112, section 6");
    assert_text("the head", answer, "Connection: close",
                "one page, one connection; RFC 9112, section 9.6");
    assert_text("the head", answer, "Date: ", "RFC 9110, section 6.6.1");
    end("after one page");
}

static void head_is_the_same_without_the_page(void **state)
{
    (void) state;
    begin();
    const char *answer = answer_to("HEAD / HTTP/1.1\r\nHost: any\r\n\r\n");

    assert_string_equal(body_of(answer), "");
    assert_text("the head", answer, text("Content-Length: %zu", strlen(page)),
                "the length that GET would have; RFC 9110, section 9.3.2");
    end("after HEAD");
}

static void each_request_has_its_number(void **state)
{
    static const struct {
        const char *request, *status;
    } cases[] = {
        { "GET /?a=b HTTP/1.1\r\nHost: any\r\n\r\n", "200 OK" },
        { "GET http://web1/ HTTP/1.1\r\nhost: web1\r\n\r\n", "200 OK" },
        { "GET / HTTP/1.0\r\n\r\n", "200 OK" },
        { "GET / HTTP/1.1\r\n\r\n", "400 Bad Request" },
        { "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400 Bad Request" },
        { "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400 Bad Request" },
        { "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", "400 Bad Request" },
        { "GET  / HTTP/1.0\r\n\r\n", "400 Bad Request" },
        { "GET / HTTP/1.0 \r\n\r\n", "400 Bad Request" },
        { "GET /\r\n\r\n", "400 Bad Request" },
        { "GET ../etc/passwd HTTP/1.0\r\n\r\n", "400 Bad Request" },
        { "\r\n\r\n", "400 Bad Request" },
        { "\x16\x03\x01 hello\r\n\r\n", "400 Bad Request" },
        { "GET /other HTTP/1.0\r\n\r\n", "404 Not Found" },
        { "GET /../ HTTP/1.0\r\n\r\n", "404 Not Found" },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
          "405 Method Not Allowed" },
        { "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "501 Not Implemented" },
        { "get / HTTP/1.0\r\n\r\n", "501 Not Implemented" },
        { "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
          "505 HTTP Version Not Supported" },
    };

    (void) state;
    begin();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_status_line(cases[i].request, cases[i].status);
    assert_text("405", answer_to("PUT / HTTP/1.0\r\n\r\n"), "Allow: GET, HEAD",
                "405 says what is allowed; RFC 9110, section 15.5.6");
    end("after every kind of request");
}

/* The network may cut a request anywhere. */
static void a_request_comes_in_any_number_of_pieces(void **state)
{
    (void) state;
    begin();
    int fd = call();

    for (size_t i = 0; i < strlen(get); i++) {
        say(fd, get + i, 1);
        poll(NULL, 0, 2);
    }
    assert_string_equal(body_of(hear_for(fd, 20)), page);
    end("after 31 pieces");
}

/* ---- callers without manners -------------------------------------------- */

/* A byte now and then must not keep a place for ever: the limit is for all. */
static void a_slow_caller_gets_five_seconds(void **state)
{
    (void) state;
    begin();
    int fd = call();
    long start = clock_ms();
    struct pollfd ready = { fd, POLLIN, 0 };

    for (int i = 0; i < 200 && poll(&ready, 1, 100) == 0; i++)
        say(fd, "x", 1);
    long took = clock_ms() - start;
    assert_text("the answer", hear_for(fd, 20), "408 Request Timeout",
                "RFC 9110, section 15.5.9");
    if (took < 4500 || took > clock_limit(10) - clock_ms())
        fail_saying(HERE, "  expected: about 5000 ms, seen %ld\n", took);
    end("after a slow caller");
}

static void slow_callers_hold_up_nobody(void **state)
{
    int slow[20];

    (void) state;
    begin();
    for (int i = 0; i < 20; i++) {
        slow[i] = call();
        say(slow[i], get, (size_t) i);
    }
    long start = clock_ms();
    assert_string_equal(body_of(answer_to(get)), page);
    if (clock_ms() - start > 4000)
        fail_saying(HERE, "  an answer took %ld ms while 20 others were slow: "
                          "each caller is a child; see fork(2)\n",
                    clock_ms() - start);
    for (int i = 0; i < 20; i++) {
        say(slow[i], get + i, strlen(get) - (size_t) i);
        assert_string_equal(body_of(hear_for(slow[i], 20)), page);
    }
    end("after 20 slow callers");
}

/* 32 have a place; the others wait, and none is forgotten. */
static void a_hundred_callers_at_once_all_get_the_page(void **state)
{
    int callers[100];

    (void) state;
    begin();
    for (int i = 0; i < 100; i++)
        callers[i] = call();
    for (int i = 0; i < 100; i++)
        say(callers[i], get, strlen(get));
    for (int i = 0; i < 100; i++)
        assert_string_equal(body_of(hear_for(callers[i], 20)), page);
    end("after 100 callers");
}

/* The answer must arrive although the caller goes on talking; tcp(7). */
static void a_huge_request_is_refused_and_told_so(void **state)
{
    (void) state;
    begin();
    int fd = call();

    say(fd, "GET / HTTP/1.1\r\nHost: ", 22);
    for (int i = 0; i < 2048; i++)
        say(fd, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 32);
    assert_text("the answer", hear_for(fd, 20),
                "431 Request Header Fields Too Large", "RFC 6585, section 5");
    end("after 64 KiB");
}

static void garbage_breaks_nothing(void **state)
{
    static const char letters[] = "GET / HTP1.:\r\n\t\0h";
    unsigned seed = 1;
    char bytes[300];

    (void) state;
    begin();
    for (int i = 0; i < 300; i++) {
        size_t size = (size_t) rand_r(&seed) % sizeof bytes;

        for (size_t j = 0; j < size; j++)
            bytes[j] = (char) (i % 2 ? rand_r(&seed)
                                     : letters[rand_r(&seed) % 18]);
        int fd = call();
        say(fd, bytes, size);
        say(fd, "\r\n\r\n", 4);
        const char *answer = hear_for(fd, 20);
        if (strncmp(answer, "HTTP/1.1 ", 9) != 0)
            fail_saying(HERE, "  garbage %d (seed 1) got no answer: "
                              "\"%.40s\"\n", i, answer);
    }
    assert_string_equal(body_of(answer_to(get)), page);
    end("after garbage");
}

/* Gone before, in the middle of, and after the request, by a reset. */
static void a_caller_may_vanish_at_any_time(void **state)
{
    const struct linger now = { .l_onoff = 1, .l_linger = 0 };

    (void) state;
    begin();
    for (size_t i = 0; i <= strlen(get); i++) {
        int fd = call();

        say(fd, get, i);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close(fd);
    }
    assert_string_equal(body_of(answer_to(get)), page);
    end("after callers that vanished");
}

/* Its children go with it, too. */
static void it_ends_with_all_its_children(void **state)
{
    (void) state;
    begin();
    int fd = call();

    say(fd, get, 5);
    assert_shows(text("until pgrep -c -P %d; do :; done", (int) server), "1",
                 "one caller is one child; see fork(2)");
    end("before SIGTERM");
    assert_string_equal(hear_for(fd, 20), "");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_who_has_sent_it),
        cmocka_unit_test(head_is_the_same_without_the_page),
        cmocka_unit_test(each_request_has_its_number),
        cmocka_unit_test(a_request_comes_in_any_number_of_pieces),
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
