/* 10-container - the second telling of lesson 10: claims, and their proof

   The story and its ends; what a command's status becomes.  The other tests of
   this lesson are in 10-items.c (each protection, and what is missing without
   it), 10-sound.c (images and programs that mean harm), 10-inputs.c and
   10-terminal.c. */

#include "support/test.h"

#include "support/clock.h"
#include "support/box_image.h"
#include "support/image.h"
#include "support/launch.h"
#include "support/processes.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "10-container";

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })

static const char *image(void)
{
    return text("--image=%s", image_with_probe());
}

/* ---- the story --------------------------------------------------------- */

static void the_whole_show(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
    assert_text("the end", robot->out, "cleaned up: nothing: all that was made "
                "is gone already", "the teardown is a step of its own");
}

static void need_user_namespaces(void)
{
    struct robot *robot = robot_run("00-your-machine", .plain_user = true,
                                    .args = { "--only=2" });

    if (!strstr(robot->out, "may make and use a user namespace"))
        skip_because("plain users have no user namespaces here");
}

static void a_plain_user_has_one_without_a_cable(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .plain_user = true,
                                      .args = { image() });

    assert_int_equal(robot_walk(robot), 0);
    assert_text("the show", robot->out, "no cable to the host: that needs root",
                "what this user cannot have is said at once");
    assert_text("the show", robot->out, "network devices: lo",
                "its own network has lo; see network_namespaces(7)");
    assert_text("the show", robot->out, "mnt pid net uts ipc user",
                "a user namespace comes first; see user_namespaces(7)");
    assert_no_text("the show", robot->out, "$ sudo", "no line asks for root");
}

static void a_plain_users_command_runs(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_run(lesson, .plain_user = true,
        .args = { image(), "--", "sh", "-c", "id -u; hostname; exit 7" });

    assert_status(robot, 7, "the command's own");
    assert_text("inside", robot->out, "0\ncontainer", "it calls itself root");
    assert_text("stderr", robot->err, "no cable", "what is missing is said");
    robot = robot_run(lesson, .plain_user = true,
                      .args = { "--publish=18080:80", "--", "true" });
    assert_status(robot, 125, "a port needs a cable, and that needs root");
}

/*   parent --- orders, answers --- box (process 1) --- sh (process 2)        */
static void it_becomes_a_container_step_by_step(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 3);
    long box = robot_number(robot, "readlink /proc/");
    assert_shows(text("awk '/^NSpid/ { print $3 }' /proc/%ld/status", box), "1",
                 "it is process 1 of its namespace; see pid_namespaces(7)");
    assert_shows(text("test /proc/%ld/root -ef / && echo same", box), "same",
                 "its root is still ours: nothing has been done inside");
    robot_go_to(robot, 4);
    assert_shows(text("cat /proc/%ld/cgroup", box), "loac-",
                 "it is in its cgroup before it runs; see cgroups(7)");
    robot_go_to(robot, 5);
    assert_shows(text("nsenter -t %ld -n ip -br link", box), "eth0",
                 "the far end was born inside; see veth(4)");
    assert_shows(text("grep Seccomp: /proc/%ld/status", box), "0",
                 "the filter comes last; see seccomp(2)");
    robot_go_to(robot, 6);
    assert_shows(text("test /proc/%ld/root -ef / || echo other", box), "other",
                 "pivot_root(2) has changed its root");
    robot_go_to(robot, 8);
    assert_shows(text("grep CapEff /proc/%ld/status", box), "00000000800405fb",
                 "podman's eleven are left; see capabilities(7)");
    assert_shows(text("grep Seccomp: /proc/%ld/status", box), "2",
                 "and a filter decides; see seccomp(2)");
    robot_go_to(robot, 9);
    assert_shows(text("cat /proc/%ld/task/%ld/children | wc -w", box, box), "1",
                 "process 1 has one child, the command");
    assert_shows(text("readlink /proc/%ld/exe", box), "/memfd:loac",
                 "an image reaches a sealed copy, and not our file on the host; "
                 "see memfd_create(2)");
    assert_int_equal(robot_quit(robot), 0);
    assert_text("the end", robot->out, "cleaned up: the cable loac",
                "q takes everything away, last made first");
}

