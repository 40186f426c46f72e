/* unit-web-server - the web server of lesson 11, and what it answers

   It is the real program, on port 80 of the private host; every caller is a
   socket of this test. */

#include "support/test.h"
#include "support/web_caller.h"

#include <poll.h>
#include <string.h>

/* ---- what it answers ---------------------------------------------------- */

static void the_page_says_who_has_sent_it(void **state)
{
    (void) state;
    web_begin();
    const char *answer = answer_to(get);

    assert_string_equal(body_of(answer), page);
    assert_text("the head", answer, text("Content-Length: %zu",
                                         strlen(page)),
                "the caller must know where it ends; RFC 9112, section 6");
    assert_text("the head", answer, "Connection: close",
                "one page, one connection; RFC 9112, section 9.6");
    assert_text("the head", answer, "Date: ", "RFC 9110, section 6.6.1");
    web_end("after one page");
}

static void head_is_the_same_without_the_page(void **state)
{
    (void) state;
    web_begin();
    const char *answer = answer_to("HEAD / HTTP/1.1\r\nHost: any\r\n\r\n");

    assert_string_equal(body_of(answer), "");
    assert_text("the head", answer, text("Content-Length: %zu", strlen(page)),
                "the length that GET would have; RFC 9110, section 9.3.2");
    web_end("after HEAD");
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
    web_begin();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_status_line(cases[i].request, cases[i].status);
    assert_text("405", answer_to("PUT / HTTP/1.0\r\n\r\n"), "Allow: GET, HEAD",
                "405 says what is allowed; RFC 9110, section 15.5.6");
    web_end("after every kind of request");
}

/* The network may cut a request anywhere. */
static void a_request_comes_in_any_number_of_pieces(void **state)
{
    (void) state;
    web_begin();
    int fd = web_call();

    for (size_t i = 0; i < strlen(get); i++) {
        web_say(fd, get + i, 1);
        poll(NULL, 0, 2);
    }
    assert_string_equal(body_of(hear_for(fd, 20)), page);
    web_end("after 31 pieces");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_who_has_sent_it),
        cmocka_unit_test(head_is_the_same_without_the_page),
        cmocka_unit_test(each_request_has_its_number),
        cmocka_unit_test(a_request_comes_in_any_number_of_pieces),
    };

    return run_lesson_tests("unit-web-server", tests, argc, argv);
}
