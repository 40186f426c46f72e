/* unit-clean - what a command does not inherit

   This program is its own subject: started as "unit-clean --PART", it does one
   part of the cleaning and becomes a program that looks. */

#include "common/failure.h"
#include "lessons/10-container/clean.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <linux/keyctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- the subject -------------------------------------------------------- */

static int environment(char *argv[])
{
    return clean_environment("/root", "box", argv[2] ? "vt100" : NULL,
                             argv[2] ? argv + 2 : NULL);
}

static int part(char *argv[])
{
    const char *name = argv[1] + 2;

    if (strcmp(name, "hidden") == 0)
        return clean_hidden();
    if (strcmp(name, "descriptors") == 0)
        return clean_descriptors(NULL, 0);
    if (strcmp(name, "but-five") == 0)
        return clean_descriptors((const int[]){ -1, 5 }, 2);
    if (strcmp(name, "keyring") == 0)
        return clean_keyring();
    if (strcmp(name, "limits") == 0)
        return clean_limits();
    if (strcmp(name, "umask") == 0)
        return clean_umask();
    return environment(argv);
}

static int say_owner(void)
{
    struct stat status;

    return stat("/proc/self/fd", &status) == -1
        || printf("%u\n", status.st_uid) < 0;
}

static int say_session(void)
{
    return printf("%ld\n", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID,
                                   KEY_SPEC_SESSION_KEYRING, 0)) < 0;
}

/* Cleans, then does what the variable LOOK says: a shell command, mostly. */
static int subject(char *argv[])
{
    char look[400];

    snprintf(look, sizeof look, "%s", getenv("LOOK"));
    if (part(argv) == -1) {
        speak_failure("subject");
        return 1;
    }
    if (strcmp(look, "crash") == 0)
        abort();
    if (strcmp(look, "owner") == 0)
        return say_owner();
    if (strcmp(look, "session") == 0)
        return say_session();
    execl("/bin/sh", "sh", "-c", look, NULL);
    return 1;
}

/* BEFORE is shell that prepares, as "exec 9</;". */
static const char *shown(const char *before, const char *arguments,
                         const char *look)
{
    struct robot *robot = shell(text("%s LOOK='%s' %s/tests/unit-clean %s",
                                     before, look, launch_build(), arguments));

    assert_status(robot, 0, "the part is cleaned");
    return robot->out;
}

/* ---- the tests ---------------------------------------------------------- */

/* Descriptors of an outer shell: one of them an open directory of the host. */
static void no_descriptor_stays_open(void **state)
{
    (void) state;
    const char *look = "for i in 5 9 77; do test -e /proc/$$/fd/$i && "
                       "echo open: $i; done; true";

    assert_string_equal(shown("exec 5</ 9</; ulimit -n 100;", "--descriptors",
                              look), "");
    assert_string_equal(shown("exec 5</ 9</;", "--but-five", look),
                        "open: 5\n");
    assert_string_equal(shown("exec 9</;", "--descriptors",
                              "test -e /proc/self/fd/0 && echo 0"), "0\n");
}

/* A kernel that says yes and closes nothing. */
static void a_descriptor_that_stays_is_noticed(void **state)
{
    (void) state;
    need_command("strace");
    struct robot *robot = shell(text(
        "exec 9</; ASAN_OPTIONS=detect_leaks=0 LOOK=true strace -qq -o "
        "/dev/null -e inject=close_range:retval=0 %s/tests/unit-clean "
        "--descriptors", launch_build()));

    assert_status(robot, 1, "/proc/self/fd is read; see close_range(2)");
    assert_text("stderr", robot->err, "9: it is still open", "see proc(5)");
}

/* A session keyring is passed on like a descriptor: the same number before and
   after execve(2), unless a new one is made. */
static void the_keyring_is_a_new_one(void **state)
{
    (void) state;
    const char *before = shown("", "--umask", "session");

    if (strcmp(before, "-1\n") == 0)
        skip_because("keyctl(2) is refused here: no keyrings in this kernel, "
                     "or a filter");
    assert_string_equal(shown("", "--umask", "session"), before);
    assert_string_not_equal(shown("", "--keyring", "session"), before);
}

