/* unit-subnet - which addresses may be taken, and who takes them first

   Asking for routes and binding a socket need no privilege, so this runs on the
   real host; it uses parts of 198.18.0.0/15 (RFC 2544) that no lesson begins
   with. */

#include "common/failure.h"
#include "lessons/03-veth-pair/route.h"
#include "lessons/03-veth-pair/subnet.h"
#include "lessons/03-veth-pair/veth.h"
#include "support/suite.h"
#include "support/text.h"

#include <arpa/inet.h>
#include <string.h>

static struct nl_sock *netlink;

static const struct subnet_range two_ranges[] = {
    { "198.19.255.224", 28 }, { "198.19.255.248", 29 }, { 0 },
};
static const struct subnet_range nowhere_free[] = {
    { "127.0.0.0", 29 }, { 0 },
};

static void takes(struct subnet *subnet, unsigned first, const char *expected)
{
    if (subnet_reserve(netlink, two_ranges, 29, first, subnet) == -1)
        fail_saying(HERE, "  expected: %s\n  seen:     %s\n", expected,
                    last_failure()->call);
    assert_string_equal(subnet->text, expected);
}

/* Two /29s in the first range, one in the second: counted through, and
   round. */
static void each_is_given_out_once(void **state)
{
    (void) state;
    struct subnet a, b, c, d = { .reservation = -1 };

    takes(&a, 1, "198.19.255.232/29");
    takes(&b, 1, "198.19.255.248/29");
    takes(&c, 1, "198.19.255.224/29");
    assert_int_equal(subnet_reserve(netlink, two_ranges, 29, 1, &d), -1);
    assert_text("the failure", last_failure()->call,
                "a /29 out of 198.19.255.224/28 and 198.19.255.248/29: none",
                "it says what there was to choose from");
    subnet_release(&b);
    takes(&d, 0, "198.19.255.248/29");
    subnet_release(&a);
    subnet_release(&c);
    subnet_release(&d);
}

/* Lesson 10 begins at its pid: a number past the end counts round. */
static void any_number_is_a_beginning(void **state)
{
    (void) state;
    struct subnet subnet;

    takes(&subnet, 4194304, "198.19.255.232/29"); /* 4194304 % 3 = 1 */
    subnet_release(&subnet);
    static const struct subnet_range all[] = { { "198.18.0.0", 15 }, { 0 } };
    assert_int_equal(subnet_reserve(netlink, all, 30, 32767, &subnet), 0);
    assert_string_equal(subnet.text, "198.19.255.252/30");
    assert_string_equal(
        inet_ntoa(subnet_address(&subnet, 2)), "198.19.255.254");
    subnet_release(&subnet);
}

static void what_the_host_uses_is_never_given_out(void **state)
{
    (void) state;
    struct subnet subnet;
    struct route route;
    struct in_addr self = { htonl(INADDR_LOOPBACK) };

    assert_int_equal(route_find(netlink, self, &route), 0);
    assert_int_equal(route.type, RTN_LOCAL);
    assert_int_equal(subnet_reserve(netlink, nowhere_free, 29, 0, &subnet), -1);
    assert_int_equal(subnet.reservation, -1);
}

static void a_release_is_done_once(void **state)
{
    (void) state;
    struct subnet subnet;

    takes(&subnet, 0, "198.19.255.224/29");
    assert_int_equal(subnet_release(&subnet), 0);
    assert_int_equal(subnet_release(&subnet), 0);
}

/* ---- MACs -------------------------------------------------------------- */

static pid_t maker_of(const char *mac)
{
    struct link link = { .index = 1 };
    unsigned bytes[MAC_SIZE];

    sscanf(mac, "%x:%x:%x:%x:%x:%x", &bytes[0], &bytes[1], &bytes[2], &bytes[3],
           &bytes[4], &bytes[5]);
    for (int i = 0; i < MAC_SIZE; i++)
        link.mac[i] = (unsigned char) bytes[i];
    return veth_maker(&link);
}

static void a_mac_names_its_maker(void **state)
{
    (void) state;
    assert_int_equal(maker_of("02:6c:6f:00:10:92"), 4242);
    assert_int_equal(maker_of("02:6c:70:00:10:92"), 4242);
    assert_int_equal(maker_of("02:6c:6f:3f:ff:ff"), 4194303);
    assert_int_equal(maker_of("02:6c:6e:00:10:92"), 0);
    assert_int_equal(maker_of("00:6c:6f:00:10:92"), 0);
    assert_int_equal(maker_of("02:fc:00:00:00:01"), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_given_out_once),
        cmocka_unit_test(any_number_is_a_beginning),
        cmocka_unit_test(what_the_host_uses_is_never_given_out),
        cmocka_unit_test(a_release_is_done_once),
        cmocka_unit_test(a_mac_names_its_maker),
    };

    netlink = netlink_open();
    if (!netlink)
        return 1;
    int status = run_unit_tests("unit-subnet", tests, argc, argv);
    nl_socket_free(netlink);
    return status;
}
