/* 03-veth-pair - the second telling of lesson 3: claims, and their proof

   Witnesses from outside: ip(8) -j on the host and, by nsenter(1), in the box,
   ss(8), the counters of /proc/PID/net, and real pings.  What a busy host does
   to it is in 03-busy-host.c, what is sent to the kernel in 03-netlink.c and
   03-told-commands.c, what it leaves behind in 03-ways-out.c, who may run it in
   03-without-root.c. */

#include "support/test.h"
#include "support/ways_out.h"

#include <stdlib.h>
#include <string.h>

static const char lesson[] = "03-veth-pair";

/* The lesson at the prompt of STEP: what came before it has been done. */
static struct robot *lesson_at(int step, long *box)
{
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, step);
    *box = robot_number(robot, "nsenter -t");
    return robot;
}

static const char *in_box(long box, const char *command)
{
    return text("nsenter -t %ld -n %s", box, command);
}

static void the_whole_show(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
}

/* ---- the cable --------------------------------------------------------- */

/*   host  lo veth0 =====veth=cable===== veth1
     box   lo                                      */
static void a_pair_is_born_in_one_piece(void **state)
{
    (void) state;
    need_root();
    long box;
    struct robot *robot = lesson_at(3, &box);

    assert_shows("ip -j link show veth0", "\"link\":\"veth1\"",
                 "each end names the other; see veth(4)");
    assert_shows("ip -j link show veth1", "\"link\":\"veth0\"",
                 "each end names the other; see veth(4)");
    assert_shows(in_box(box, "ip -j link | grep -o ifname | wc -l"), "1",
                 "the box sees nothing of it; see network_namespaces(7)");
    assert_said(robot, "host: lo veth0 veth1", "the host has both ends");
    assert_int_equal(robot_quit(robot), 0);
}

/* Who is to be asked when a link is found?  The MAC says it: our pid. */
static void the_mac_says_whose_it_is(void **state)
{
    (void) state;
    need_root();
    long box;
    struct robot *robot = lesson_at(3, &box);
    unsigned pid = (unsigned) robot->pid;

    for (int end = 0; end < 2; end++)
        assert_shows(text("ip -j link show veth%d", end),
                     text("\"address\":\"02:6c:%02x:%02x:%02x:%02x\"",
                          0x6f + end, pid >> 16, pid >> 8 & 255, pid & 255),
                     "given in the message that makes it; see ip-link(8)");
    assert_int_equal(robot_quit(robot), 0);
}

/*   host  lo veth0 ===
                      = cable
     box   lo veth1 ===      */
static void a_moved_end_is_gone_here_and_there_in_the_box(void **state)
{
    (void) state;
    need_root();
    long box;
    struct robot *robot = lesson_at(3, &box);

    const char *mac = shell("ip -br link show veth1 | grep -o '02:6c:70:[^ ]*'"
                            " | tr -d '\\n'")->out;
    robot_enter(robot);
    assert_hides("ip -j link", "\"ifname\":\"veth1\"",
                 "a link is in one namespace only; see network_namespaces(7)");
    assert_shows(in_box(box, "ip -j link show veth1"), "\"DOWN\"",
                 "a move sets it down; see ip-link(8)");
    assert_shows(in_box(box, "ip -j link show veth1"),
                 mac, "its MAC moves along; see ip-link(8)");
    assert_hides(in_box(box, "ip -j addr show veth1"), "\"local\"",
                 "a move takes addresses away; see ip-link(8)");
    assert_int_equal(robot_quit(robot), 0);
}

