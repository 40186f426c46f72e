/* 00-your-machine - the doctor: what is true of this machine, and nothing else

   Machines are made worse in namespaces of the tests; see namespaces(7). */

#include "support/launch.h"
#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"
#include "support/ways_out.h"

#include <string.h>

static const char lesson[] = "00-your-machine";

static void the_doctor_shows_the_whole_show(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson, .seconds = 60);

    assert_int_equal(robot_walk(robot), 0);
}

/* This lesson needs no privilege: what is refused is a fact, no failure. */
static void a_plain_user_sees_the_whole_show(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson, .seconds = 60,
                                      .plain_user = true);

    assert_int_equal(robot_walk(robot), 0);
}

static void the_doctor_asks_every_lesson_and_names_one_command(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .seconds = 60);
    const char *at = robot->out, *line;
    int next = 0, summaries = 0, lessons = 0;

    assert_status(robot, 0, "the doctor changes nothing and cannot fail");
    struct robot *others = shell(text("ls %s | grep '^[0-9]' | grep -v ^00-",
                                      launch_build()));
    for (const char *all = others->out; (line = text_line(&all)); lessons++)
        assert_text("the doctor", robot->out, text("host: %s", line),
                    "each lesson is asked by its --check");
    assert_true(lessons > 0);
    while ((line = text_line(&at))) {
        next += text_labelled(line, "next") != NULL;
        summaries += text_labelled(line, "summary") != NULL;
    }
    assert_int_equal(next, 1);
    assert_int_equal(summaries, 1);
}

/* Whether root can be had is not known: who needs root is counted apart. */
static void the_summary_counts_apart_what_needs_root(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .seconds = 60, .plain_user = true);
    int lessons = 0, runs = 0, as_root = 0;
    long long number;

    assert_status(robot, 0, "the doctor changes nothing and cannot fail");
    const char *at = robot->out, *line;
    while ((line = text_line(&at))) {
        const char *host = text_labelled(line, "host");
        if (!host || !text_match(host, "#-", &number))
            continue;
        const char *says = strchr(host, ' ') + strspn(strchr(host, ' '), " ");
        lessons++;
        runs += strcmp(says, "runs") == 0;
        as_root += strcmp(says, "runs as root") == 0;
    }
    const char *more = as_root ? text(", %d as root", as_root) : "";
    assert_text("the doctor", robot->out,
                text("summary: %d/%d run%s, cgroup", runs, lessons, more),
                "the numbers are those of step 3");
}

/* A machine where COMMANDS are missing: what may not be executed covers them. */
static struct robot *run_without(const char *commands)
{
    return robot_run(lesson, .seconds = 60,
        .wrapper = { "unshare", "-m", "sh", "-c",
                     text("for c in %s; do ! path=$(command -v $c) || "
                          "mount -n --bind /dev/null $path || exit; done; "
                          "exec \"$0\" \"$@\"", commands) });
}

/* A small Debian may have no apt-get. */
static const char *package(void)
{
    static const char *const managers[] = { "apt-get", "dnf", "pacman",
                                            "zypper" };

    for (size_t i = 0; i < sizeof managers / sizeof *managers; i++)
        if (robot_has_command(managers[i]))
            return "package";
    return "Debian's package";
}

static void the_doctor_names_the_package_of_what_is_missing(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = run_without("ip");

    assert_status(robot, 0, "what is missing is a fact, no failure");
    assert_text("the doctor", robot->out, text("ip (%s iproute", package()),
                "the package of this machine's package manager");
    assert_text("the doctor", robot->out, "next: make deps",
                "first things first");
}

/* Who cannot read a page lacks it. */
static void without_man_the_pages_are_missing_too(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = run_without("man");

    assert_status(robot, 0, "what is missing is a fact, no failure");
    assert_text("the doctor", robot->out, text("man (%s man", package()),
                "the command");
    assert_text("the doctor", robot->out, text("unshare(2) (%s man", package()),
                "man -w does not find it; see man(1)");
}

static void without_a_known_manager_debians_names_are_said(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = run_without("ip apt-get dnf pacman zypper");

    assert_status(robot, 0, "what is missing is a fact, no failure");
    assert_text("the doctor", robot->out, "ip (Debian's package iproute2)",
                "another system may call it otherwise");
}

/* Lessons that crash, may not be executed, or do not end on SIGTERM; in a
   folder of their own. */
