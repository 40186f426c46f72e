/* 07-plain-user - lesson 7 without root, in a user namespace

   There no device file may be made, and nothing be mounted that shows a
   namespace of somebody else. */

#include "support/image.h"
#include "support/launch.h"
#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

static const char lesson[] = "07-rootfs";
static const char way[] = "-Ur"; /* without root: options of unshare(1) */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    tell_the_way(lesson, way);
    struct robot *robot = robot_run(lesson, .plain_user = true,
                                    .args = { "--", "true" });
    assert_status(robot, 125, "our own failure");
}

static void the_whole_show_without_root(void **state)
{
    (void) state;
    need_user_namespaces();
    show_without_root(lesson, .args = { "--image", image_built() },
                      .wrapper = { "unshare", way });
}

static struct robot *as_user(const char *unshare, const char *script)
{
    return robot_run(lesson, .plain_user = true,
                     .args = { "--image", image_built(), "--read-only", "--",
                               "/bin/sh", "-c", script },
                     .wrapper = { "unshare", unshare });
}

/* No device files may be made there, no new /proc and /sys: the host's are
   bound, covered and protected all the same. */
static void a_user_namespace_has_a_root_of_its_own_too(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = as_user("-Ur", "id -u; stat -c %t:%T /dev/null; "
        "echo x >/dev/null; wc -c </proc/interrupts; touch /x; ls /; "
        "true >/proc/sys/kernel/hostname; mkdir /sys/fs/cgroup/x; "
        "ls /proc | grep -c '^[0-9]'; ls -A /sys/firmware | wc -c");

    assert_text("stdout", robot->out, "0\n1:3\n0\nbin\ndev\netc\n",
                "its own root; see user_namespaces(7)");
    assert_text("stderr", robot->err, "/x: Read-only", "sealed");
    assert_text("stderr", robot->err, "hostname: Read-only", "protected");
    assert_text("stderr", robot->err, "/sys/fs/cgroup/x': Read-only",
                "read-only to the last mount; see mount_setattr(2)");
    assert_int_equal(robot->status, 0);
}

/* With namespaces of their own, /proc and /sys are new ones. */
static void who_owns_the_namespace_gets_a_new_proc(void **state)
{
    (void) state;
    need_user_namespaces();
    if (robot_run("/bin/true", .plain_user = true,
                  .wrapper = { "unshare", "-Urpf", "--mount-proc" })->status)
        skip_because("parts of /proc are covered: this is a container");
    struct robot *robot = as_user("-Urnpf", "grep ' /proc \\| /sys ' "
                                  "/proc/self/mountinfo; echo pid $$");

    assert_status(robot, 0, "it works in there");
    assert_text("stdout", robot->out, "- proc none", "a new one; see proc(5)");
    assert_text("stdout", robot->out, "- sysfs none", "a new /sys");
    assert_text("stdout", robot->out, "pid 2", "in its own numbers");
}

/* Inside of a container parts of /proc are covered, and the kernel would
   uncover them with a new one. */
static void a_covered_proc_is_not_uncovered(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_run("/bin/sh", .plain_user = true,
        .args = { "-c", text("mount -n -t tmpfs none /proc/sys && exec "
                             "unshare -Urpf %s --image %s -- echo PAYLOAD",
                             launch_path(lesson, true), image_built()) },
        .wrapper = { "unshare", "-Urm" });

    assert_status(robot, 125, "our own failure");
    assert_text("stderr", robot->err, "parts of it are covered here",
                "the cause is named; see mount_namespaces(7)");
    assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");
}

static void a_user_namespace_cannot_look_under_mounts(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_run(lesson, .plain_user = true,
                                    .args = { "--image", "/" },
                                    .wrapper = { "unshare", "-Ur" });

    assert_status(robot, 77, "it cannot be shown with this image");
    assert_text("stderr", robot->err, "not look at what they cover",
                "the cause is named; see mount_namespaces(7)");
    robot = robot_run(lesson, .plain_user = true,
                      .args = { "--image", "/", "--", "true" },
                      .wrapper = { "unshare", "-Ur" });
    assert_status(robot, 125, "nor can a command run in it");
}

static void an_unreadable_image_is_named(void **state)
{
    (void) state;
    need_root();
    need_user_namespaces();
    const char *image = image_with("private-image", "chmod 700 .");
    struct robot *robot = robot_run(lesson, .plain_user = true,
                                    .args = { "--image", image, "--", "true" },
                                    .wrapper = { "unshare", "-Ur" });

    assert_status(robot, 125, "our own failure");
    assert_text("stderr", robot->err, "may not read it", "the cause is named");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(the_whole_show_without_root),
        cmocka_unit_test(a_user_namespace_has_a_root_of_its_own_too),
        cmocka_unit_test(who_owns_the_namespace_gets_a_new_proc),
        cmocka_unit_test(a_covered_proc_is_not_uncovered),
        cmocka_unit_test(a_user_namespace_cannot_look_under_mounts),
        cmocka_unit_test(an_unreadable_image_is_named),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