/* RFC 5737: addresses that no host on the Internet has. */
static void both_addresses_are_of_one_documentation_subnet(void **state)
{
    (void) state;
    need_root();
    long box;
    struct robot *robot = lesson_at(5, &box);

    assert_shows("ip -j -4 addr show veth0",
                 "\"local\":\"198.51.100.1\",\"prefixlen\":29",
                 "the first host of the first free /29; see ip-address(8)");
    assert_shows(in_box(box, "ip -j -4 addr show veth1"),
                 "\"local\":\"198.51.100.2\",\"prefixlen\":29",
                 "its neighbour; see ip-address(8)");
    assert_shows("cat /proc/net/unix", "@loac-198.51.100.0/29",
                 "reserved by a socket with that name; see unix(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* One end up is a cable that hangs loose.  Which end comes first does not
   matter; that both are up does. */
static void a_cable_carries_when_both_ends_are_up(void **state)
{
    (void) state;
    need_root();
    long box;
    struct robot *robot = lesson_at(5, &box);

    assert_shows("ip -j link show veth0", "\"operstate\":\"DOWN\"",
                 "nobody has set it up yet; see ip-link(8)");
    robot_enter(robot);
    assert_said(robot, "one end: veth0 is up: NO-CARRIER",
                "the other end was still down; see veth(4)");
    assert_shows("ip -j link show veth0", "\"UP\",\"LOWER_UP\"",
                 "now the carrier is there; see netdevice(7)");
    assert_shows(in_box(box, "ip -j link show veth1"), "\"UP\",\"LOWER_UP\"",
                 "at both ends; see veth(4)");
    assert_int_equal(robot_quit(robot), 0);
}

/* ---- talking ----------------------------------------------------------- */

/* A number of /proc/PID/net/snmp: each namespace counts for itself. */
static long counter(long pid, const char *table, const char *name)
{
    struct robot *run = shell(text(
        "awk -v name=%s '$1 == \"%s:\" { if (!n) n = split($0, names); "
        "else for (i = 2; i <= n; i++) if (names[i] == name) print $i }' "
        "/proc/%ld/net/snmp", name, table, pid));

    return strtol(run->out, NULL, 10);
}

/*   host --echo request--> box --echo reply--> host, and the other way */
static void pings_go_both_ways_over_the_cable(void **state)
{
    (void) state;
    need_root();
    long box;
    struct robot *robot = lesson_at(6, &box);

    long asked = counter(box, "Icmp", "InEchos");
    long answered = counter(box, "Icmp", "InEchoReps");
    robot_enter(robot);
    assert_said(robot, "host: ping 198.51.100.2: answered", "see icmp(7)");
    assert_said(robot, "box: ping 198.51.100.1: answered", "see icmp(7)");
    assert_int_equal(counter(box, "Icmp", "InEchos"), asked + 1);
    assert_int_equal(counter(box, "Icmp", "InEchoReps"), answered + 1);
    assert_shows("ip -j neigh show dev veth0", "\"lladdr\":\"02:6c:70:",
                 "the host has learnt the MAC of the box; see arp(7)");
    assert_int_equal(robot_quit(robot), 0);
}

static void any_other_program_can_ping_too(void **state)
{
    (void) state;
    need_root();
    need_command("ping");
    long box;
    struct robot *robot = lesson_at(6, &box);

    robot_enter(robot);
    assert_shows("ping -c1 -W2 198.51.100.2", "1 received",
                 "the cable is for everybody; see ping(8)");
    assert_shows(in_box(box, "ping -c1 -W2 198.51.100.1"), "1 received",
                 "and from the box; see ping(8)");
    assert_int_equal(robot_quit(robot), 0);
}

/* "Nobody there" is an answer, given after three questions of a second each;
   a time-out would be no answer. */
static void nobody_there_is_an_answer(void **state)
{
    (void) state;
    need_root();
    long box;
    struct robot *robot = lesson_at(7, &box);

    robot_enter(robot);
    assert_said(robot, "198.51.100.6: No route to host (EHOSTUNREACH)",
                "the kernel says so, by IP_RECVERR; see ip(7), icmp(7)");
    assert_not_said(robot, "no reply", "a time-out is something else");
    long ms = robot_number(robot, "(EHOSTUNREACH),");
    if (ms < 2000 || ms > 4900)
        fail_saying(HERE, "  expected: about 3000 ms, seen %ld; see arp(7), "
                          "mcast_solicit and retrans_time_ms\n", ms);
    assert_shows(in_box(box, "ip -j neigh"), "\"FAILED\"",
                 "the neighbour table remembers it; see ip-neighbour(8)");
    assert_int_equal(robot_quit(robot), 0);
}

/*   host  198.51.100.1:80  mine    0.0.0.0:80  refused
     box                            0.0.0.0:80  allowed */
static void each_network_has_a_port_80_of_its_own(void **state)
{
    (void) state;
    need_root();
    long box;
    struct robot *robot = lesson_at(8, &box);

    long accepted = counter(box, "Tcp", "PassiveOpens");
    robot_enter(robot);
    assert_said(robot, "host: bind 0.0.0.0:80: Address already in use "
                       "(EADDRINUSE)", "one port, one holder; see bind(2)");
    assert_shows("ss -Htln", "198.51.100.1:80", "the host's port; see ss(8)");
    assert_shows(in_box(box, "ss -Htln"), "0.0.0.0:80",
                 "the box's port; see network_namespaces(7)");
    assert_said(robot, "\"hello from the box\"", "a page came; see tcp(7)");
    assert_int_equal(counter(box, "Tcp", "PassiveOpens"), accepted + 1);
    assert_int_equal(robot_quit(robot), 0);
}

static void half_a_cable_does_not_exist(void **state)
{
    (void) state;
    need_root();
    long box;
    struct robot *robot = lesson_at(9, &box);

    robot_enter(robot);
    assert_hides("ip -j link", "veth", "the host's end was deleted");
    assert_hides(in_box(box, "ip -j link"), "veth",
                 "the box's end went with it; see veth(4)");
    assert_shows(in_box(box, "ss -Htln"), "0.0.0.0:80",
                 "the box itself lives on");
    robot_prompt(robot, ROBOT_END);
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
}

/* ---- the text --------------------------------------------------------- */

/* Pids aside, the same text twice. */
static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    says_the_same_twice(lesson, "s/[0-9]+ ms/N ms/; s/(-t|netns) [0-9]+/N/g; "
                                "s/@if[0-9]+/@ifN/");
}

static void it_runs_on_the_real_host(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson, .real_host = true);

    assert_int_equal(robot_walk(robot), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(a_pair_is_born_in_one_piece),
        cmocka_unit_test(the_mac_says_whose_it_is),
        cmocka_unit_test(a_moved_end_is_gone_here_and_there_in_the_box),
        cmocka_unit_test(both_addresses_are_of_one_documentation_subnet),
        cmocka_unit_test(a_cable_carries_when_both_ends_are_up),
        cmocka_unit_test(pings_go_both_ways_over_the_cable),
        cmocka_unit_test(any_other_program_can_ping_too),
        cmocka_unit_test(nobody_there_is_an_answer),
        cmocka_unit_test(each_network_has_a_port_80_of_its_own),
        cmocka_unit_test(half_a_cable_does_not_exist),
        cmocka_unit_test(two_runs_say_the_same),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