static void the_doctor_says_how_a_silent_check_ended(void **state)
{
    (void) state;
    const char *at = robot_shell(HERE, "mktemp -d")->out;
    const char *folder = text_line(&at);
    const char *doctor = launch_path(lesson, false);

    shell(text("cd %s; chmod 755 .; cp %s .; touch 02-silent 03-no-program; "
               "printf '#!/bin/sh\\nkill -SEGV $$' >01-crash; "
               "printf '#!/bin/sh\\nexit 3' >02-silent; "
               "printf \"#!/bin/sh\\ntrap '' TERM\\nexec sleep 60 >&- 2>&-\" "
               ">04-deaf; chmod 755 01-* 02-* 04-*", folder, doctor));
    struct robot *robot = robot_run(text("%s/00-your-machine", folder),
                                    .seconds = 60);
    shell(text("rm -r %s", folder));

    assert_status(robot, 0, "what a lesson says is a fact, no failure");
    assert_text("the doctor", robot->out,
                "01-crash cannot run: its --check was killed by SIGSEGV",
                "the wait status tells; see wait(2)");
    assert_text("the doctor", robot->out, "ended with status 3 and said nothing",
                "the wait status tells; see wait(2)");
    assert_text("the doctor", robot->out,
                "04-deaf cannot run: its --check does not end",
                "SIGKILL cannot be ignored; see signal(7)");
    assert_text("the doctor", robot->out, "Permission denied",
                "why it is not a program; see execve(2)");
}

static void the_doctor_sees_a_limit_of_zero(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .seconds = 60,
        .wrapper = { "unshare", "-Ur", "sh", "-c",
                     ("echo 0 > /proc/sys/user/max_net_namespaces; "
                      "exec \"$0\" \"$@\"") });

    assert_status(robot, 0, "a limit is a fact, no failure");
    assert_text("the doctor", robot->out, "max_net_namespaces is 0",
                "the limit is named; see namespaces(7)");
    assert_text("the doctor", robot->out, "02-unshare cannot run: ",
                "and the lesson that it stops");
}

/* Root meets a limit as well, so sudo would be no cure. Here the limits are
   those of a user namespace whose root has lost its capabilities. */
static void a_limit_comes_before_the_lack_of_root(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .seconds = 60,
        .args = { "--only=3" },
        .wrapper = { "unshare", "-Ur", "sh", "-c",
                     ("echo 0 > /proc/sys/user/max_net_namespaces; "
                      "echo 0 > /proc/sys/user/max_pid_namespaces; "
                      "exec setpriv --bounding-set=-all \"$0\" \"$@\"") });
    static const char *const says[] = {
        "02-unshare cannot run: /proc/sys/user/max_net_namespaces is 0",
        "03-veth-pair cannot run: /proc/sys/user/max_net_namespaces is 0",
        "08-pid-one cannot run: /proc/sys/user/max_pid_namespaces is 0",
    };

    for (size_t i = 0; i < sizeof says / sizeof says[0]; i++)
        assert_text("the doctor", robot->out, says[i],
                    "it counts for root, too; see namespaces(7)");
}

/* Root of a user namespace is a plain user outside, and no other uid exists
   there. */
static void in_a_user_namespace_the_doctor_asks_as_it_is(void **state)
{
    (void) state;
    const char *yes = "may make and use a user namespace";

    need_user_namespaces();
    struct robot *robot = robot_run(lesson, .args = { "--only=2" },
                                    .plain_user = true,
                                    .wrapper = { "unshare", "-Ur" });

    assert_text("step 2", robot->out, yes,
                "they can be nested; see user_namespaces(7)");
}

/* ---- every way out ------------------------------------------------------ */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    leave_at_every_pause(lesson);
    kill_at_every_pause(lesson, 1);
}

static void it_runs_on_the_real_host(void **state)
{
    (void) state;
    struct robot *robot = robot_start(lesson, .seconds = 60,
                                      .real_host = true);

    assert_int_equal(robot_walk(robot), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_doctor_shows_the_whole_show),
        cmocka_unit_test(a_plain_user_sees_the_whole_show),
        cmocka_unit_test(the_doctor_asks_every_lesson_and_names_one_command),
        cmocka_unit_test(the_summary_counts_apart_what_needs_root),
        cmocka_unit_test(the_doctor_names_the_package_of_what_is_missing),
        cmocka_unit_test(without_man_the_pages_are_missing_too),
        cmocka_unit_test(without_a_known_manager_debians_names_are_said),
        cmocka_unit_test(the_doctor_says_how_a_silent_check_ended),
        cmocka_unit_test(the_doctor_sees_a_limit_of_zero),
        cmocka_unit_test(a_limit_comes_before_the_lack_of_root),
        cmocka_unit_test(in_a_user_namespace_the_doctor_asks_as_it_is),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
