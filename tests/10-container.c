/* 10-container - the second telling of lesson 10: claims, and their proof

   The story.  The other tests of this lesson are in 10-command.c (how a command
   ends), 10-items.c (each protection, and what is missing without it),
   10-sound.c and 10-images.c (programs and images that mean harm),
   10-mounts.c, 10-options.c, 10-inputs.c, 10-odd-places.c, 10-terminal.c and
   10-timeline.c. */

#include "support/test.h"

#include "support/box_image.h"
#include "support/image.h"
#include "support/launch.h"
#include "support/plain_user.h"
#include "support/ways_out.h"

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

static void a_plain_user_has_one_without_a_cable(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = show_without_root(lesson, .args = { image() });

    assert_text("the show", robot->out, "no cable to the host: that needs root",
                "what this user cannot have is said at once");
    assert_text("the show", robot->out, "network devices: lo",
                "its own network has lo; see network_namespaces(7)");
    assert_text("the show", robot->out, "mnt pid net uts ipc user",
                "a user namespace comes first; see user_namespaces(7)");
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

    robot_go_to(robot, 2);
    assert_said(robot, "mkdir /sys/fs/cgroup/", "the directory is made before "
                "the birth; see clone(2), CLONE_INTO_CGROUP");
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
                 "an image reaches a sealed copy, and not our file; see "
                 "memfd_create(2)");
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

/* The same two questions, by three who have other rights. */
static void what_is_refused_depends_on_who_asks(void **state)
{
    (void) state;
    need_root();
    static const struct { const char *option, *who, *answer; } cases[] = {
        { "--cap-drop=net_raw", "it is root, and", "asks for is refused" },
        { "--user=1000", "it is not root, and", "asks for is refused" },
        { "--cap-add=all", "it is root, and", "both are done" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct robot *robot = RUN("--only=9", cases[i].option);
        const char *said = text_squeezed(robot->out);
        assert_status(robot, 0, cases[i].option);
        assert_text(cases[i].option, said, cases[i].who, "id(1) says it");
        assert_text(cases[i].option, said, cases[i].answer,
                    "sethostname(2) and mount(2) need CAP_SYS_ADMIN; see "
                    "capabilities(7)");
    }
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

/* ---- every way out ------------------------------------------------------ */

/* The janitor of a killed lesson removes the cgroup; the cable goes with the
   network of the container. */
static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    leave_at_every_pause(lesson);
    kill_at_every_pause(lesson, 1);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(a_plain_user_has_one_without_a_cable),
        cmocka_unit_test(a_plain_users_command_runs),
        cmocka_unit_test(it_becomes_a_container_step_by_step),
        cmocka_unit_test(lesson_12_finds_rows_and_no_container),
        cmocka_unit_test(what_is_refused_depends_on_who_asks),
        cmocka_unit_test(more_than_allowed_ends_it),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
