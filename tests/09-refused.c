/* 09-refused - where lesson 9 cannot be told, and what it says there */

#include "support/launch.h"
#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <string.h>

static const char lesson[] = "09-userns";

/* On every machine one of the two is true: a protection may let unshare(2)
   through and refuse the step after it, so true(1) alone is no witness. */
static void the_check_says_what_is_true_here(void **state)
{
    (void) state;
    struct robot *check = robot_run(lesson, .plain_user = true,
                                    .args = { "--check" });
    struct robot *witness = robot_run("/bin/sh", .plain_user = true,
        .args = { "-c", "unshare -Urm mount -t tmpfs none /tmp" });

    if (witness->status == 0) {
        assert_status(check, 0, "unshare(1) can, so it can be shown");
        assert_text("stdout", check->out, "runs", "--check says so");
        return;
    }
    struct robot *story = robot_run(lesson, .plain_user = true);
    assert_status(check, 77, "unshare(1) cannot, so it cannot be shown");
    assert_text("stdout", check->out, "cannot run: ", "--check says why");
    assert_status(story, 77, "77: this machine cannot run it");
    assert_text("stderr", story->err, "cause:", "the cause is named");
    assert_text("stderr", story->err, "cure:", "and a way");
    assert_no_text("stderr", story->err, "sysctl -w kernel",
                   "a protection is never to be switched off");
}

/* The limits of a user namespace of the test's own, set to 0 by its root. */
#define NO_NAMESPACES \
    "echo 0 > /proc/sys/user/max_user_namespaces; exec \"$0\" \"$@\""

static void a_limit_of_zero_is_named(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_run(lesson, .plain_user = true,
        .wrapper = { "unshare", "-Ur", "sh", "-c", NO_NAMESPACES });

    assert_status(robot, 77, "this machine cannot run it");
    assert_text("stderr", robot->err, "max_user_namespaces is 0",
                "the limit is named; see namespaces(7)");
}

/* With a command as well; and sudo is no way, for the lesson gives root up. */
static void a_cure_is_no_sudo_at_either_place(void **state)
{
    (void) state;
    need_user_namespaces();
    static const char *const args[2][4] = { { "--check" }, { "--map=own", "--",
                                                             "true" } };

    for (int i = 0; i < 2; i++) {
        struct robot *robot = robot_run(lesson, .plain_user = true,
            .args = { args[i][0], args[i][1], args[i][2] },
            .wrapper = { "unshare", "-Ur", "sh", "-c", NO_NAMESPACES });
        const char *said = text("%s%s", robot->out, robot->err);

        assert_status(robot, i ? 125 : 77, "it cannot run");
        assert_text("what it says", said, "max_user_namespaces is 0",
                    "the limit is named; see namespaces(7)");
        assert_text("what it says", said, "the virtual machine: make vm",
                    "the same cause has the same cure");
        assert_no_text("what it says", said, "sudo", "under sudo it is a plain "
                       "user again, and a limit counts for root; see "
                       "user_namespaces(7)");
    }
}

/* Probes look for a cause in files that may be missing: that is no failure. */
static void the_first_line_names_the_call_that_failed(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    static const char *const args[2][2] = { { NULL }, { "--", "true" } };

    for (int i = 0; i < 2; i++) {
        struct robot *robot = robot_run(lesson,
            .args = { args[i][0], args[i][1] },
            WITH_FAULT("unshare:error=EPERM"));
        assert_status(robot, i ? 125 : 77, "it cannot run");
        assert_text("stderr", robot->err, "09-userns: unshare(CLONE_NEWUSER): "
                    "Operation not permitted (EPERM)", "what was refused, and "
                    "not what was read to find out why; see unshare(2)");
        assert_no_text("stderr", robot->err, "lists what it means",
                       "the cause is named");
        assert_no_text("stderr", robot->err, "sudo",
                       "under sudo the lesson is a plain user again");
    }
}

/* Who was killed has found nothing out: 77 would be a word on the machine. */
static void a_killed_probe_is_a_failure(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    static const char *const ways[] = { "--check", "--only=1" };

    for (int i = 0; i < 2; i++) {
        struct robot *robot = robot_run(lesson, .args = { ways[i] },
            .wrapper = { "strace", "-f", "-o", "/dev/null", "-e",
                         "inject=unshare:signal=KILL:when=1" });
        assert_status(robot, 1, "1: it failed; 77: this machine cannot run it");
        assert_text("what it says", text("%s%s", robot->out, robot->err),
                    "somebody killed it", "SIGKILL has an author; signal(7)");
    }
}

/*   /run/closed (0700) / 09-userns: root starts it, and becomes nobody       */
static void a_folder_closed_to_the_user_is_named(void **state)
{
    (void) state;
    need_private_host();
    need_user_namespaces();
    const char *ways[] = { "--check", "--pace=0" };

    assert_status(shell(text("mkdir -m 700 /run/closed && cp %s /run/closed",
                             launch_path(lesson, false))), 0, "a clone there");
    for (int i = 0; i < 2; i++) {
        struct robot *robot = robot_run("/run/closed/09-userns",
                                        .args = { ways[i] });
        assert_status(robot, 77, "step 7 runs lessons that are beside it");
        assert_text("what it says", i ? robot->err : robot->out,
                    "uid 65534 may not enter /run/closed",
                    "nobody may not go where root may; see "
                    "path_resolution(7)");
    }
    assert_status(shell("rm -r /run/closed"), 0, "as it was");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_check_says_what_is_true_here),
        cmocka_unit_test(a_limit_of_zero_is_named),
        cmocka_unit_test(a_cure_is_no_sudo_at_either_place),
        cmocka_unit_test(the_first_line_names_the_call_that_failed),
        cmocka_unit_test(a_killed_probe_is_a_failure),
        cmocka_unit_test(a_folder_closed_to_the_user_is_named),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
