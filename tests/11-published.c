/* 11-published - the second telling of lesson 11: ports of the host, its end

   The witnesses are those of 11-web-servers.c. */

#include "support/launch.h"
#include "support/plain_user.h"
#include "support/test.h"
#include "support/ways_out.h"
#include "support/webs.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char lesson[] = "11-web-servers";

/* ---- published ---------------------------------------------------------- */

static void only_this_machine_can_come_in(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(8);

    for (int i = 1; i <= 3; i++)
        assert_shows("ss -Htln", text("127.0.0.1:%d", 8080 + i),
                     "published on the loopback address; see ip(7)");
    assert_hides("ss -Htln", "0.0.0.0:808", "and on no other");
    assert_int_equal(robot_quit(robot), 0);
}

static void another_door_is_opened_when_asked_for(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    struct robot *robot = robot_start(lesson, .args = { "--address=0.0.0.0" });

    robot_go_to(robot, 8);
    assert_shows("ss -Htln", "0.0.0.0:8082", "all addresses; see ip(7)");
    assert_said(robot, "whoever reaches that address", "it is said");
    assert_int_equal(robot_quit(robot), 0);

    robot = robot_run(lesson, .args = { "--address=192.0.2.77" });
    assert_status(robot, 1, "nobody has that address here");
    assert_text("stderr", robot->err, "not an address of this host",
                "the cause is named; see bind(2)");
    robot = robot_run(lesson, .args = { "--address=localhost" });
    assert_status(robot, 2, "a name is no address");
}

/* 8082 is somebody's: all three move. */
static void a_taken_port_moves_all_three(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    int other = listen_at(INADDR_LOOPBACK, 8082);
    struct robot *robot = robot_run(lesson);

    close(other);
    assert_status(robot, 0, "the next three are free");
    assert_text("the show", robot->out,
                text("8082 is taken by 11-published (pid %d): the next three",
                     (int) getpid()), "it is said, and by whom");
    assert_text("the show", robot->out,
                "127.0.0.1:8086 -> \"hello from web3", "8084 to 8086");
}

static void port_80_of_the_host_is_for_one_only(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(8);

    robot_enter(robot);
    assert_said(robot, "web1: bind 127.0.0.1:80: allowed", "see bind(2)");
    assert_said(robot, "web2: bind 127.0.0.1:80: Address already in use",
                "see bind(2)");
    assert_said(robot, "web3: bind 127.0.0.1:80: Address already in use",
                "see bind(2)");
    assert_said(robot, "another address: bind 127.0.0.2:80: allowed",
                "a port belongs to an address of a network; see ip(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* ---- one ends ----------------------------------------------------------- */

static void one_ends_and_two_serve_on(void **state)
{
    (void) state;
    need_root();
    need_command("curl");
    struct robot *robot = lesson_at(9);
    long gone = web_of(robot, 2);

    robot_enter(robot);
    assert_said(robot, "web2 exited with status 143",
                "128 + 15, SIGTERM, as docker stop; see signal(7)");
    assert_shows("curl -sS http://127.0.0.1:8081/", "hello from web1",
                 "its neighbour serves on");
    assert_shows("curl -sS http://198.19.0.4/", "hello from web3",
                 "at its own address, too");
    assert_shows("curl -sS http://127.0.0.1:8082/ 2>&1; true",
                 "Failed to connect", "nobody answers for it");
    assert_hides("ip -j link", text("\"loac%ld\"", gone),
                 "its cable went with it; see veth(4)");
    assert_shows(text("ls -d /proc/%ld 2>&1; true", gone), "No such file",
                 "and so did its processes");
    robot_prompt(robot, ROBOT_END);
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
}

/* ---- every way out ------------------------------------------------------ */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    leave_at_every_pause(lesson);
}

/* Its janitor sees the end of a pipe, kills all that is in the cgroup, and
   removes the bridge; the kernel removes the cables. */
static void a_killed_parent_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    kill_at_every_pause(lesson, 1);
}

/* Their work was lost, and that is told; but nothing of them is left. */
static void a_helper_that_is_gone_is_not_called_left(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(8);

    shell(text("for pid in $(pgrep -P %d); do case $(cat /proc/$pid/comm) in "
               "janitor|relay) kill -KILL $pid ;; esac; done",
               (int) robot->pid));
    assert_int_equal(robot_quit(robot), 0);
    assert_text("the end", robot->out, "the janitor, which was gone already",
                "SIGKILL has ended it; see wait(2)");
    assert_text("the end", robot->out, "the relay, which was gone already",
                "the same");
    assert_no_text("the end", robot->out, "could not remove", "gone is gone");
}

