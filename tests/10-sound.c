/* 10-sound - programs that mean harm

   The program in an image is not trusted.  A probe, tests/probe/probe.c, tries
   from inside what known escapes were made of.  Its image is 10-images.c. */

#include "support/test.h"

#include "support/box_image.h"
#include "support/image.h"
#include "support/launch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "10-container";

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })

static const char *image(void)
{
    return text("--image=%s", image_with_probe());
}

/* ---- calls -------------------------------------------------------------- */

struct attempt {
    const char *name, *answers; /* one of these, "EPERM ENOSYS" */
};

static void try_all_at(struct where where, const struct attempt *attempts,
                       const char *why, const char *option)
{
    char *names = text("probe");

    for (const struct attempt *a = attempts; a->name; a++)
        names = text("%s %s", names, a->name);
    struct robot *robot = RUN(image(), option, "--", "sh", "-c", names);
    for (const struct attempt *a = attempts; a->name; a++) {
        const char *at = strstr(robot->out, text("%s: ", a->name));
        char answer[32] = "(none)";
        if (at)
            sscanf(at + strlen(a->name) + 2, "%31s", answer);
        if (!strstr(a->answers, answer))
            fail_saying(where, "  tried:    %s, in a container with %s\n"
                        "  expected: %s\n  seen:     %s\n  why:      %s\n",
                        a->name, option, a->answers, answer, why);
    }
}

#define try_all(attempts, why) \
    try_all_at(HERE, attempts, why, "--hostname=container")

static const struct attempt namespaces[] = {
    { "unshare", "EPERM" }, { "unshare-all", "EPERM" }, { "clone", "EPERM" },
    { "clone-pid", "EPERM" }, { "clone3", "ENOSYS" }, { "setns", "EPERM" },
    { "sethostname", "EPERM" }, { 0 },
};

static void no_new_namespaces(void **state)
{
    (void) state;
    need_root();
    try_all(namespaces, "a user namespace gives capabilities; clone3 hides its "
                        "flags from a filter; see seccomp(2)");
}

static const struct attempt mounts[] = {
    { "mount", "EPERM" }, { "mount-cgroup", "EPERM" }, { "remount", "EPERM" },
    { "umount", "EPERM" }, { "pivot_root", "EPERM" }, { "fsopen", "EPERM" },
    { "open_tree", "EPERM" }, { "chroot-escape", "ELOOP" },
    { "open_by_handle_at", "EPERM" }, { "mknod-mem", "EPERM" },
    { "mknod-kmsg", "EPERM" }, { "mknod-disk", "EPERM" },
    { "mknod-fuse", "EPERM" }, { 0 },
};

static void no_way_to_the_hosts_files(void **state)
{
    (void) state;
    need_root();
    try_all(mounts, "a mount, a handle, a device or a way up would lead out; "
                    "see pivot_root(2), mknod(2)");
}

static const struct attempt kernel[] = {
    { "keyctl", "EPERM" }, { "add_key", "EPERM" }, { "request_key", "EPERM" },
    { "bpf", "EPERM" }, { "perf_event_open", "EPERM" },
    { "userfaultfd", "EPERM" }, { "io_uring_setup", "EPERM" },
    { "init_module", "EPERM" }, { "finit_module", "EPERM" },
    { "delete_module", "EPERM" }, { "kexec_load", "EPERM" },
    { "reboot", "EPERM" }, { "swapon", "EPERM" }, { "acct", "EPERM" },
    { "settimeofday", "EPERM" }, { "read-implies-exec", "EPERM" },
    { "af_alg", "EPERM" }, { "af_vsock", "EPERM" }, { "af_packet", "EPERM" },
    { "raw-socket", "EPERM" }, { "i386", "SIGSYS ENOSYS EPERM" },
    { "x32", "SIGSYS ENOSYS EPERM" }, { 0 },
};

static void no_door_of_the_kernel(void **state)
{
    (void) state;
    need_root();
    try_all(kernel, "what is not on the list of lesson 10 is refused, by any "
                    "number; see seccomp(2)");
}

static const struct attempt files[] = {
    { "write:/proc/sys/kernel/core_pattern", "EROFS EACCES" },
    { "write:/proc/sys/kernel/hostname", "EROFS EACCES" },
    { "write:/proc/sys/vm/panic_on_oom", "EROFS EACCES" },
    { "write:/proc/sysrq-trigger", "EROFS EACCES ENOENT" },
    { "write:/proc/irq/default_smp_affinity", "EROFS EACCES ENOENT" },
    { "write:/sys/kernel/uevent_helper", "EROFS EACCES ENOENT" },
    { "write:/sys/fs/cgroup/cgroup.procs", "EROFS EACCES ENOENT" },
    { "write:/sys/fs/cgroup/memory/release_agent", "EROFS EACCES ENOENT" },
    { "write:/proc/1/mem", "EACCES" }, { "read:/proc/1/mem", "EACCES" },
    { "read:/proc/1/environ", "EACCES" }, { "read:/proc/1/maps", "EACCES" },
    { "read:/proc/1/fd/0", "EACCES" }, { "read:/proc/1/root", "EACCES" },
    { "read:/proc/1/cwd", "EACCES" }, { 0 },
};

static void no_file_that_rules_the_host(void **state)
{
    (void) state;
    need_root();
    try_all(files, "the kernel starts core_pattern, release_agent and "
                   "uevent_helper as the host's root; see proc(5), cgroups(7)");
}

