/* 06-seccomp - the second telling of lesson 6: claims, and their proof

   The witnesses: /proc/PID/status, the commands that want the calls which are
   forbidden here, scmp_sys_resolver(1) for the numbers, and the kernel's log.
   cmocka handles SIGSYS, and children inherit that: so nothing is filtered
   here but programs that are executed. */

#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "06-seccomp";

#define STEPS 9

#ifdef __x86_64__
#define MKDIR "mkdir,mkdirat"
#else
#define MKDIR "mkdirat" /* the only one on aarch64 */
#endif

/* Runs the lesson with these arguments, no terminal, to its end. */
#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })
#define DENY(list, ...) RUN("--deny", list, "--", __VA_ARGS__)
#define TRY(list, ...) RUN(__VA_ARGS__, "--try", list)

/* A line of /proc/PID/status, as "Seccomp". */
static const char *status_of(long pid, const char *line)
{
    struct robot *sed = shell(text("sed -n 's/^%s:\t//p' /proc/%ld/status",
                                   line, pid));

    return text("%.*s", (int) strcspn(sed->out, "\n"), sed->out);
}

/* The box, from the last verify line about it. */
static long box_of(struct robot *robot)
{
    return robot_number(robot, "grep Seccomp: /proc/");
}

/* ---- the story --------------------------------------------------------- */

static void the_whole_show(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
}

/* The lesson needs no privilege: the same show as uid 65534. */
static void a_plain_user_sees_the_same(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson, .plain_user = true);

    assert_int_equal(robot_walk(robot), 0);
    assert_text("step 5", robot->out, "no_new_privs 0: refused: EACCES",
                "without CAP_SYS_ADMIN a filter needs no_new_privs; see "
                "seccomp(2)");
}

/*   before: works   -- seccomp(2) -->   after: EPERM, and nothing else is   */
static void a_filter_refuses_what_it_names_and_no_more(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 2);
    long box = box_of(robot);
    assert_said(robot, "unshare(CLONE_FS): works", "there is no filter yet");
    assert_said(robot, "kill(self, 0): works", "there is no filter yet");
    assert_string_equal(status_of(box, "Seccomp"), "0");
    robot_enter(robot);
    assert_said(robot, "unshare(CLONE_FS): refused: EPERM", "it is named");
    assert_said(robot, "kill(self, 0): refused: EPERM", "it is named");
    assert_said(robot, "getpid(): works", "it is not named");
    assert_said(robot, "fork(): works", "it is not named");
    assert_string_equal(status_of(box, "Seccomp"), "2");
    assert_string_equal(status_of(box, "NoNewPrivs"), "1");
    assert_string_equal(status_of(robot->pid, "Seccomp"), "0");
    assert_int_equal(robot_quit(robot), 0);
}

/* What the lesson prints is what the kernel has, and the numbers in it are
   those that libseccomp's table has for these names. */
static void the_program_shown_is_the_one_that_runs(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 4);
    if (geteuid() == 0)
        assert_said(robot, "instructions -> same",
                    "root can read it back; see ptrace(2)");
    assert_said(robot, "load the architecture", "it comes first");
    if (robot_has_command("scmp_sys_resolver")) {
        static const char *const names[] = { "kill", "unshare" };
        for (int i = 0; i < 2; i++) {
            struct robot *witness = shell(text("scmp_sys_resolver %s",
                                               names[i]));
            assert_said(robot, text("unless it is %d (%s)",
                                    atoi(witness->out), names[i]),
                        "the numbers are the architecture's; see syscalls(2)");
        }
    }
    assert_int_equal(robot_quit(robot), 0);
}

/* fork and execve carry filters along, and more filters only add to them. */
static void a_filter_is_for_ever(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    long box = box_of(robot);
    assert_said(robot, "asks prctl(2) to take it off: EINVAL",
                "there is no way back; see seccomp(2)");
    assert_said(robot, "kill(self, 0): refused: EPERM",
                "the strictest of all filters counts; see seccomp(2)");
    assert_shows(text("readlink /proc/%ld/exe", box), "sh",
                 "it is another program now; see execve(2)");
    assert_string_equal(status_of(box, "Seccomp"), "2");
    assert_string_equal(status_of(box, "Seccomp_filters"), "2");
    assert_int_equal(robot_quit(robot), 0);
}

static void a_plain_user_gives_up_privileges_first(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson, .env = { "SUDO_UID=1234" });

    robot_go_to(robot, 6);
    assert_said(robot, "uid 0, no_new_privs 0: installed",
                "CAP_SYS_ADMIN is enough; see seccomp(2)");
    assert_said(robot, "uid 1234, no_new_privs 0: refused: EACCES",
                "else a filter could fool set-user-ID programs");
    assert_said(robot, "uid 1234, no_new_privs 1: installed",
                "with it there are none to be fooled; see prctl(2)");
    assert_string_equal(status_of(robot_number(robot, "NoNewPrivs: /proc/"),
                                  "Uid"),
                        "1234\t1234\t1234\t1234");
    assert_int_equal(robot_quit(robot), 0);
}

