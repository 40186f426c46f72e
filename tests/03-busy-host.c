/* 03-busy-host - lesson 3 on a host that is not empty

   Others have links called veth0, routes to the addresses that it would take,
   or run the same lesson.  It takes what is free, touches nothing else, and
   says so when nothing is free.  Who is in its way is in 03-in-the-way.c. */

#include "support/test.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

static const char lesson[] = "03-veth-pair";

/* What others have done to the host is done before the comparison begins; this
   undoes it, after it has ended. */
static int clear_links(void **state)
{
    (void) state;
    return set_up("ip -br link | sed -n 's/^\\(other[^ @]*\\|veth[^ @]*\\).*/"
                  "link delete \\1/p' | ip -force -batch - 2>/dev/null; true");
}

/* ---- names ------------------------------------------------------------- */

static int others_have_veth0_and_veth3(void **state)
{
    (void) state;
    return set_up("ip link add veth0 type veth peer name veth3");
}

/*   veth0 taken, so not the pair 0 1; veth3 taken, so not 2 3 */
static void the_next_free_pair_of_names_is_taken(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 2);
    assert_said(robot, "ip link add veth4 type veth peer name veth5",
                "it is chosen before it is said");
    robot_enter(robot);
    assert_said(robot, "note: veth0 or veth1 is taken", "and why these");
    assert_shows("ip -j link show veth4", "\"link\":\"veth5\"",
                 "the kernel says which names exist; see ip-link(8)");
    assert_int_equal(robot_walk(robot), 0);
}

static int others_have_all_names(void **state)
{
    (void) state;
    return set_up("for n in $(seq 0 2 254); do "
                  "echo link add veth$n type veth peer name other$n; done | "
                  "ip -batch -");
}

static void no_name_is_a_clear_error(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_run(lesson, .args = { "--only=2" });

    assert_status(robot, 1, "a step failed");
    assert_text("stderr", robot->err, "veth0 to veth255: none is free",
                "what is missing is named");
    assert_text("stderr", robot->err, "cure:", "and what to do");
}

/* In the pause somebody deletes our cable and calls a link of his own so. */
static void a_strangers_link_of_that_name_is_left_alone(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 3);
    assert_int_equal(set_up("ip link delete veth0 && "
                            "ip link add veth0 type veth peer name veth1"), 0);
    robot_key(robot, "");
    robot_prompt(robot, 4);
    assert_said(robot, "host: lo box: lo", "neither is an end of our cable");
    assert_int_equal(robot_quit(robot), 0);
    assert_shows("ip -br link", "veth0", "its MAC is not ours; see ip-link(8)");
    assert_shows("ip -br link", "veth1", "it was not moved either");
    clear_links(state);
}

/* ---- addresses --------------------------------------------------------- */

/* The kernel sees the carrier a moment later: wait, so that the host is
   compared with what it is then. */
#define ANOTHER_LINK                                                  \
    "ip link add other type veth peer name other1 && "                \
    "ip link set other addrgenmode none && "                          \
    "ip link set other1 addrgenmode none && "                         \
    "ip link set other up && ip link set other1 up && "               \
    "for l in other other1; do until ip link show $l "                \
    "| grep -q LOWER_UP; do sleep .01; done; done && "

/* A link that is up, with one address, and routes of all kinds. */
static int others_have_addresses(void **state)
{
    (void) state;
    return set_up(
        ANOTHER_LINK
        "ip addr add 198.51.100.5/32 dev other && "      /* in the first /29 */
        "ip route add 198.51.100.14/32 dev other && "    /* in the second */
        "ip route add blackhole 198.51.100.16/30 && "    /* in the third */
        "ip route add prohibit 198.51.100.24/29 && "     /* the fourth */
        "ip route add unreachable 198.51.100.32/28 && "  /* fifth and sixth */
        "ip route add default dev other");               /* no obstacle */
}

static void the_next_free_subnet_is_taken(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    assert_shows("ip -j -4 addr show veth0", "\"local\":\"198.51.100.49\"",
                 "the seventh /29 is the first without any route");
    assert_shows("ip route get 198.51.100.14", "dev other",
                 "others keep their routes; see ip-route(8)");
    assert_int_equal(robot_walk(robot), 0);
}

static int others_have_a_route_to_the_first_range(void **state)
{
    (void) state;
    return set_up(ANOTHER_LINK
                  "ip route add 198.51.0.0/16 dev other && "
                  "ip route add 0.0.0.0/1 dev other && " /* as VPNs write it */
                  "ip route add 128.0.0.0/1 dev other");
}

