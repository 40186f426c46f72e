/* unit-rootfs - what a root of lesson 7 shows and hides in boxes with more
   namespaces than that lesson has, and on machines with more devices

   Each root is built in a throw-away child (attempt.h), in a mount namespace of
   its own. */

#include "common/attempt.h"
#include "common/failure.h"
#include "lessons/07-rootfs/rootfs.h"
#include "support/suite.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

enum { LIMIT_MS = 20000 };

/* ---- views -------------------------------------------------------------- */

static int in_a_whole_box(void)
{
    struct statfs cgroup, mqueue;

    if (unshare(CLONE_NEWCGROUP | CLONE_NEWIPC) == -1)
        return failed("unshare(CLONE_NEWCGROUP | CLONE_NEWIPC)");
    bool is_v2 = statfs("/sys/fs/cgroup", &cgroup) == 0
              && cgroup.f_type == 0x63677270;
    int image, root;
    if (rootfs_leave() == -1 || (image = rootfs_open("/")) == -1
        || (root = rootfs_layers(image)) == -1 || rootfs_proc(root) == -1
        || rootfs_sys(root) == -1 || rootfs_cgroup(root) == -1
        || rootfs_dev(root) == -1 || rootfs_mqueue(root) == -1
        || rootfs_enter(root) == -1)
        return -1;
    if (statfs("/sys/fs/cgroup", &cgroup) == -1
        || statfs("/dev/mqueue", &mqueue) == -1)
        return failed("statfs()");
    if ((cgroup.f_type == 0x63677270) != is_v2 || mqueue.f_type != 0x19800202)
        return failed_saying("not there", "cgroup2 or mqueue");
    if (mkdir("/sys/fs/cgroup/x", 0755) == 0 || (is_v2 && errno != EROFS))
        return failed_saying("can be written", "/sys/fs/cgroup");
    return 0;
}

static void a_box_with_more_namespaces_has_more_views(void **state)
{
    (void) state;
    need_root();
    if (attempt("a whole box", in_a_whole_box, LIMIT_MS) == -1)
        fail_saying(HERE, "  %s\n  %s\n", last_failure()->call,
                    last_failure()->cause);
}

/* An image that was opened in one mount namespace is of no use in another, so
   rootfs.h says where to open it. */
static int opened_too_early(void)
{
    int image = rootfs_open("/");

    if (image == -1 || rootfs_leave() == -1)
        return -1;
    return rootfs_layers(image) == -1 ? -1 : 0;
}

static void an_image_is_opened_where_it_is_used(void **state)
{
    (void) state;
    need_root();
    assert_int_equal(attempt("layers", opened_too_early, LIMIT_MS), -1);
    assert_text("call", last_failure()->call, "EINVAL",
                "the kernel asks whether the mount is ours");
}

/* ---- covers ------------------------------------------------------------- */

/* A machine with two processors and a sensor in each: a /sys of our own says
   so, mounted over the real one. */
static int with_sensors(void)
{
    static const char *const made[] = {
        "/cpufreq", "/cpu0", "/cpu12", "/cpu0/thermal_throttle",
        "/cpu12/thermal_throttle",
    };
    static const char cpus[] = "/sys/devices/system/cpu";
    char path[100];
    struct statfs found;
    int image, root;

    if (rootfs_leave() == -1 || (image = rootfs_open("/")) == -1
        || (root = rootfs_layers(image)) == -1 || rootfs_proc(root) == -1
        || rootfs_sys(root) == -1 || rootfs_dev(root) == -1
        || rootfs_enter(root) == -1)
        return -1;
    if (mount("none", cpus, "tmpfs", 0, "mode=0755") == -1)
        return failed("mount(tmpfs, %s)", cpus);
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        snprintf(path, sizeof path, "%s%s", cpus, made[i]);
        if (mkdir(path, 0755) == -1)
            return failed("mkdir(%s)", path);
    }
    if (rootfs_mask() == -1)
        return -1;
    for (size_t i = 3; i < 5; i++) {
        snprintf(path, sizeof path, "%s%s", cpus, made[i]);
        if (statfs(path, &found) == -1)
            return failed("statfs(%s)", path);
        if (!(found.f_flags & ST_RDONLY))
            return failed_saying("not covered", "%s", path);
    }
    return 0;
}

static void each_processor_is_covered(void **state)
{
    (void) state;
    need_root();
    if (attempt("sensors", with_sensors, LIMIT_MS) == -1)
        fail_saying(HERE, "  %s\n  %s\n", last_failure()->call,
                    last_failure()->cause);
}

/* Docker's list of 2026; whoever changes ours should mean it. */
static void the_lists_are_those_of_docker(void **state)
{
    (void) state;
    char all[2000] = "";

    for (int i = 0; rootfs_masked[i]; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s ",
                 rootfs_masked[i]);
    for (int i = 0; rootfs_protected[i]; i++)
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s ",
                 rootfs_protected[i]);
    assert_string_equal(all,
        "/proc/acpi /proc/asound /proc/interrupts /proc/kcore /proc/keys "
        "/proc/latency_stats /proc/sched_debug /proc/scsi /proc/timer_list "
        "/proc/timer_stats /sys/devices/system/cpu/cpu*/thermal_throttle "
        "/sys/devices/virtual/powercap /sys/firmware "
        "/proc/bus /proc/fs /proc/irq /proc/sys /proc/sysrq-trigger ");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_with_more_namespaces_has_more_views),
        cmocka_unit_test(an_image_is_opened_where_it_is_used),
        cmocka_unit_test(each_processor_is_covered),
        cmocka_unit_test(the_lists_are_those_of_docker),
    };

    return run_unit_tests("unit-rootfs", tests, argc, argv);
}
