/* 07-closed - lesson 7: ways out of a root of its own that are closed

   Whatever a call that protects says, or if it fails: either the command runs
   with all of its protection, or it does not run.  strace(1) makes them lie and
   fail. */

#include "support/image.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <string.h>

static const char lesson[] = "07-rootfs";

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })
#define INSIDE(script) (image_built(), RUN("--", "sh", "-c", script))

/* The lesson as part of a shell command. */
static const char *program(void)
{
    return launch_path(lesson, false);
}

static void an_open_directory_is_no_way_out(void **state)
{
    (void) state;
    need_root();
    image_built();
    struct robot *robot = shell(text("exec 7</ 9</etc; %s -- sh -c 'ls "
                                     "/proc/self/fd; ls /proc/self/fd/7/'",
                                     program()));

    assert_text("stdout", robot->out, "0\n1\n2\n3\n", "3 is of ls itself");
    assert_no_text("stdout", robot->out, "7", "it was closed; close_range(2)");
    assert_text("stderr", robot->err, "/proc/self/fd/7", "there is no way");
}

/* Directories of the host are open in the lesson, and in who started it. */
static void what_a_box_has_open_is_no_way_out(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson,
        .wrapper = { "sh", "-c", "exec \"$@\" 7</ 9</etc", "sh" });

    for (int step = 6; step <= 8; step++) {
        robot_go_to(robot, step > 7 ? ROBOT_END : step);
        long box = robot_number(robot, "sudo test /proc/");
        assert_shows(text("ls /proc/%ld/fd | wc -l", box), "5",
                     "0, 1, 2 and its two pipes; see close_range(2)");
        assert_hides(text("cd /proc/%ld/fd; for fd in *; do test ! -d $fd || "
                          "readlink $fd; done", box), "/",
                     "\"..\" of a directory of the host leads up to its root");
    }
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
}

static struct robot *with_faults(const char *inject)
{
    const char *script = "cat /etc/os-release; cat /proc/interrupts; "
                         "true >/proc/sys/kernel/hostname; "
                         "true >/sys/kernel/x; touch /x; ls /..";

    return robot_run(lesson,
                     .args = { "--read-only", "--", "sh", "-c", script },
                     WITH_FAULT(inject));
}

/* "Yes" is no proof: if a mount was not made, nothing runs. */
static void a_kernel_that_lies_is_not_believed(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    static const struct {
        const char *call;
        int count;
    } lies[] = { { "mount", 30 }, { "pivot_root", 1 }, { "umount2", 1 },
                 { "unshare", 1 }, { "chdir", 1 }, { "fchdir", 1 } };

    image_built();
    for (int i = 0; i < 6; i++)
        for (int n = 1; n <= lies[i].count; n++) {
            struct robot *robot = with_faults(text("%s:retval=0:when=%d",
                                                   lies[i].call, n));
            const char *seen = text("%s %s", robot->out, robot->err);
            if (robot->status == 125) {
                assert_no_text("stdout", robot->out, "loac", "nothing runs");
                continue;
            }
            const char *where = text("with the lie %s %d", lies[i].call, n);
            assert_text(where, seen, "ID=loac", "the root is the image");
            assert_text(where, seen, "hostname: Read-only", "see rootfs.h");
            assert_text(where, seen, "/sys/kernel/x: Read-only", "it is");
            assert_text(where, seen, "/x: Read-only", "see rootfs.h");
            assert_no_text(where, seen, "CPU0", "/proc/interrupts is covered");
            assert_no_text(where, seen, "boot", "no host is above");
        }
}

/* One errno has several meanings; the one that is true here is told. */
static void why_a_mount_is_refused_is_said(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    static const struct {
        const char *fault, *call, *cause;
    } refused[] = {
        { "mount:error=EPERM:when=1", "mount(/, MS_REC | MS_PRIVATE)",
          "a security module of this machine" },
        { "mount:error=EACCES:when=1", "mount(/,", "a security module" },
        { "mount:error=ENOSPC:when=1", "mount(/,", "/proc/sys/fs/mount-max" },
        { "mount:error=ENODEV:when=2", "mount(tmpfs", "type tmpfs" },
        { "mount:error=EPERM:when=3", "mount(overlay", "a security module" },
        { "mount:error=ENODEV:when=3", "mount(overlay", "type overlay" },
        { "mount:error=ENODEV:when=4", "mount(proc", "type proc" },
        { "mknodat:error=EPERM:when=1", "mknod(/dev/null)", "CAP_MKNOD" },
    };

    image_built();
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct robot *robot = with_faults(refused[i].fault);
        assert_status(robot, 125, "our own failure");
        assert_text("stderr", text("%.60s", robot->err),
                    text("07-rootfs: %s", refused[i].call),
                    "the first line names the call that failed");
        assert_text("stderr", robot->err, refused[i].cause,
                    "see mount(2), ERRORS");
        assert_no_text("stderr", robot->err, "make doctor", "a cure is known");
    }
}

/* On a host as systemd makes it; "private" is said, and is not true. */
static void shared_mounts_are_noticed(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    image_built();
    struct robot *robot = shell(text(
        "unshare -m --propagation private sh -c 'mount -n --make-rshared / && "
        "ASAN_OPTIONS=detect_leaks=0 exec strace -f -qq -o /dev/null -e "
        "inject=mount:retval=0:when=1 %s -- echo PAYLOAD'", program()));

    assert_status(robot, 125, "our own failure");
    assert_text("stderr", robot->err, "still shared",
                "mountinfo is read; see proc(5)");
    assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");
}

static void whatever_fails_nothing_runs_half_protected(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    static const char *const faults[] = {
        "mount:error=EPERM", "mount:error=EINVAL", "mount:error=ENOENT",
    };

    for (int i = 0; i < 3; i++)
        for (int n = 1; n <= 27; n += 2) {
            struct robot *robot = with_faults(text("%s:when=%d", faults[i], n));
            const char *seen = text("%s %s", robot->out, robot->err);
            if (robot->status == 125)
                continue;
            assert_text(faults[i], seen, "ID=loac", "the root is the image");
            assert_text(faults[i], seen, "/x: Read-only", "it is sealed");
        }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_directory_is_no_way_out),
        cmocka_unit_test(what_a_box_has_open_is_no_way_out),
        cmocka_unit_test(a_kernel_that_lies_is_not_believed),
        cmocka_unit_test(why_a_mount_is_refused_is_said),
        cmocka_unit_test(shared_mounts_are_noticed),
        cmocka_unit_test(whatever_fails_nothing_runs_half_protected),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
