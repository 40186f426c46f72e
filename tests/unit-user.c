/* unit-user - who a command is

   Started as "unit-user --become UID:GID", this program becomes that user and
   shows its own /proc/PID/status. */

#include "common/failure.h"
#include "lessons/10-container/user.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <string.h>
#include <unistd.h>

static int subject(const char *who)
{
    struct user user;

    if (user_parse(who, &user) == -1 || user_become(&user) == -1) {
        speak_failure("subject");
        return 1;
    }
    execl("/bin/sh", "sh", "-c", "grep -E ^[UG]id:\\|^Groups: "
          "/proc/self/status", NULL);
    return 1;
}

static struct robot *become(const char *before, const char *who)
{
    return shell(text("%s %s/tests/unit-user --become %s", before,
                      launch_build(), who));
}

/* ---- the option --------------------------------------------------------- */

static void numbers_are_users(void **state)
{
    (void) state;
    static const struct {
        const char *text;
        struct user user;
    } good[] = {
        { "0", { 0, 0 } }, { "1000", { 1000, 1000 } }, { "0:5", { 0, 5 } },
        { "65534:65533", { 65534, 65533 } },
        { "4294967294:0", { 4294967294u, 0 } },
    };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct user user = { 7, 7 };
        assert_int_equal(user_parse(good[i].text, &user), 0);
        assert_int_equal(user.uid, good[i].user.uid);
        assert_int_equal(user.gid, good[i].user.gid);
    }
}

static void all_else_is_refused(void **state)
{
    (void) state;
    static const char *const bad[] = {
        "", ":", "1:", ":1", "1:2:3", "-1", "+1", " 1", "1 ", "1: 2", "01",
        "00", "0x0", "1.5", "root", "0:root", "4294967295", "4294967296",
        "99999999999999999999999", "18446744073709551616", "1\n", "\303\244",
    };
    struct user user = { 7, 7 };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (user_parse(bad[i], &user) != -1)
            fail_saying(HERE, "  '%s' is no user, and became %u:%u\n", bad[i],
                        user.uid, user.gid);
        assert_text("the failure", last_failure()->call, "expected UID or "
                    "UID:GID", "it says what is wanted");
        assert_int_equal(user.uid, 7);
    }
}

/* ---- becoming ----------------------------------------------------------- */

static void nothing_of_the_old_user_is_left(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    struct robot *robot = become("setpriv --groups 3,4,5", "1234:2345");

    assert_status(robot, 0, "root may become anybody; see setresuid(2)");
    assert_text("its status", robot->out, "Uid: 1234 1234 1234 1234 "
                "Gid: 2345 2345 2345 2345 Groups:",
                "real, effective, saved and file system ids; see "
                "credentials(7)");
    assert_no_text("its groups", robot->out, "Groups: 3",
                   "they are emptied; see setgroups(2)");
}

/* A kernel that says yes and does nothing. */
static void an_id_that_stays_is_noticed(void **state)
{
    static const char *const calls[] = { "setgroups", "setresgid",
                                         "setresuid" };

    (void) state;
    need_root();
    need_command("strace");
    need_command("setpriv");
    for (int i = 0; i < 3; i++) {
        struct robot *robot = become(text(
            "ASAN_OPTIONS=detect_leaks=0 setpriv --groups 3,4 strace -qq -o "
            "/dev/null -e inject=%s:retval=0", calls[i]), "1234:2345");
        assert_status(robot, 1, "all are read back; see getresuid(2)");
    }
}

static void a_plain_user_becomes_nobody_else(void **state)
{
    (void) state;
    struct robot *robot = robot_run(text("%s/tests/unit-user", launch_build()),
                                    .args = { "--become", "0" },
                                    .plain_user = true);

    assert_status(robot, 1, "it needs CAP_SETGID; see setgroups(2)");
    assert_text("stderr", robot->err, "setgroups(0): Operation not permitted",
                "the call and the kernel's words");
}

/* Made by a plain user, a user namespace has one id, and groups that cannot be
   given up. */
static void in_a_user_namespace_groups_stay(void **state)
{
    (void) state;
    need_command("unshare");
    if (shell("unshare -Ur true")->status != 0)
        skip_because("user namespaces are not allowed here");
    struct robot *robot = become("unshare -Ur", "0");

    assert_status(robot, 0, "setgroups is denied; see user_namespaces(7)");
    assert_text("its status", robot->out, "Uid: 0 0 0 0 Gid: 0 0 0 0",
                "see user_namespaces(7)");
    robot = become("unshare -Ur", "1000");
    assert_status(robot, 1, "no such id there; see user_namespaces(7)");
    assert_text("stderr", robot->err, "this user namespace has no such id",
                "EINVAL has this cause; see setresuid(2)");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_users),
        cmocka_unit_test(all_else_is_refused),
        cmocka_unit_test(nothing_of_the_old_user_is_left),
        cmocka_unit_test(an_id_that_stays_is_noticed),
        cmocka_unit_test(a_plain_user_becomes_nobody_else),
        cmocka_unit_test(in_a_user_namespace_groups_stay),
    };

    if (argc > 2 && strcmp(argv[1], "--become") == 0)
        return subject(argv[2]);
    return run_unit_tests("unit-user", tests, argc, argv);
}