static void fails_at_step_9(struct robot *robot, const char *cause)
{
    robot_key(robot, "");
    assert_status(robot, 1, "a page that should come does not");
    assert_said(robot, cause, "the server was asked without its relay");
    assert_said(robot, "cure:", "what to do is said");
}

static void a_broken_door_is_told_from_a_broken_server(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(9);

    shell(text("for pid in $(pgrep -P %d); do "
               "[ \"$(cat /proc/$pid/comm)\" = relay ] && "
               "kill -KILL $pid && break; done", (int) robot->pid));
    fails_at_step_9(robot, "web1 answers at its own address, 198.19.0.2: its "
                           "relay has ended");

    robot = lesson_at(9);
    assert_return_code(kill((pid_t) web_of(robot, 1), SIGKILL), 0);
    fails_at_step_9(robot, "web1 does not answer at its own address either");
}

/* Both killed at once: then the bridge and the cgroup stay, and are swept. */
static void what_even_the_janitor_left_is_swept(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(8);
    const char *bridge = bridge_of(robot);
    const char *find = text("for pid in $(pgrep -P %d); do "
                            "[ \"$(cat /proc/$pid/comm)\" = janitor ] && "
                            "echo $pid; done", (int) robot->pid);
    long janitor = strtol(shell(find)->out, NULL, 10);

    assert_true(janitor > 0);
    sweep_nothing(lesson, "what belongs to a living lesson is left alone");
    assert_return_code(kill((pid_t) janitor, SIGKILL), 0);
    kill_and_sweep(robot, .look = "ip -br link", .shown = bridge,
                   .why = "a bridge outlives its maker; see ip-link(8)",
                   .swept = text("swept: the link %s", bridge));
}

static void two_copies_do_not_meet(void **state)
{
    (void) state;
    need_root();
    need_command("curl");
    struct robot *one = lesson_at(8), *other = lesson_at(8);

    assert_shows("curl -sS http://198.19.0.2/", "hello from web1 at 198.19.0.2",
                 "the first one's");
    assert_shows("curl -sS http://198.19.0.10/",
                 "hello from web1 at 198.19.0.10", "the next free /29");
    assert_shows("curl -sS http://127.0.0.1:8084/",
                 "hello from web1 at 198.19.0.10", "the next free ports");
    assert_int_equal(robot_quit(one), 0);
    assert_shows("curl -sS http://127.0.0.1:8086/",
                 "hello from web3 at 198.19.0.12", "one ends, one goes on");
    assert_int_equal(robot_quit(other), 0);
}

static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    says_the_same_twice(lesson, LONG_NUMBERS);
}

/* ---- where it cannot be shown ------------------------------------------- */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    tell_the_way(lesson, NULL);
}

/* The image lies beside the program; a copy elsewhere has none. */
static void a_missing_image_is_explained(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = shell(text("copy=$(mktemp -d) && cp %s $copy/ && "
                                     "$copy/%s; status=$?; rm -rf $copy; "
                                     "exit $status",
                                     launch_path(lesson, false), lesson));

    assert_status(robot, 77, "77: not on this machine");
    assert_text("stderr", robot->err, "static C library", "the cause");
    assert_text("stderr", robot->err, "libc6-dev", "the package");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_this_machine_can_come_in),
        cmocka_unit_test(another_door_is_opened_when_asked_for),
        cmocka_unit_test(a_taken_port_moves_all_three),
        cmocka_unit_test(port_80_of_the_host_is_for_one_only),
        cmocka_unit_test(one_ends_and_two_serve_on),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(a_killed_parent_leaves_nothing),
        cmocka_unit_test(a_helper_that_is_gone_is_not_called_left),
        cmocka_unit_test(a_broken_door_is_told_from_a_broken_server),
        cmocka_unit_test(what_even_the_janitor_left_is_swept),
        cmocka_unit_test(two_copies_do_not_meet),
        cmocka_unit_test(two_runs_say_the_same),
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(a_missing_image_is_explained),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
