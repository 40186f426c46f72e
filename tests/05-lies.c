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
                     WITH_FAULT(inject));
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
    struct robot *story = robot_run(lesson, WITH_FAULT("capset:retval=0"));
    assert_status(story, 1, "the story stops");
    assert_text("stderr", story->err, "reads back as", "and says why");
}

/* What strace -p does to a lesson that waits at a prompt. */
static void attach(struct robot *robot, const char *inject)
{
    assert_status(shell(text(
        "strace -f -qq -o /dev/null -e inject=%s -p %ld >/dev/null 2>&1 & "
        "until grep -q 'TracerPid:.[1-9]' /proc/%ld/status; do sleep 0.02; "
        "done", inject, (long) robot->pid, (long) robot->pid)), 0,
        "strace(1) is between the lesson and the kernel");
}

/* Steps 5 and 6 say what was emptied: only if it is so, before any execve. */
static void a_step_that_did_nothing_is_not_told(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    static const struct {
        int step;
        const char *lie, *told, *named;
    } lies[] = {
        { 5, "capset:retval=0", "empties the effective", "effective set" },
        { 6, "capset:retval=0", "one lock", "effective set" },
        { 6, "prctl:retval=0", "one lock", "bounding set" },
    };

    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        /* LeakSanitizer stops a program that is traced already. */
        struct robot *robot = robot_start(lesson, .env = {
                                          "ASAN_OPTIONS=detect_leaks=0" });
        robot_go_to(robot, lies[i].step);
        attach(robot, lies[i].lie);
        robot_key(robot, "");
        assert_status(robot, 1, "the step has failed; see capget(2)");
        assert_text("the screen", robot->out,
                    text("the %s reads back as", lies[i].named),
                    "what is still there is named; see proc(5)");
        assert_no_text("the screen", robot->out,
                       text("child:  %s", lies[i].told), "it is not so");
    }
}

/* What execve(2) gives back is looked at, too: where a lock is on before the
   lesson begins, step 5 cannot be shown. */
static void a_lock_from_before_is_named(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    struct robot *robot = shell(text("setpriv --no-new-privs %s --pace=0",
                                     launch_path(lesson, false)));

    assert_status(robot, 1, "step 5 has failed; see prctl(2)");
    assert_text("stdout", robot->out, "Step 5 of 7", "the others were told");
    assert_no_text("stdout", robot->out, "execve fills both", "it is not so");
    assert_text("stderr", robot->err, "no_new_privs", "the lock is named");
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
                WITH_FAULT(text("%s:when=%d", faults[i].fault, n)));
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
        cmocka_unit_test(a_step_that_did_nothing_is_not_told),
        cmocka_unit_test(a_lock_from_before_is_named),
        cmocka_unit_test(a_failing_call_never_means_more_power),
        cmocka_unit_test(a_false_last_capability_is_noticed),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
