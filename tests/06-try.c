/* 06-try - lesson 6 asks, harmlessly, behind any filter

   --try makes one call behind the filter and nothing else: what the call needs
   and what is said of it must not depend on what is forbidden. */

#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <string.h>
#include <unistd.h>

static const char lesson[] = "06-seccomp";

/* Runs the lesson with these arguments, no terminal, to its end. */
#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })
#define TRY(list, ...) RUN(__VA_ARGS__, "--try", list)

static void each_harmless_call_can_be_denied(void **state)
{
    (void) state;
    static const char *const names[] = { "unshare", "kill", "getpid", "tgkill",
                                         "pidfd_send_signal", "clone3" };

    struct robot *help = RUN("--help");

    for (int i = 0; i < 6; i++) {
        assert_text("--help", help->out, names[i],
                    "what --try knows is listed");
        assert_status(RUN("--try", names[i]), 0,
                      "without a filter it works");
        struct robot *denied = TRY(names[i], "--deny", names[i]);
        assert_status(denied, 1, "1: not all of them were let in");
        assert_text(names[i], denied->out, "refused: EPERM",
                    "it is on the list");
        struct robot *killed = TRY(names[i], "--deny", names[i],
                                   "--action=kill");
        assert_text(names[i], killed->out,
                    "killed by seccomp: SIGSYS (159)", "--action=kill");
    }
}

/* Victims, pids, pipes and reaping are a matter of those who are not behind the
   filter: it stands before the one call that is tried. */
static void nothing_else_is_behind_the_filter(void **state)
{
    (void) state;
    static const struct {
        const char *option, *list, *try, *said;
    } cases[] = {
        { "--deny", "close,tgkill", "tgkill", "(victim): refused: EPERM" },
        { "--deny", "close", "tgkill", "tgkill(victim): works" },
        { "--deny", "wait4", "fork", "fork(): works" },
        { "--deny", "wait4", "tgkill", "tgkill(victim): works" },
        { "--deny", "pipe2", "tgkill", "tgkill(victim): works" },
        { "--deny", "pidfd_open", "pidfd_send_signal", "(victim): works" },
        { "--deny", "write", "kill", "kill(self, 0): works" },
        { "--deny", "exit_group", "kill", "kill(self, 0): works" },
        { "--deny", "geteuid", "clone", "clone(CLONE_NEW" },
        { "--allow-only", "kill", "kill", "kill(self, 0): works" },
        { "--allow-only", "tgkill", "tgkill", "tgkill(victim): works" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct robot *robot = TRY(cases[i].try, cases[i].option, cases[i].list);
        assert_text(cases[i].list, robot->out, cases[i].said,
                    "the filter's answer to this call, and to no other");
        robot = TRY(cases[i].try, cases[i].option, cases[i].list,
                    "--action=kill");
        if (strstr(cases[i].said, "works"))
            assert_text(cases[i].list, robot->out, cases[i].said,
                        "what is deadly is not asked for");
    }
}

/* kill(-1, 0) would ask about every process of the host. */
static void without_a_pid_kill_is_not_called(void **state)
{
    (void) state;
    /* The look for leaks would ask for its pid again and again. */
    struct robot *robot = robot_run(lesson,
        .args = { "--deny", "getpid", "--", launch_path(lesson, false),
                  "--try", "kill" },
        .env = { "ASAN_OPTIONS=detect_leaks=0" });

    assert_status(robot, 125, "it could not be tried");
    assert_text("stderr", robot->err, "getpid(): Operation not permitted",
                "-1 is no pid; see kill(2)");
    assert_string_equal(robot->out, "");
}

/* "Refused" is what a filter does: where there is none, it is not said. */
static void a_filter_that_cannot_be_installed_is_a_failure(void **state)
{
    (void) state;
    need_command("strace");
    struct robot *robot = robot_run(lesson, WITH_FAULT("seccomp:error=ENOSYS"),
        .args = { "--deny", "kill", "--try", "kill" });

    assert_status(robot, 125, "our own failure");
    assert_text("stderr", robot->err, "(ENOSYS)", "which call, and why");
    assert_text("stderr", robot->err, "CONFIG_SECCOMP_FILTER", "the cause");
    assert_text("stderr", robot->err, "cure:  make vm", "the cure");
    assert_string_equal(robot->out, "");
}

/* A plain user needs a user namespace for it, and one flag more is what the
   kernel is asked for; clone(2). */
static void what_is_said_is_what_is_asked(void **state)
{
    (void) state;
    struct robot *plain = robot_run(lesson, .args = { "--try", "clone" },
                                    .plain_user = true);

    assert_text("stdout", plain->out, "clone(CLONE_NEWUSER|CLONE_NEWUTS): ",
                "CLONE_NEWUTS alone needs CAP_SYS_ADMIN");
    if (geteuid() == 0)
        assert_text("stdout", RUN("--try", "clone")->out,
                    "clone(CLONE_NEWUTS): ", "root has it");
}

static void an_allowed_clone_makes_no_namespaces(void **state)
{
    (void) state;
    struct robot *robot = RUN("--allow-only", "clone", "--try",
                              "fork,clone,clone3");

    assert_text("stdout", robot->out, "fork(): works",
                "clone without those flags");
    assert_text("stdout", robot->out, "NEWUTS): refused: EPERM",
                "clone means fork, not namespaces; see clone(2)");
    assert_text("stdout", robot->out, "clone3(NULL, 0): refused: ENOSYS",
                "its flags cannot be seen");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_harmless_call_can_be_denied),
        cmocka_unit_test(nothing_else_is_behind_the_filter),
        cmocka_unit_test(without_a_pid_kill_is_not_called),
        cmocka_unit_test(a_filter_that_cannot_be_installed_is_a_failure),
        cmocka_unit_test(what_is_said_is_what_is_asked),
        cmocka_unit_test(an_allowed_clone_makes_no_namespaces),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
