/* unit-publish - a published port: the option, and the listener */

#include "common/failure.h"
#include "lessons/10-container/publish.h"
#include "support/sides.h"
#include "support/suite.h"
#include "support/text.h"

#include <unistd.h>

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
                         sides_address(good[i].address).s_addr);
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
    int port, listener, fd = sides_listen("127.0.0.1", &port);
    const struct published published = { sides_address("127.0.0.1"), port, 80 };

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
    const struct published published = { sides_address("203.0.113.77"), 8080,
                                         80 };
    int listener;

    assert_int_equal(publish_listen(&published, &listener), -1);
    assert_text("the cause", last_failure()->cause,
                "203.0.113.77 is not an address of this host", "see ip(7)");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ports_and_addresses_are_read),
        cmocka_unit_test(nonsense_is_named),
        cmocka_unit_test(a_taken_port_has_a_holder),
        cmocka_unit_test(an_address_of_nobody_is_refused),
    };

    return run_unit_tests("unit-publish", tests, argc, argv);
}
