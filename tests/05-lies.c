/* 05-lies - calls that fail, and calls that say yes and do nothing

   strace(1) answers in the kernel's place.  Nothing may then run with more than
   was asked for, and nothing may be told that is not so. */

#include "support/test.h"

#include "support/caps.h"
#include "support/launch.h"

#include <string.h>

static const char lesson[] = "05-caps";

/* ---- a kernel that lies ------------------------------------------------ */

static struct robot *with_faults(const char *inject, const char *list)
{
    return robot_run(lesson, .args = { "--keep", list, "--", "echo",
                                       "PAYLOAD" },
                     .wrapper = { "strace", "-f", "-qq", "-o", "/dev/null",
                                  "-e", text("inject=%s", inject) });
}

/* "Yes" is no proof: the sets are read back, and what is not gone is named. */
static void a_kernel_that_lies_is_not_believed(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    static const char *const lies[] = { "capset:retval=0", "prctl:retval=0",
                                        "capset,prctl:retval=0" };

    for (int i = 0; i < 6; i++) {
        struct robot *robot = with_faults(lies[i / 2],
                                          i % 2 ? "none" : "net_admin");
        assert_status(robot, 125, "our own failure");
        assert_text("stderr", robot->err, "reads back as",
                    "what the kernel says is shown; see capget(2)");
        assert_no_text("stdout", robot->out, "PAYLOAD",
                       "nothing runs with more than was asked for");
    }
    struct robot *story = robot_run(lesson,
                                    .wrapper = { "strace", "-f", "-qq", "-o",
                                    "/dev/null", "-e",
                                    "inject=capset:retval=0" });
    assert_status(story, 1, "the story stops");
    assert_text("stderr", story->err, "reads back as", "and says why");
}

/* Whichever call fails, and when: run with the right sets, or not at all. */
static void a_failing_call_never_means_more_power(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    static const struct {
        const char *fault;
        int first, last, stride;
    } faults[] = {
        { "capset:error=EPERM", 1, 1, 1 },
        { "capget:error=EINVAL", 1, 2, 1 },
        { "prctl:error=EPERM", 1, 300, 31 },
        { "prctl:error=EINVAL", 2, 300, 29 },
        { "read:error=EIO", 1, 12, 1 },
    };

    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        for (int n = faults[i].first; n <= faults[i].last;
             n += faults[i].stride) {
            struct robot *robot = robot_run(lesson,
                .args = { "--keep", "net_admin", "--", "grep", "-E",
                          "Cap|NoNew", "/proc/self/status" },
                .wrapper = { "strace", "-f", "-qq", "-o", "/dev/null", "-e",
                             text("inject=%s:when=%d", faults[i].fault, n) });
            if (strstr(robot->out, "CapEff"))
                assert_sets(robot, "0000000000001000");
            else
                assert_int_not_equal(robot->status, 0);
        }
}

/* /proc/sys/kernel/cap_last_cap with a false number: the loop over it would
   end too early, or go too far. */
static void a_false_last_capability_is_noticed(void **state)
{
    (void) state;
    need_root();
    static const char *const numbers[] = { "0", "39", "63", "64", "-1", "x" };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct robot *robot = shell(text(
            "echo %s > /run/last && unshare -m --propagation private sh -c '"
            "mount -n --bind /run/last /proc/sys/kernel/cap_last_cap && "
            "%s --keep net_admin -- echo PAYLOAD'; status=$?; rm /run/last; "
            "exit $status", numbers[i], launch_path(lesson, false)));
        assert_status(robot, 125, "our own failure; see proc(5)");
        assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kernel_that_lies_is_not_believed),
        cmocka_unit_test(a_failing_call_never_means_more_power),
        cmocka_unit_test(a_false_last_capability_is_noticed),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