static int keyring_when(const char *injected)
{
    return shell(text("ASAN_OPTIONS=detect_leaks=0 LOOK=true strace -qq -o "
                      "/dev/null -e inject=keyctl:%s %s/tests/unit-clean "
                      "--keyring", injected, launch_build()))->status;
}

static void a_kernel_without_keyrings_has_none_to_hide(void **state)
{
    (void) state;
    need_command("strace");
    assert_int_equal(keyring_when("error=ENOSYS"), 0);
    assert_int_equal(keyring_when("error=EPERM"), 1);
    assert_int_equal(keyring_when("retval=5"), 1); /* yes, and does nothing */
}

static void the_environment_is_made_from_nothing(void **state)
{
    (void) state;
    const char *path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
                       "/sbin:/bin";

    assert_string_equal(
        shown("SECRET=1 TERM=xterm", "--environment",
              "/usr/bin/env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= | sort"),
        text("HOME=/root\nHOSTNAME=box\n%s\n", path));
    assert_string_equal(
        shown("", "--environment A=1 HOME=/x EMPTY= B=2=3",
              "/usr/bin/env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= | sort"),
        text("A=1\nB=2=3\nEMPTY=\nHOME=/x\nHOSTNAME=box\n%s\nTERM=vt100\n",
             path));
}

static void a_variable_has_a_name_and_a_value(void **state)
{
    (void) state;
    static const char *const good[] = { "A=", "A=1", "_a9=x=y", "A= \n" };
    static const char *const bad[] = { "", "=", "=1", "A", "1A=2", "A B=1",
                                       "A-B=1", "\303\244=1", "%$=1" };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(clean_variable(good[i]), 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(clean_variable(bad[i]), -1);
        assert_text("the failure", last_failure()->call,
                    "expected NAME=VALUE", "it says what is wanted");
    }
}

static void new_files_are_their_owners(void **state)
{
    (void) state;
    assert_string_equal(shown("umask 0;", "--umask", "umask"), "0022\n");
    assert_string_equal(shown("umask 0777;", "--umask", "umask"), "0022\n");
}

/* The limit is 1 byte, not 0: a pipe in core_pattern ignores 0. */
static void a_crash_leaves_no_core(void **state)
{
    (void) state;
    const char *hard = shell("ulimit -Hc")->out;

    if (strcmp(hard, "0\n") == 0)
        skip_because("the hard limit of core files is 0 here already");
    assert_text("the limit", shown("ulimit -S -c unlimited;", "--limits",
                                   "grep core /proc/self/limits"),
                "core file size 1 1 bytes", "soft and hard; see getrlimit(2)");
    struct robot *robot = shell(text(
        "cd $(mktemp -d) && ulimit -S -c unlimited; LOOK=crash "
        "ASAN_OPTIONS=handle_abort=0 %s/tests/unit-clean --limits; "
        "find . -type f", launch_build()));
    assert_string_equal(robot->out, "");
}

/* Whoever is not dumpable has a /proc/PID that is root's. */
static void while_it_sets_up_nobody_looks_in(void **state)
{
    (void) state;
    need_root();
    const char *self = text("%s/tests/unit-clean", launch_build());

    assert_string_equal(robot_run(self, .args = { "--hidden" },
                                  .env = { "LOOK=owner" },
                                  .plain_user = true)->out, "0\n");
    assert_string_equal(robot_run(self, .args = { "--umask" },
                                  .env = { "LOOK=owner" },
                                  .plain_user = true)->out, "65534\n");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_descriptor_stays_open),
        cmocka_unit_test(a_descriptor_that_stays_is_noticed),
        cmocka_unit_test(the_keyring_is_a_new_one),
        cmocka_unit_test(a_kernel_without_keyrings_has_none_to_hide),
        cmocka_unit_test(the_environment_is_made_from_nothing),
        cmocka_unit_test(a_variable_has_a_name_and_a_value),
        cmocka_unit_test(new_files_are_their_owners),
        cmocka_unit_test(a_crash_leaves_no_core),
        cmocka_unit_test(while_it_sets_up_nobody_looks_in),
    };

    if (argc > 1 && strncmp(argv[1], "--", 2) == 0)
        return subject(argv);
    return run_unit_tests("unit-clean", tests, argc, argv);
}