/* In a user namespace there may be no other user to become. */
static void root_of_a_user_namespace_sees_it_too(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .wrapper = { "unshare", "-Ur" },
                                    .plain_user = true);

    if (shell("unshare -Ur true")->status != 0)
        skip_because("no user namespaces here");
    assert_status(robot, 0, "the whole story is told");
    assert_text("step 5", robot->out, "there is no other user here",
                "what cannot be shown is said; see user_namespaces(7)");
}

/*   deny: kill      tgkill, pidfd_send_signal, clone       open
     allow: a few    tgkill, pidfd_send_signal, clone       shut             */
static void a_list_of_the_forbidden_has_holes(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 7);
    assert_said(robot, "kill(self, 0): refused", "it is on the list");
    long victim = robot_number(robot, "tgkill(victim): works: ");
    assert_said(robot, text("%ld died of SIGKILL", victim),
                "tgkill is not on the list; see tkill(2)");
    assert_shows(text("test -e /proc/%ld || echo gone", victim), "gone",
                 "it was really killed");
    assert_said(robot, "pidfd_send_signal(victim): works",
                "nor is this one; see pidfd_send_signal(2)");
    assert_not_said(robot, "clone(CLONE_NEWUTS): refused: EPERM",
                    "unshare is forbidden, clone is not; see clone(2)");
    robot_enter(robot);
    assert_said(robot, "tgkill(victim): refused: EPERM", "not named");
    assert_said(robot, "pidfd_send_signal(victim): refused: EPERM",
                "not named");
    assert_said(robot, "clone(CLONE_NEWUTS): refused: EPERM",
                "its flags are looked at; see clone(2)");
    assert_said(robot, "fork(): works", "clone without those flags");
    assert_int_equal(robot_quit(robot), 0);
}

/* The flags of clone3 are in memory, which a filter cannot see: it is not
   there, and libc does without it. */
static void clone3_is_missing_and_threads_start(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 8);
    assert_said(robot, "clone3(NULL, 0): refused: ENOSYS",
                "ENOSYS is what an old kernel says; see syscalls(2)");
    assert_said(robot, "pthread_create(): works",
                "libc falls back to clone; see pthread_create(3)");
    assert_int_equal(robot_quit(robot), 0);
}

static void the_same_call_has_other_numbers(void **state)
{
    (void) state;
#ifdef __x86_64__
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 9);
    if (strstr(robot_said(robot), "SIGSEGV"))
        skip_because("this kernel takes no i386 system calls");
    assert_said(robot, "int 0x80, number 310: works",
                "a filter that knows numbers only; see seccomp(2)");
    assert_said(robot, "int 0x80, number 310: killed by seccomp: SIGSYS (159)",
                "the architecture is looked at first; see seccomp(2)");
    assert_int_equal(robot_quit(robot), 0);
#else
    skip_because("aarch64 processes have no i386 numbers");
#endif
}

static void killed_is_told_from_refused(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, ROBOT_END);
    assert_said(robot, "was killed by seccomp: SIGSYS (159)",
                "SECCOMP_RET_KILL_PROCESS; see seccomp(2)");
    robot_key(robot, "");
    assert_status(robot, 0, "the box was killed, not the story");
}

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

