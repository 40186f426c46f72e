/* 03-in-the-way - lesson 3, and somebody who was faster, or forbids it

   A firewall of the host; and the learner, who has a second terminal and root:
   what is pasted from `same as:` does no harm, and what else is done in a pause
   is named when the story can not go on. */

#include "support/test.h"

#include <string.h>

static const char lesson[] = "03-veth-pair";

/* ---- the learner ------------------------------------------------------- */

/* What a `same as:` command ends with, if it has done its work. */
static int good_end(int step)
{
    switch (step) {
    case 7:  return 1;   /* ping(8): no answer */
    case 8:  return 124; /* timeout(1): it listened until the time was over */
    default: return 0;
    }
}

/* Runs all `same as:` lines, as root, who needs no sudo. */
static void paste(const char *said, int expected)
{
    for (const char *line; (line = text_line(&said));) {
        const char *command = text_labelled(line, "same as");
        if (!command)
            continue;
        command += strlen("$ ");
        if (strncmp(command, "sudo ", 5) == 0)
            command += strlen("sudo ");
        int status = shell(command)->status;
        if (status != expected)
            fail_saying(HERE, "  $ %s\n  expected: exit status %d, seen %d\n",
                        command, expected, status);
    }
}

/* The `same as:` line is typed in the other terminal before the deed: what was
   to be done is done already. */
static void who_was_faster_does_no_harm(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 2);
    for (int step = 2; step <= 9; step++) {
        paste(robot_said(robot), good_end(step));
        robot_enter(robot);
    }
    assert_said(robot, "host: lo box: lo", "the end is the same");
    robot_key(robot, "");
    assert_status(robot, 0, "no step has failed");
    assert_text("the show", text_squeezed(robot->out),
                "somebody has just taken veth0: the next free pair. If it was "
                "you: sudo ip link delete veth0", "a pair without our MAC");
    assert_int_equal(set_up("ip link delete veth0"), 0);
}

/* In the pause before STEP somebody does COMMAND, BOX being the pid of the box:
   the step fails, with this cause. */
static void expect_blamed(int step, const char *command, const char *words,
                          const char *cause)
{
    struct robot *robot = robot_start(lesson, .args = { "--from",
                                      text("%d", step) }, .err = STREAM_PIPE);

    robot_prompt(robot, step);
    long box = robot_number(robot, "nsenter -t");
    assert_int_equal(set_up(text("BOX=%ld; %s", box, command)), 0);
    robot_key(robot, "");
    assert_status(robot, 1, "the step cannot be shown");
    assert_text("stderr", robot->err, words, "what happened");
    assert_text("stderr", robot->err, cause, "and why");
    assert_no_text("stderr", robot->err, "firewall", "there is none");
}

static void a_cable_that_was_pulled_out_is_blamed(void **state)
{
    (void) state;
    need_private_host();
    expect_blamed(6, "nsenter -t $BOX -n ip link set veth1 down",
                  "ping(198.51.100.2): ", "veth0 has no carrier");
    expect_blamed(8, "ip link set veth0 down",
                  "connect(198.51.100.2:80): Network is unreachable",
                  "veth0 is down");
    expect_blamed(8, "ip address flush dev veth0",
                  "bind(198.51.100.1:80): Cannot assign requested address",
                  "veth0 has lost its address");
}

/* Step 7 tells of an address that nobody has. */
static void an_address_that_somebody_has_got_is_told(void **state)
{
    (void) state;
    need_private_host();
    expect_blamed(7, "nsenter -t $BOX -n ip address add 198.51.100.6/29 "
                  "dev veth1", "ping(198.51.100.6): answered",
                  "somebody has given this address to an end");
    expect_blamed(7, "nsenter -t $BOX -n ip link set veth1 down",
                  "ping(198.51.100.6): Network is unreachable",
                  "veth1 is down");
}

/* Without lo there is silence, not "No route to host". */
static void silence_is_not_taken_for_nobody_there(void **state)
{
    (void) state;
    need_private_host();
    expect_blamed(7, "nsenter -t $BOX -n ip link set lo down",
                  "ping(198.51.100.6): no reply within", "set lo down");
}

/* ---- firewalls --------------------------------------------------------- */

/* By number: a small system has no /etc/protocols. */
#define ICMP "1"
#define TCP  "6"

/* A rule for what comes in by veth0, before the one for the host's own
   addresses; as a packet filter, it makes packets disappear. */
static int what_comes_in_is_dropped(const char *protocol)
{
    return set_up(text("ip rule add pref 10 lookup local && "
                       "ip rule delete pref 0 && ip rule add pref 5 "
                       "iif veth0 ipproto %s blackhole", protocol));
}

static int icmp_is_dropped(void **state)
{
    (void) state;
    return what_comes_in_is_dropped(ICMP);
}

static int tcp_is_dropped(void **state)
{
    (void) state;
    return what_comes_in_is_dropped(TCP);
}

static int tcp_is_refused(void **state)
{
    (void) state;
    return set_up("ip rule add pref 10 lookup local && ip rule delete pref 0 "
                  "&& ip rule add pref 5 ipproto " TCP " prohibit");
}

