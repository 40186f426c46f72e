/* 06-command - lesson 6 with options and commands

   What --deny and --allow-only do to a command is seen by the command itself:
   each lives by a call that is forbidden to it. */

#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <stdlib.h>

static const char lesson[] = "06-seccomp";

#ifdef __x86_64__
#define MKDIR "mkdir,mkdirat"
#else
#define MKDIR "mkdirat" /* the only one on aarch64 */
#endif

/* Runs the lesson with these arguments, no terminal, to its end. */
#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })
#define DENY(list, ...) RUN("--deny", list, "--", __VA_ARGS__)

/* ---- --deny LIST -- CMD ------------------------------------------------ */

/* Commands that live by one call, with and without it. */
static void what_is_denied_is_refused(void **state)
{
    (void) state;
    static const struct {
        const char *list, *command;
    } lives_by[] = {
        { "unshare", "unshare -U true" },
        { "kill", "sh -c 'kill -0 $$'" },
        { "uname", "uname" },
        { "fchmodat", "chmod 755 /run" },
        { MKDIR, "sh -c 'd=$(mktemp -u) && mkdir $d && rmdir $d'" },
    };

    for (size_t i = 0; i < sizeof lives_by / sizeof lives_by[0]; i++) {
        const char *command = lives_by[i].command;
        const char *path = launch_path(lesson, false);

        if (shell(command)->status != 0)
            continue; /* not on this machine */
        struct robot *denied = shell(text("%s --deny %s -- %s", path,
                                          lives_by[i].list, command));
        assert_int_not_equal(denied->status, 0);
        assert_text(command, denied->err, "not permitted",
                    "EPERM is the filter's answer; see seccomp(2)");
        assert_status(shell(text("%s --deny reboot -- %s", path, command)), 0,
                      "what is not on the list works");
    }
}

static void a_command_cannot_gain_privileges(void **state)
{
    (void) state;
    struct robot *robot = DENY("unshare", "grep", "-E", "Seccomp:|NoNew",
                               "/proc/self/status");

    assert_status(robot, 0, "grep may run");
    assert_text("its status", robot->out, "Seccomp:\t2", "a filter is on");
    assert_text("its status", robot->out, "NoNewPrivs:\t1",
                "set-user-ID programs behind a filter are a danger; see "
                "seccomp(2)");
}

static void the_status_is_the_commands_own(void **state)
{
    (void) state;
    assert_status(DENY("unshare", "true"), 0, "0 is 0");
    assert_status(DENY("unshare", "sh", "-c", "exit 7"), 7, "and 7 is 7");
    assert_status(DENY("unshare", "sh", "-c", "kill -KILL $$"), 137,
                  "128 + 9; see wait(2)");
    assert_status(DENY("unshare", "no-such-program"), 127, "not found");
    assert_status(DENY("unshare", "/"), 126, "not a program");
    struct robot *robot = DENY("execve", "true");
    assert_status(robot, 126, "not executed");
    assert_text("stderr", robot->err, "--deny names execve",
                "the filter stands before execve, too");
    assert_status(DENY("write", "no-such-program"), 125,
                  "it could not say why, but it did not run");
}

/* How many deaths of COMMAND by seccomp the kernel's log has. */
static int deaths_in_log(const char *command)
{
    return atoi(shell(text("dmesg 2>/dev/null | grep 'type=1326.*comm=\"%s\"' "
                           "| grep -c sig=31", command))->out);
}

static void killed_by_seccomp_is_said_with_the_call(void **state)
{
    (void) state;
    int before = deaths_in_log("pwd");
    struct robot *robot = RUN("--deny", "getcwd", "--action", "kill", "--",
                              "/bin/pwd");

    assert_status(robot, 159, "128 + 31, SIGSYS; see signal(7)");
    assert_text("stderr", robot->err, "SIGSYS (159)",
                "which is how seccomp kills; see seccomp(2)");
    if (deaths_in_log("pwd") > before)
        assert_text("stderr", robot->err, "killed by seccomp: SIGSYS (159), "
                    "for system call", "the kernel's log names the call");
}

/* An exit status above 128 and a signal can be anybody's. */
static void another_end_is_not_blamed_on_the_filter(void **state)
{
    (void) state;
    const char *blame = "killed by seccomp";

    assert_no_text("stderr", DENY("uname", "sh", "-c", "kill -9 $$")->err,
                   "seccomp", "SIGKILL is not how seccomp kills");
    struct robot *sent = DENY("uname", "sh", "-c", "kill -SYS $$");
    assert_status(sent, 159, "128 + 31, SIGSYS; see signal(7)");
    assert_no_text("stderr", sent->err, blame, "it was sent; see kill(2)");
    assert_text("stderr", sent->err, "or one that was sent", "which is said");
    struct robot *exited = DENY("kill", "sh", "-c", "exit 159");
    assert_status(exited, 159, "its own status");
    assert_no_text("stderr", exited->err, "06-seccomp: killed",
                   "it was not killed at all; see wait(2), WIFSIGNALED");
    assert_text("stderr", exited->err, "a child of the command may have been",
                "a shell passes the death of a child on as 159");
}

/* The kernel writes the record a little later, if it audits, and not more than
   ten within five seconds. */
