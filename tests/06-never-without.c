/* 06-never-without - no command without its filter

   Whatever the kernel says: a filter is on when it is counted; proc(5). */

#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

static const char lesson[] = "06-seccomp";

/* Runs the lesson with these arguments, no terminal, to its end. */
#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })
#define DENY(list, ...) RUN("--deny", list, "--", __VA_ARGS__)

/* Runs the lesson with a kernel that does not do as it is told. */
#define LIED_TO(fault, ...) \
    robot_run(lesson, WITH_FAULT(fault), .args = { __VA_ARGS__ })

static void assert_not_run(struct robot *robot, const char *words)
{
    assert_no_text("stdout", robot->out, "it ran",
                   "a program without its filter must not run");
    assert_status(robot, 125, "our own failure");
    assert_text("stderr", robot->err, words, "and it is said");
}

/* A kernel that refuses, or says yes and does nothing: CMD does not run. */
static void without_its_filter_nothing_runs(void **state)
{
    (void) state;
    need_command("strace");
    const char *lie = "it is not on";

    assert_not_run(LIED_TO("seccomp:error=ENOMEM", "--deny", "kill", "--",
                           "echo", "it ran"), "ENOMEM");
    assert_not_run(LIED_TO("prctl:error=EPERM:when=2+", "--deny", "kill", "--",
                           "echo", "it ran"), "EPERM");
    assert_not_run(LIED_TO("prctl:retval=0:when=2+", "--deny", "kill", "--",
                           "echo", "it ran"), "reads back as off");
    assert_not_run(LIED_TO("seccomp:retval=0", "--deny", "kill", "--", "echo",
                           "it ran"), lie);
    assert_not_run(LIED_TO("seccomp:retval=0", "--deny", "pread64,prctl", "--",
                           "echo", "it ran"), lie);
    assert_not_run(LIED_TO("seccomp:retval=0", "--deny", "prctl", "--action",
                           "kill", "--", "echo", "it ran"), lie);
    assert_not_run(RUN("--deny", "pread64", "--action", "kill", "--", "echo",
                       "it ran"), "it kills for pread64");
}

/* That some filter is on was true before, too: they are counted. */
static void another_filter_does_not_stand_in_for_it(void **state)
{
    (void) state;
    need_command("strace");
    /* strace(1) runs it behind the filter, where the robot does not see it. */
    assert_not_run(robot_run(lesson,
        .args = { "--deny", "reboot", "--", "strace", "-f", "-qq", "-o",
                  "/dev/null", "-e", "inject=seccomp:retval=0",
                  launch_path(lesson, false), "--deny", "uname", "--", "echo",
                  "it ran" },
        .env = { "ASAN_OPTIONS=detect_leaks=0" }), "it is not on");
    struct robot *robot = LIED_TO("seccomp:retval=0:when=2", "--only=4");
    assert_status(robot, 1, "step 4 adds a second filter");
    assert_no_text("step 4", robot->out, "all filters are asked",
                   "it has one: what the step claims is not so");
}

/* In a container of Docker's there is a filter already. */
static void behind_another_filter_the_story_says_why_not(void **state)
{
    (void) state;
    const char *path = launch_path(lesson, false);
    struct robot *robot = DENY("unshare", path);

    assert_status(robot, 77, "77: it cannot be told here");
    assert_text("stderr", robot->err, "a filter is around this process",
                "the cause");
    robot = DENY("kill", path, "--deny", "uname", "--", "sh", "-c",
                 "uname; kill -0 $$");
    assert_int_not_equal(robot_finish(robot), 0);
    assert_text("stderr", robot->err, "kill: Operation not permitted",
                "the outer filter still counts; see seccomp(2)");
    assert_text("stderr", robot->err, "uname: ", "and so does the inner one");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_its_filter_nothing_runs),
        cmocka_unit_test(another_filter_does_not_stand_in_for_it),
        cmocka_unit_test(behind_another_filter_the_story_says_why_not),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