static void each_harmless_call_can_be_denied(void **state)
{
    (void) state;
    static const char *const names[] = { "unshare", "kill", "getpid", "tgkill",
                                         "pidfd_send_signal", "clone3" };

    for (int i = 0; i < 6; i++) {
        assert_status(TRY(names[i], "--action=errno"), 0,
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
    assert_text("stderr", robot->err, "killed by seccomp: SIGSYS (159)",
                "which is how seccomp kills; see seccomp(2)");
    if (deaths_in_log("pwd") > before)
        assert_text("stderr", robot->err, "(getcwd)",
                    "the kernel's log names the call");
    assert_no_text("stderr", DENY("uname", "sh", "-c", "kill -9 $$")->err,
                   "seccomp", "another death is not blamed on the filter");
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
    robot = RUN("--allow-only", "clone", "--try", "clone,clone3");
    assert_text("stdout", robot->out, "clone(CLONE_NEWUTS): refused: EPERM",
                "clone means fork, not namespaces; see clone(2)");
    assert_text("stdout", robot->out, "clone3(NULL, 0): refused: ENOSYS",
                "its flags cannot be seen");
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
    assert_usage(RUN("--deny", "kill", "--action", "maim", "--", "true"),
                 "errno, kill or log");
    assert_usage(RUN("--deny", "kill", "--allow-only", "read", "--", "true"),
                 "one list");
    assert_usage(RUN("--deny", "kill"), "needs a command");
    assert_usage(RUN("--", "true"), "needs --deny");
    assert_usage(RUN("--print"), "needs --deny");
    assert_usage(RUN("--try", "kil"), "did you mean 'kill'?");
#ifdef __aarch64__
    assert_usage(DENY("open", "true"), "aarch64 has no system call 'open'");
#else
    assert_usage(DENY("arm_sync_file_range", "true"), "x86-64 has no");
#endif
}

/* ---- never without the filter ------------------------------------------ */

/* A kernel that refuses, or says yes and does nothing: CMD does not run. */
static void without_its_filter_nothing_runs(void **state)
{
    (void) state;
    need_command("strace");
    static const char *const faults[] = {
        "seccomp:error=ENOMEM", "seccomp:retval=0", "prctl:error=EPERM:when=2+",
        "prctl:retval=0:when=2+",
    };

    for (int i = 0; i < 4; i++) {
        struct robot *robot = robot_run(lesson,
            .wrapper = { "strace", "-f", "-qq", "-o", "/dev/null", "-e",
                         text("inject=%s", faults[i]) },
            .args = { "--deny", "kill", "--", "echo", "it ran" });
        assert_no_text(faults[i], robot->out, "it ran",
                       "a program without its filter must not run");
        assert_status(robot, 125, "our own failure");
        assert_text(faults[i], robot->err, "06-seccomp: ", "and it is said");
    }
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

/* ---- every way out ----------------------------------------------------- */

static void quitting_ends_well_at_every_pause(void **state)
{
    (void) state;
    for (int step = 1; step <= STEPS; step++) {
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        assert_int_equal(robot_quit(robot), 0);
        assert_no_text("the end", robot->out, "done:",
                       "q is no proof that all was shown");
    }
}

static void signals_end_it_well_at_every_pause(void **state)
{
    (void) state;
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

    for (int step = 1; step <= STEPS; step++) {
        int number = signals[step % 3];
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        robot_signal(robot, number);
        assert_status(robot, 128 + number, "128 + n, and all is undone");
    }
}

/* SIGKILL leaves no time to clean up: the box ends with its parent. */
static void a_killed_lesson_takes_its_box_along(void **state)
{
    (void) state;
    for (int step = 2; step <= STEPS; step++) {
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        robot_signal(robot, SIGKILL);
        assert_status(robot, -SIGKILL, "nothing could be done");
    }
}

static void two_at_once_do_not_meet(void **state)
{
    (void) state;
    struct robot *one = robot_start(lesson), *two = robot_start(lesson);

    robot_go_to(one, 3);
    robot_go_to(two, 3);
    assert_int_not_equal(box_of(one), box_of(two));
    assert_int_equal(robot_walk(one), 0);
    assert_int_equal(robot_walk(two), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(a_plain_user_sees_the_same),
        cmocka_unit_test(a_filter_refuses_what_it_names_and_no_more),
        cmocka_unit_test(the_program_shown_is_the_one_that_runs),
        cmocka_unit_test(a_filter_is_for_ever),
        cmocka_unit_test(a_plain_user_gives_up_privileges_first),
        cmocka_unit_test(root_of_a_user_namespace_sees_it_too),
        cmocka_unit_test(a_list_of_the_forbidden_has_holes),
        cmocka_unit_test(clone3_is_missing_and_threads_start),
        cmocka_unit_test(the_same_call_has_other_numbers),
        cmocka_unit_test(killed_is_told_from_refused),
        cmocka_unit_test(what_is_denied_is_refused),
        cmocka_unit_test(each_harmless_call_can_be_denied),
        cmocka_unit_test(a_command_cannot_gain_privileges),
        cmocka_unit_test(the_status_is_the_commands_own),
        cmocka_unit_test(killed_by_seccomp_is_said_with_the_call),
        cmocka_unit_test(log_allows_and_writes_it_down),
        cmocka_unit_test(what_a_start_needs_is_added_and_said),
        cmocka_unit_test(what_is_not_allowed_is_refused),
        cmocka_unit_test(an_unknown_name_is_an_error_before_anything_runs),
        cmocka_unit_test(without_its_filter_nothing_runs),
        cmocka_unit_test(behind_another_filter_the_story_says_why_not),
        cmocka_unit_test(quitting_ends_well_at_every_pause),
        cmocka_unit_test(signals_end_it_well_at_every_pause),
        cmocka_unit_test(a_killed_lesson_takes_its_box_along),
        cmocka_unit_test(two_at_once_do_not_meet),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