static void log_allows_and_writes_it_down(void **state)
{
    (void) state;
    need_root();
    const char *found = "dmesg | grep 'type=1326.*comm=\"uname\"' | "
                        "grep -q code=0x7ffc0000";

    if (shell("dmesg | grep -q type=1326")->status != 0)
        skip_because("this kernel's log has no audit records");
    for (int i = 0; i < 8; i++) {
        struct robot *robot = RUN("--deny", "uname", "--action", "log", "--",
                                  "uname");
        assert_status(robot, 0, "SECCOMP_RET_LOG lets it in; see seccomp(2)");
        assert_text("stdout", robot->out, "Linux", "and it works");
        if (shell(text("sleep 1; %s", found))->status == 0)
            return;
    }
    fail_saying(HERE, "  no record of it in dmesg, though \"log\" is in "
                "/proc/sys/kernel/seccomp/actions_logged? See seccomp(2)\n");
}

/* ---- --allow-only LIST -- CMD ------------------------------------------ */

static void what_a_start_needs_is_added_and_said(void **state)
{
    (void) state;
    struct robot *robot = RUN("--allow-only", "fadvise64", "--", "cat",
                              "/proc/self/status");

    assert_status(robot, 0, "cat reads and writes");
    assert_text("its status", robot->out, "Seccomp:\t2", "behind a filter");
    assert_text("stderr", robot->err, "also allowed, for execve and the start",
                "it is said what was added");
    assert_text("stderr", robot->err, " openat ", "the loader opens files");
    assert_no_text("stderr", robot->err, "fadvise64", "that was asked for");
}

static void what_is_not_allowed_is_refused(void **state)
{
    (void) state;
    struct robot *robot = RUN("--allow-only", "getpid,getppid,getuid,geteuid",
                              "--", "sh", "-c", "kill -0 $$");

    assert_int_not_equal(robot_finish(robot), 0);
    assert_text("stderr", robot->err, "not permitted", "kill is not named");
    robot = RUN("--allow-only", "read", "--action", "kill", "--", "mkdir",
                "/run/made");
    assert_status(robot, 159, "the rest is deadly");
    assert_shows("test -e /run/made || echo none", "none", "and not done");
}

/* ---- usage ------------------------------------------------------------- */

static void assert_usage(struct robot *robot, const char *words)
{
    assert_status(robot, 2, "wrong usage is 2");
    assert_text("stderr", robot->err, words, "the message says what is wrong");
    assert_string_equal(robot->out, "");
}

#define TEN "kill,kill,kill,kill,kill,kill,kill,kill,kill,kill"

static void an_unknown_name_is_an_error_before_anything_runs(void **state)
{
    (void) state;
    assert_usage(DENY("unsahre", "echo", "ran"), "did you mean 'unshare'?");
    assert_usage(DENY("kil", "echo", "ran"), "did you mean 'kill'?");
    assert_usage(DENY("kill,clone33", "echo", "ran"), "did you mean 'clone3'?");
    assert_usage(DENY("frobnicate", "echo", "ran"), "'frobnicate'");
    assert_usage(DENY("", "echo", "ran"), "expected names");
    assert_usage(DENY("kill,", "echo", "ran"), "expected names");
    assert_usage(DENY("kill, read", "echo", "ran"), "did you mean 'read'?");
    assert_usage(RUN("--allow-only", "raed", "--", "true"), "'read'?");
    assert_usage(RUN("--allow-only", "clone,clone3", "--", "true"),
                 "its flags are in memory");
    assert_usage(RUN("--deny", "kill", "--action", "maim", "--", "true"),
                 "errno, kill or log");
    assert_usage(RUN("--deny", "kill", "--allow-only", "read", "--", "true"),
                 "one list");
    assert_usage(RUN("--deny", "kill"), "needs a command");
    assert_usage(RUN("--", "true"), "needs --deny");
    assert_usage(RUN("--print"), "--print needs --deny");
    assert_usage(RUN("--action", "kill"), "--action needs --deny");
    assert_usage(RUN("--deny", "kill", "--print", "--try", "kill"),
                 "one of the two");
    assert_usage(RUN("--try", "kil"), "did you mean 'kill'?");
    assert_usage(RUN("--try", "read"), "--help lists");
    assert_usage(RUN("--try", TEN "," TEN "," TEN ",kill,kill,kill"),
                 "more than 32 names");
    assert_usage(DENY("futex_wai", "true"), "did you mean 'futex_wait'?");
    assert_usage(DENY("mseall", "true"), "did you mean 'mseal'?");
    assert_usage(DENY("not_yet_made", "true"), "this program knows those of "
                 "Linux");
#ifdef __aarch64__
    assert_usage(DENY("open", "true"), "'open' is known for aarch64");
#else
    assert_usage(DENY("arm_sync_file_range", "true"), "is known for x86-64");
#endif
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_denied_is_refused),
        cmocka_unit_test(a_command_cannot_gain_privileges),
        cmocka_unit_test(the_status_is_the_commands_own),
        cmocka_unit_test(killed_by_seccomp_is_said_with_the_call),
        cmocka_unit_test(another_end_is_not_blamed_on_the_filter),
        cmocka_unit_test(log_allows_and_writes_it_down),
        cmocka_unit_test(what_a_start_needs_is_added_and_said),
        cmocka_unit_test(what_is_not_allowed_is_refused),
        cmocka_unit_test(an_unknown_name_is_an_error_before_anything_runs),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