static int clear_rules(void **state)
{
    (void) state;
    return set_up("ip rule add pref 0 lookup local && "
                  "ip rule delete pref 10 && ip rule delete pref 5");
}

static void expect_the_firewall_is_named(int step, const char *words)
{
    struct robot *robot = robot_run(lesson, .args = { "--only", text("%d",
                                                                     step) });

    assert_status(robot, 1, "a step failed");
    assert_text("stderr", robot->err, words, "what happened");
    assert_text("stderr", robot->err, "firewall", "who did it");
    assert_text("stderr", robot->err, "iptables -S", "how to see it");
}

static void a_firewall_that_drops_pings_is_named(void **state)
{
    (void) state;
    need_private_host();
    expect_the_firewall_is_named(6, "ping(198.51.100.2): no reply within");
}

static void a_firewall_that_drops_tcp_is_named(void **state)
{
    (void) state;
    need_private_host();
    expect_the_firewall_is_named(8, "connect(198.51.100.2:80): nothing came");
}

static void a_firewall_that_refuses_tcp_is_named(void **state)
{
    (void) state;
    need_private_host();
    expect_the_firewall_is_named(8, "connect(198.51.100.2:80): Permission "
                                    "denied (EACCES)");
}

/* ---- no right to ping -------------------------------------------------- */

/* The default of a new network namespace: the range of groups is empty. */
static int nobody_may_ping(void **state)
{
    (void) state;
    return set_up("echo 1 0 >/proc/sys/net/ipv4/ping_group_range");
}

static int all_may_ping(void **state)
{
    (void) state;
    return set_up("echo 0 2147483647 >/proc/sys/net/ipv4/ping_group_range");
}

/* The ICMP sockets of step 6: "SOCK_DGRAM EACCES SOCK_RAW" for each ping. */
static const char *icmp_sockets(void)
{
    struct robot *robot = robot_run(lesson, .args = { "--only=6" },
        .wrapper = { "strace", "-f", "-qq", "-e", "signal=none", "-e",
                     "trace=socket" });
    const char *at = robot->err, *line, *all = "";

    assert_status(robot, 0, "the pings under strace");
    while ((line = text_line(&at)))
        if (strstr(line, "IPPROTO_ICMP"))
            all = text("%s %s%s", all,
                       strstr(line, "SOCK_RAW") ? "SOCK_RAW" : "SOCK_DGRAM",
                       strstr(line, "EACCES") ? " EACCES" : "");
    return all;
}

/*   host  SOCK_DGRAM refused, SOCK_RAW     box  the same */
static void a_raw_socket_is_the_second_choice(void **state)
{
    (void) state;
    need_private_host();
    need_command("strace");
    assert_string_equal(icmp_sockets(), " SOCK_DGRAM EACCES SOCK_RAW"
                                        " SOCK_DGRAM EACCES SOCK_RAW");
}

/*   host  SOCK_DGRAM     box  as before: each network has its own range */
static void a_datagram_socket_is_the_first(void **state)
{
    (void) state;
    need_private_host();
    need_command("strace");
    assert_string_equal(icmp_sockets(), " SOCK_DGRAM"
                                        " SOCK_DGRAM EACCES SOCK_RAW");
}

/* Neither group nor capability. */
static void without_the_right_to_ping_that_is_told(void **state)
{
    (void) state;
    need_private_host();
    need_command("capsh");
    struct robot *robot = robot_run(lesson, .args = { "--only=6" },
        .wrapper = { "capsh", "--drop=cap_net_raw", "--", "-c",
                     "exec \"$@\"", "sh" });

    assert_status(robot, 1, "a step failed");
    assert_text("stderr", robot->err,
                "no ICMP socket for this process: Operation not permitted "
                "(EPERM)", "neither kind is allowed; see icmp(7), raw(7)");
    assert_text("stderr", robot->err, "CAP_NET_RAW, or a group that "
                "ping_group_range names", "two ways to the right");
    assert_no_text("stderr", robot->err, "firewall", "there is none");
}

int main(int argc, char *argv[])
{
#define WITH(before, test, after)                                           \
    cmocka_unit_test_setup_teardown(test, before, after)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_was_faster_does_no_harm),
        cmocka_unit_test(a_cable_that_was_pulled_out_is_blamed),
        cmocka_unit_test(an_address_that_somebody_has_got_is_told),
        cmocka_unit_test(silence_is_not_taken_for_nobody_there),
        WITH(icmp_is_dropped, a_firewall_that_drops_pings_is_named,
             clear_rules),
        WITH(tcp_is_dropped, a_firewall_that_drops_tcp_is_named, clear_rules),
        WITH(tcp_is_refused, a_firewall_that_refuses_tcp_is_named,
             clear_rules),
        WITH(nobody_may_ping, a_raw_socket_is_the_second_choice, NULL),
        WITH(all_may_ping, a_datagram_socket_is_the_first, nobody_may_ping),
        cmocka_unit_test(without_the_right_to_ping_that_is_told),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
