/* 06-seccomp - the second telling of lesson 6: claims, and their proof

   The witnesses: /proc/PID/status, the commands that want the calls which are
   forbidden here, scmp_sys_resolver(1) for the numbers, and the kernel's log.
   cmocka handles SIGSYS, and children inherit that: so nothing is filtered
   here but programs that are executed. */

#include "support/outside.h"
#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "06-seccomp";

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

/* (uid_t) -1 leaves the uid as it is; setresuid(2). */
static void no_uid_is_nobodys(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .args = { "--only=5" },
                                    .env = { "SUDO_UID=4294967295" });

    assert_text("step 5", robot->out, "uid 65534, no_new_privs 0: refused",
                "the box is not root's, whatever SUDO_UID says");
}

/* It is inherited and cannot be taken back; prctl(2). */
static void where_privileges_are_given_up_that_is_said(void **state)
{
    (void) state;
    need_command("setpriv");
    struct robot *robot = robot_run(lesson, .args = { "--only=5" },
        .wrapper = { "setpriv", "--no-new-privs" }, .plain_user = true);

    assert_status(robot, 0, "the step is told");
    assert_text("step 5", robot->out, "no_new_privs is set already",
                "what cannot be shown is said");
    assert_text("step 5", robot->out, "(EACCES)", "and what it would be");
    const char *first = strstr(robot->out, ": installed");
    if (!first || strstr(first + 1, ": installed"))
        fail_saying(HERE, "  with no_new_privs it is installed: once, not "
                    "twice the same\n%s\n", robot->out);
}

/* In a user namespace there may be no other user to become. */
static void root_of_a_user_namespace_sees_it_too(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_run(lesson, .wrapper = { "unshare", "-Ur" },
                                    .plain_user = true);

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
    assert_not_said(robot, "CLONE_NEWUTS): refused: EPERM",
                    "unshare is forbidden, clone is not; see clone(2)");
    robot_enter(robot);
    assert_said(robot, "tgkill(victim): refused: EPERM", "not named");
    assert_said(robot, "pidfd_send_signal(victim): refused: EPERM",
                "not named");
    assert_said(robot, "CLONE_NEWUTS): refused: EPERM",
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

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(a_plain_user_sees_the_same),
        cmocka_unit_test(a_filter_refuses_what_it_names_and_no_more),
        cmocka_unit_test(the_program_shown_is_the_one_that_runs),
        cmocka_unit_test(a_filter_is_for_ever),
        cmocka_unit_test(a_plain_user_gives_up_privileges_first),
        cmocka_unit_test(no_uid_is_nobodys),
        cmocka_unit_test(where_privileges_are_given_up_that_is_said),
        cmocka_unit_test(root_of_a_user_namespace_sees_it_too),
        cmocka_unit_test(a_list_of_the_forbidden_has_holes),
        cmocka_unit_test(clone3_is_missing_and_threads_start),
        cmocka_unit_test(the_same_call_has_other_numbers),
        cmocka_unit_test(killed_is_told_from_refused),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