/* The program of lesson 12 is of a larger number: it is only looked through. */
static void lesson_12_finds_rows_and_no_container(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 9);
    long payload = robot_number(robot, "that is pid");
    const char *rows = shell(text("%s/12-no-such-thing %d %ld", launch_build(),
                                  (int) getpid(), payload))->out;
    static const char *const differ[] = { "mnt", "pid", "net", "uts", "ipc",
                                          "seccomp" };
    for (size_t i = 0; i < sizeof differ / sizeof differ[0]; i++)
        assert_text("lesson 12", rows, differ[i],
                    "a container is what differs; see namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

static void more_than_allowed_ends_it(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 11);
    assert_said(robot, "process 1 exited with status 137",
                "128 + 9: SIGKILL has ended the command; see signal(7)");
    assert_said(robot, "members killed for want of memory: 1",
                "the counter of the cgroup knows why; see cgroups(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* ---- a command's status ------------------------------------------------ */

static void the_status_is_the_commands(void **state)
{
    (void) state;
    need_root();
    static const struct {
        const char *command;
        int status;
    } ends[] = { { "exit 0", 0 }, { "exit 7", 7 }, { "exit 255", 255 },
                 { "probe; exit 300", 44 }, { "kill -TERM $$", 143 },
                 { "kill -SEGV $$", 139 }, { "kill -KILL $$", 137 } };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        assert_status(RUN(image(), "--", "sh", "-c", ends[i].command),
                      ends[i].status, ends[i].command);
}

static void what_cannot_be_run_has_a_status_of_its_own(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = RUN("--", "no-such-command");
    assert_status(robot, 127, "there is none in the image");
    assert_text("stderr", robot->err, "no-such-command", "it is named");

    robot = RUN("--", "/etc");
    assert_status(robot, 126, "a directory; see execve(2)");

    robot = RUN(text("--image=%s", image_changed(
        "echo '#!/none' >bin/lost; chmod 755 bin/lost")),
                "--", "lost");
    assert_status(robot, 127, "its interpreter is missing; see execve(2)");
    assert_text("stderr", robot->err, "interpreter", "and that is said");

    assert_status(RUN("--", "/etc/os-release"), 126,
                  "it may not be executed; see execve(2)");
    assert_status(RUN("--"), 125, "no command: wrong usage, as docker says it");
}

static void out_of_memory_is_named(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = RUN("--memory=16M", "--", "dd", "if=/dev/zero",
                              "of=/dev/null", "bs=64M", "count=1");

    assert_status(robot, 137, "128 + SIGKILL; see signal(7)");
    assert_text("stderr", robot->err, "killed: out of memory (limit 16M)",
                "the counter of its cgroup has the reason; see cgroups(7)");
    robot = RUN("--", "sh", "-c", "kill -KILL $$");
    assert_no_text("stderr", robot->err, "memory", "this 137 has another");
}

/* ---- signals ----------------------------------------------------------- */

/* A shell starts what is in its background with SIGINT and SIGQUIT ignored:
   env(1) gives them back. */
static const char *in_background(const char *command)
{
    need_private_host();
    return text("env --default-signal=INT,QUIT %s/10-container -- sh -c '%s' "
                ">/run/said 2>&1 & c=$!; "
                "until grep -q ready /run/said; do sleep 0.05; done; ",
                launch_build(), command);
}

static void signals_reach_the_command(void **state)
{
    (void) state;
    need_root();
    static const char *const names[] = { "INT", "TERM", "HUP", "QUIT", "USR1",
                                         "USR2" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *start = in_background(text(
            "trap \"echo got-%s; exit 9\" %s; echo ready; while :; do "
            "sleep 0.05; done", names[i], names[i]));
        const char *said = shell(
                               text("%s kill -%s $c; wait $c; echo status $?; "
                                    "cat /run/said; rm /run/said",
                                    start, names[i]))
                               ->out;
        assert_text(names[i], said, text("got-%s", names[i]),
                    "process 1 passes it on; see kill(2)");
        assert_text(names[i], said, "status 9",
                    "and the command's answer back");
    }
}

static void a_second_interrupt_means_it(void **state)
{
    (void) state;
    need_root();
    const char *start = in_background("trap \"echo no\" INT; echo ready; "
                                      "while :; do sleep 0.05; done");
    const char *said = shell(text(
        "%s kill -INT $c; until grep -q no /run/said; do sleep 0.05; done; "
        "kill -INT $c; wait $c; echo status $?; rm /run/said", start))->out;

    assert_text("the status", said, "status 137",
                "the first was the command's, the second ends it");
}

/* ---- killed, and many -------------------------------------------------- */

/*   parent --X   SIGKILL; the janitor reads the end of its socket            */
static void a_killed_parent_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    shell(text("%s kill -KILL $c; wait $c; rm /run/said",
               in_background("echo ready; exec sleep 600")));
    /* The comparison of host.h is the proof: cgroup, link and processes. */
}

static void many_at_once_do_not_collide(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    struct robot *robot = shell(text(
        "for i in $(seq 50); do %s/10-container --hostname=c$i -- sh -c "
        "'hostname; ip -4 addr show eth0 2>/dev/null || ifconfig eth0' "
        ">/run/many.$i 2>&1 || echo failed $i & done; wait; "
        "cat /run/many.*; rm /run/many.*", launch_build()));
    const char *addresses = shell(text(
        "printf '%%s' '%s' | grep -o '198\\.1[89]\\.[0-9.]*' | grep -v "
        "'\\.255$' | sort | uniq | wc -l", robot->out))->out;

    assert_no_text("all of them", robot->out, "failed", "each has ended well");
    assert_text("the names", robot->out, "c50", "each has its own");
    if (strstr(robot->out, "198."))
        assert_true(atoi(addresses) >= 50);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(a_plain_user_has_one_without_a_cable),
        cmocka_unit_test(a_plain_users_command_runs),
        cmocka_unit_test(it_becomes_a_container_step_by_step),
        cmocka_unit_test(lesson_12_finds_rows_and_no_container),
        cmocka_unit_test(more_than_allowed_ends_it),
        cmocka_unit_test(the_status_is_the_commands),
        cmocka_unit_test(what_cannot_be_run_has_a_status_of_its_own),
        cmocka_unit_test(out_of_memory_is_named),
        cmocka_unit_test(signals_reach_the_command),
        cmocka_unit_test(a_second_interrupt_means_it),
        cmocka_unit_test(a_killed_parent_leaves_nothing),
        cmocka_unit_test(many_at_once_do_not_collide),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