/* With Docker's 14 it may make device files, for any device of the host. */
static void device_files_that_it_makes_do_not_work(void **state)
{
    (void) state;
    need_root();
    static const struct attempt devices[] = {
        { "device:", "EACCES" }, { "device:/tmp", "EACCES" },
        { "device:/dev", "EACCES" }, { "device:/dev/shm", "EACCES" },
        { "device:/dev/mqueue", "EPERM EACCES" },
        { "device:/dev/pts", "EPERM EACCES" },
        { "device:/proc", "EPERM ENOENT" }, { "device:/sys", "EROFS" }, { 0 },
    };
    try_all_at(HERE, devices, "where a file can be made, MS_NODEV forbids to "
               "use it; see mount(2)", "--cap-add=docker");
}

/* All of it again as a plain user, and as root of a user namespace. */
static void no_other_user_gets_further(void **state)
{
    (void) state;
    need_root();
    static const struct attempt more[] = {
        { "unshare", "EPERM" }, { "clone3", "ENOSYS" }, { "mount", "EPERM" },
        { "keyctl", "EPERM" }, { "bpf", "EPERM" }, { "mknod-mem", "EPERM" },
        { "read:/proc/1/mem", "EACCES" },
        { "write:/proc/sys/kernel/core_pattern", "EROFS EACCES" }, { 0 },
    };
    try_all_at(HERE, more, "another user, the same filter", "--user=1000");
    try_all_at(HERE, more, "another user namespace, the same filter",
               "--userns");
}

/* No filter: capabilities, namespaces and mounts still hold. */
static void one_lock_less_is_not_the_last(void **state)
{
    (void) state;
    need_root();
    static const struct attempt seccomp[] = {
        { "mount", "EPERM" }, { "setns", "EPERM" }, { "unshare-all", "EPERM" },
        { "init_module", "EPERM ENOSYS" }, { "mknod-disk", "EPERM" },
        { "write:/proc/sys/kernel/core_pattern", "EROFS EACCES" }, { 0 },
    };
    try_all_at(HERE, seccomp, "the capability is missing, too",
               "--without=seccomp");
}

/* ---- what is seen ------------------------------------------------------- */

static void it_sees_little_of_the_host(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = RUN("--", "sh", "-c",
        "for f in kcore keys timer_list; do echo $f $(head -c1 /proc/$f "
        "2>/dev/null | wc -c); done; ls /sys/firmware /proc/acpi "
        "/proc/scsi 2>/dev/null | grep -v : ; grep -c @ /proc/net/unix; "
        "ls /proc/self/fd | wc -w; ls -d /proc/[0-9]* | wc -w");

    assert_text("kcore", robot->out, "kcore 0", "masked; see proc(5)");
    assert_text("keys", robot->out, "keys 0", "masked; see keyrings(7)");
    assert_text("timers", robot->out, "timer_list 0", "masked; see proc(5)");
    /* 0, 1, 2 and the one of ls; process 1, sh, ls and what is in its pipe. */
    assert_text("the rest", robot->out, "timer_list 0\n0\n4\n",
                "no abstract socket of the host, no open file; see unix(7)");
    struct robot *host = RUN("--", "kill", "-0", text("%d", (int) getpid()));
    assert_status(host, 1, "no process of the host; see pid_namespaces(7)");
}

static void its_devices_are_six(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = RUN("--", "sh", "-c",
        "cd /dev; for n in *; do test -c $n && echo $n; done | sort | "
        "paste -sd' '; stat -c '%A' /dev/null; mount | grep "
        "' /sys '");

    assert_text("devices", robot->out, "full null", "lesson 7's; see null(4)");
    assert_no_text("devices", robot->out, "mem", "no other; see mem(4)");
    assert_text("null", robot->out, "crw-rw-rw-", "for everybody");
    assert_text("/sys", robot->out, "sysfs (ro,", "only read; see mount(8)");
}

/* ---- too much, and too many --------------------------------------------- */

static void a_fork_bomb_is_bounded(void **state)
{
    (void) state;
    need_root();
    const char *bomb = "i=0; while [ $i -lt 60 ]; do sleep 2 & i=$((i+1)); "
                       "done";
    struct robot *robot = RUN("--pids=30", "--", "sh", "-c", bomb);

    assert_text("stderr", robot->err, "fork", "the cgroup says no; see "
                "cgroups(7)");
}

/* ---- two in one group --------------------------------------------------- */

static void two_containers_do_not_see_each_other(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    struct robot *robot = shell(text(
        "%s/10-container --hostname=one -- sh -c 'echo $$ >/tmp/mine; echo "
        "ready; sleep 600' >/run/one 2>&1 & c=$!; "
        "until grep -q ready /run/one; do sleep 0.05; done; "
        "%s/10-container --hostname=two -- sh -c 'ls /tmp; ps | grep sleep; "
        "hostname'; kill -KILL $c; wait $c; rm /run/one",
        launch_build(), launch_build()));

    assert_text("the second", robot->out, "two", "it has its own name");
    assert_no_text("the second", robot->out, "mine", "and its own layer");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_new_namespaces),
        cmocka_unit_test(no_way_to_the_hosts_files),
        cmocka_unit_test(no_door_of_the_kernel),
        cmocka_unit_test(no_file_that_rules_the_host),
        cmocka_unit_test(device_files_that_it_makes_do_not_work),
        cmocka_unit_test(no_other_user_gets_further),
        cmocka_unit_test(one_lock_less_is_not_the_last),
        cmocka_unit_test(it_sees_little_of_the_host),
        cmocka_unit_test(its_devices_are_six),
        cmocka_unit_test(a_fork_bomb_is_bounded),
        cmocka_unit_test(two_containers_do_not_see_each_other),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