static void then_the_second_range_is_used(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    assert_shows("ip -j -4 addr show veth0", "\"local\":\"203.0.113.1\"",
                 "a wide route covers all of 198.51.100.0/24");
    assert_int_equal(robot_walk(robot), 0);
}

/* As a VPN has it that allows nothing beside its tunnel. */
static void a_default_route_that_refuses_is_no_obstacle(void **state)
{
    (void) state;
    need_private_host();
    static const char *const types[] = { "unreachable", "blackhole",
                                         "prohibit" };

    for (int i = 0; i < 3; i++) {
        assert_int_equal(set_up(text("ip route add %s default", types[i])), 0);
        struct robot *robot = robot_start(lesson);
        robot_go_to(robot, 5);
        assert_shows("ip -j -4 addr show veth0",
                     "\"local\":\"198.51.100.1\"",
                     "a default route claims no address; see ip-route(8)");
        assert_int_equal(robot_walk(robot), 0);
        assert_int_equal(set_up(text("ip route del %s default", types[i])), 0);
    }
}

static int others_have_both_ranges(void **state)
{
    (void) state;
    return set_up(ANOTHER_LINK
                  "ip route add 198.51.100.0/24 dev other && "
                  "ip route add 203.0.113.0/24 dev other");
}

static void no_subnet_is_a_clear_error(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_run(lesson, .args = { "--only=4" });

    assert_status(robot, 1, "a step failed");
    assert_text("stderr", robot->err,
                "a /29 out of 198.51.100.0/24 and 203.0.113.0/24: none is free",
                "what is missing is named");
    assert_text("stderr", robot->err, "ip route get fibmatch",
                "and the command that shows why");
}

static int clear_links_and_routes(void **state)
{
    set_up("ip route flush type blackhole; ip route flush type prohibit; "
           "ip route flush type unreachable");
    return clear_links(state);
}

/* ---- port 80 ------------------------------------------------------------ */

/* A laptop with a web server: its port 80 is the first of the two. */
static void a_web_server_in_the_way_is_named(void **state)
{
    (void) state;
    need_root();
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(80) };
    int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_return_code(bind(server, (struct sockaddr *) &any, sizeof any), 0);
    assert_return_code(listen(server, 1), 0);

    struct robot *robot = robot_run(lesson);
    close(server);
    assert_status(robot, 0, "the story goes on with that server");
    assert_text("the show", robot->out,
                text("bind 198.51.100.1:80: taken by 03-busy-host (pid %d)",
                     (int) getpid()),
                "the holder is the test; see proc(5), net/tcp");
    assert_text("the show", robot->out, "\"hello from the box\"",
                "the box has its own port 80 all the same");
}

/* ---- many -------------------------------------------------------------- */

/* Twenty rooms, twenty cables: no name, no address twice, and each is answered
   by its own box. */
static void twenty_at_once_all_succeed(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robots[20];

    for (int i = 0; i < 20; i++)
        robots[i] = robot_start(lesson, .args = { "--from=7" });
    for (int i = 0; i < 20; i++)
        robot_prompt(robots[i], 7);
    assert_shows("ip -j -4 addr | grep -o '\"local\":\"198[^\"]*\"' | sort -u "
                 "| wc -l", "20", "each has an address of its own");
    assert_shows("ip -j route | grep -o '\"dst\":\"198[^\"]*\"' | sort -u "
                 "| wc -l", "20", "and a subnet of its own");
    for (int i = 0; i < 20; i++)
        robot_key(robots[i], "c");
    for (int i = 0; i < 20; i++) {
        assert_status(robots[i], 0, "no one was in another's way");
        assert_text("the show", robots[i]->out, "hello from the box",
                    "its own box has answered");
    }
}

int main(int argc, char *argv[])
{
#define WITH(before, test, after)                                           \
    cmocka_unit_test_setup_teardown(test, before, after)
    const struct CMUnitTest tests[] = {
        WITH(others_have_veth0_and_veth3, the_next_free_pair_of_names_is_taken,
             clear_links),
        WITH(others_have_all_names, no_name_is_a_clear_error, clear_links),
        cmocka_unit_test(a_strangers_link_of_that_name_is_left_alone),
        WITH(others_have_addresses, the_next_free_subnet_is_taken,
             clear_links_and_routes),
        WITH(others_have_a_route_to_the_first_range,
             then_the_second_range_is_used, clear_links),
        cmocka_unit_test(a_default_route_that_refuses_is_no_obstacle),
        WITH(others_have_both_ranges, no_subnet_is_a_clear_error, clear_links),
        cmocka_unit_test(a_web_server_in_the_way_is_named),
        cmocka_unit_test(twenty_at_once_all_succeed),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
