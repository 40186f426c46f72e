/* 03-ways-out - what lesson 3 leaves behind, however it ends

   Nothing, if it can end; a pair of links, if it is killed between "make" and
   "move".  Whose links are they then?  The MAC says it, and a socket whether
   that process is still there: `grep loac-link /proc/net/unix`. */

#include "support/launch.h"
#include "support/test.h"
#include "support/ways_out.h"

static const char lesson[] = "03-veth-pair";

/* ---- the ends ---------------------------------------------------------- */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    leave_at_every_pause(lesson);
}

static void a_hundred_runs_all_succeed(void **state)
{
    (void) state;
    need_root();
    run_in_a_row(lesson, 100, "--only=6");
}

/* Step 7 waits 3 s for the kernel: so five rows of four, side by side. */
static void complete_runs_all_succeed_as_well(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_run("/bin/sh", .seconds = 60, .args = { "-c",
        text("(for row in 1 2 3 4 5; do (for run in 1 2 3 4; do "
             "%s --pace=0 >/dev/null && echo well || echo badly; done) & done; "
             "wait) | sort | uniq -c", launch_path(lesson, false)) });

    assert_text("how they ended", text("%s%s", robot->out, robot->err),
                "20 well", "each has names and addresses of its own");
}

/* ---- whose is it? ------------------------------------------------------ */

static const char *mac_of(pid_t pid)
{
    unsigned number = (unsigned) pid;

    return text("02:6c:6f:%02x:%02x:%02x", number >> 16, number >> 8 & 255,
                number & 255);
}

/* Killed between "make" and "move", both ends stay on the host. */
static void what_a_killed_run_left_is_swept(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 3);
    sweep_nothing(lesson, "what belongs to a living lesson is left alone");
    kill_and_sweep(robot, .look = "ip -br link", .shown = "veth0@veth1",
                   .why = "a link outlives its maker; see ip-link(8)",
                   .swept = text("swept: the link veth0, %s",
                                 mac_of(robot->pid)));
}

/* The kernel has no memory for the question: no answer comes, and who reads it all
   the same waits for ever; netlink(7). */
static void a_sweep_that_cannot_ask_for_links_says_so(void **state)
{
    (void) state;
    need_command("strace");
    struct robot *robot = robot_run(lesson, .args = { "--sweep" },
                                    WITH_FAULT("sendmsg:error=ENOBUFS"));

    assert_status(robot, 1, "what is there is not known");
    assert_text("stderr", robot->err, "(RTM_GETLINK): ", "what was not sent");
}

static void or_the_next_run_takes_its_names_over(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 3);
    robot_kill(robot);
    struct robot *next = robot_start(lesson);
    robot_go_to(next, 3);
    assert_said(next, "host: lo veth0 veth1",
                "the MAC says that the owner of veth0 is dead; see ip-link(8)");
    assert_int_equal(robot_quit(next), 0);
}

/* Once one end is in the box, the pair dies with it, even by SIGKILL; see
   network_namespaces(7). */
static void a_moved_cable_dies_with_its_box(void **state)
{
    (void) state;
    need_root();
    kill_at_every_pause(lesson, 7);
}

/* ---- the living -------------------------------------------------------- */

static void expect_it_is_left_alone(struct robot *living)
{
    sweep_nothing(lesson, "its maker lives and holds @loac-link-N; see "
                          "unix(7)");
    struct robot *next = robot_start(lesson);
    robot_prompt(next, 1);
    robot_enter(next);
    robot_enter(next);
    assert_said(next, "host: lo veth2 veth3",
                "veth0 and veth1 belong to the living lesson");
    assert_shows("ip -br link", "veth0@veth1", "and they are still there");
    assert_int_equal(robot_quit(next), 0);
    assert_int_equal(robot_quit(living), 0);
}

/* Its pid there is a small number, which here is that of another process or of
   none; pid_namespaces(7). */
static void a_run_in_another_pid_namespace_is_left_alone(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_start(lesson, .wrapper = {
        "unshare", "--pid", "--fork", "--mount-proc" });

    robot_prompt(robot, 1);
    robot_enter(robot);
    robot_enter(robot);
    expect_it_is_left_alone(robot);
}

/* Two runs with the same pid, each in its pid namespace: the second one's MAC
   has another number. */
static void two_runs_with_one_pid_tell_their_links_apart(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robots[2];

    for (int i = 0; i < 2; i++) {
        robots[i] = robot_start(lesson, .wrapper = {
            "unshare", "--pid", "--fork", "--mount-proc" });
        robot_prompt(robots[i], 1);
        robot_enter(robots[i]);
        robot_enter(robots[i]);
    }
    assert_shows("ip -br link show veth0", "02:6c:6f:00:00:01",
                 "the first is process 1 of its namespace");
    assert_shows("ip -br link show veth2", "02:6c:6f:00:00:02",
                 "1 is taken in this network: the next number; see veth.h");
    for (int i = 0; i < 2; i++)
        assert_int_equal(robot_quit(robots[i]), 0);
}

/* What a program is called says nothing: under valgrind it has another name. */
static void a_run_of_another_name_is_left_alone(void **state)
{
    (void) state;
    need_private_host();
    assert_int_equal(shell(text("cp %s /run/tins",
                                launch_path(lesson, false)))->status, 0);
    struct robot *robot = robot_start("/run/tins");

    robot_go_to(robot, 3);
    expect_it_is_left_alone(robot);
    assert_int_equal(shell("rm /run/tins")->status, 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(what_a_killed_run_left_is_swept),
        cmocka_unit_test(a_sweep_that_cannot_ask_for_links_says_so),
        cmocka_unit_test(or_the_next_run_takes_its_names_over),
        cmocka_unit_test(a_moved_cable_dies_with_its_box),
        cmocka_unit_test(a_hundred_runs_all_succeed),
        cmocka_unit_test(complete_runs_all_succeed_as_well),
        cmocka_unit_test(a_run_in_another_pid_namespace_is_left_alone),
        cmocka_unit_test(two_runs_with_one_pid_tell_their_links_apart),
        cmocka_unit_test(a_run_of_another_name_is_left_alone),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
