/* 02-unshare - the second telling of lesson 2: claims, and their proof

   The kernel is asked from outside: /proc/PID/ns, ip(8), findmnt(8). */

#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"
#include "support/ways_out.h"

#include <stdlib.h>
#include <unistd.h>

static const char lesson[] = "02-unshare";

static void the_whole_show(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
}

/* ---- what is claimed --------------------------------------------------- */

static const char *same_namespace(long a, long b, const char *type)
{
    return text("[ $(readlink /proc/%ld/ns/%s) = $(readlink /proc/%ld/ns/%s) ]"
                " && echo same || echo different", a, type, b, type);
}

/*   host "laptop"  -- fork -->  box "laptop"  -- unshare -->  box "box" */
static void the_host_keeps_its_hostname(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 3);
    long box = robot_number(robot, "nsenter -t");
    assert_said(robot, "box: the host name is box",
                "the box reads its own name; see uts_namespaces(7)");
    assert_shows("uname -n", "laptop",
                 "a UTS namespace has a name of its own; see uts_namespaces(7)");
    assert_shows(text("nsenter -t %ld -u uname -n", box), "box",
                 "whoever enters it sees that name; see setns(2)");
    assert_shows(same_namespace(robot->pid, box, "uts"), "different",
                 "unshare gave the box a new one; see unshare(2)");
    assert_shows(same_namespace(robot->pid, box, "net"), "same",
                 "the other kinds stay; see unshare(2)");
    assert_int_equal(robot_quit(robot), 0);
}

/* Before the first unshare all is the same. */
static void a_child_inherits_all_namespaces(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 2);
    long box = robot_number(robot, "box:  pid");
    static const char *const types[] = { "uts", "net", "mnt", "pid", "ipc",
                                         "user", "cgroup" };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        assert_shows(same_namespace(robot->pid, box, types[i]), "same",
                     "fork gives the child its parent's; see namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* More than one on a machine with drivers of tunnels: the kernel is asked, not
   the memory. */
static void a_new_network_has_lo_which_is_down(void **state)
{
    (void) state;
    need_root();
    need_command("ip");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 4);
    long box = robot_number(robot, "nsenter -t");
    assert_said(robot, "host: ping 127.0.0.1: answered",
                "the host's lo is up; see network_namespaces(7)");
    assert_said(robot, "Network is unreachable (ENETUNREACH)",
                "lo is born down, without a route; see network_namespaces(7)");
    long devices = atol(shell(text("nsenter -t %ld -n ip -o link | wc -l",
                                   box))->out);
    const char *some = text("%ld devices: lo, which is down", devices);
    assert_said(robot, devices == 1 ? "one device, lo, and it is down" : some,
                "the box says what ip(8) sees; see network_namespaces(7)");
    assert_shows(text("nsenter -t %ld -n ip -br addr show lo", box),
                 "127.0.0.1/8", "lo up brings its address; see ip-link(8)");
    assert_int_equal(robot_quit(robot), 0);
}

/* The file alone, then the mount: what `ip netns list` says of each. */
static void a_name_is_a_bind_mount(void **state)
{
    (void) state;
    need_root();
    need_command("ip");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 6);
    assert_shows("ip netns list 2>&1", "Peer netns reference is invalid",
                 "an empty file names nothing; see ip-netns(8)");
    robot_enter(robot);
    long box = robot_number(robot, "nsenter -t");
    assert_hides("ip netns list 2>&1", "invalid",
                 "the bind mount makes it a name; see ip-netns(8)");
    assert_shows("findmnt -n -o FSTYPE /run/netns/loac-*", "nsfs",
                 "the name is a mount of nsfs; see namespaces(7)");
    assert_shows(text("ip netns identify %ld", box), "loac-",
                 "ip finds the name by the inode; see ip-netns(8)");
    assert_int_equal(robot_quit(robot), 0);
    assert_shows("ls /run/netns | wc -l", "0", "q takes the name away");
}

static void a_name_keeps_the_namespace_without_a_process(void **state)
{
    (void) state;
    need_root();
    need_command("ip");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 7);
    long first = robot_number(robot, "nsenter -t");
    const char *inode = robot_shell(HERE, text("stat -Lc %%i /proc/%ld/ns/net",
                                               first))->out;
    robot_enter(robot);
    assert_shows(text("test -e /proc/%ld || echo gone", first), "gone",
                 "the first box has ended");
    assert_shows("stat -Lc %i /run/netns/loac-*", inode,
                 "the name still means the same; see namespaces(7)");
    assert_shows("ip netns exec $(ls /run/netns) ip -br link", "LOOPBACK,UP",
                 "lo is up as the first box left it; see setns(2)");
    assert_int_equal(robot_quit(robot), 0);
}

static void after_the_last_reference_nothing_is_left(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, ROBOT_END);
    assert_said(robot, "names of it now: 0", "unmounted and removed");
    assert_hides("cat /proc/self/mountinfo", "nsfs",
                 "no mount is left; see mount(2)");
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
}

/* ---- every way out ----------------------------------------------------- */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    leave_at_every_pause(lesson);
}

/* SIGKILL leaves the name; the sweep knows from it that its owner is dead. */
static void what_a_killed_run_left_is_swept(void **state)
{
    (void) state;
    need_root();
    need_first_pid_namespace();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 7);
    sweep_nothing(lesson, "what belongs to a living lesson is left alone");
    kill_and_sweep(robot, .look = "ls /run/netns", .shown = "loac-",
                   .why = "the name outlives its owner; see namespaces(7)",
                   .swept = "swept: /run/netns/loac-");
}

static void two_at_once_both_succeed(void **state)
{
    (void) state;
    need_root();
    struct two two = start_two(lesson, 7);

    assert_shows("ls /run/netns | wc -l", "2", "each has a name of its own");
    walk_two(two);
}

static void thirty_runs_leave_nothing(void **state)
{
    (void) state;
    need_root();
    run_in_a_row(lesson, 30, "--pace=0");
}

static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    says_the_same_twice(lesson, LONG_NUMBERS);
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
        cmocka_unit_test(a_child_inherits_all_namespaces),
        cmocka_unit_test(the_host_keeps_its_hostname),
        cmocka_unit_test(a_new_network_has_lo_which_is_down),
        cmocka_unit_test(a_name_is_a_bind_mount),
        cmocka_unit_test(a_name_keeps_the_namespace_without_a_process),
        cmocka_unit_test(after_the_last_reference_nothing_is_left),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(what_a_killed_run_left_is_swept),
        cmocka_unit_test(two_at_once_both_succeed),
        cmocka_unit_test(thirty_runs_leave_nothing),
        cmocka_unit_test(two_runs_say_the_same),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
