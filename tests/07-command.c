/* 07-command - lesson 7 as a tool: [--image DIR] [--read-only] -- CMD

   What a command sees, what it may write, and how its end is told.  The
   witnesses are the commands of the image's own busybox, run inside. */

#include "support/image.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "07-rootfs";

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })
#define INSIDE(script) (image_built(), RUN("--", "sh", "-c", script))
#define WITH(image, script) \
    RUN("--image", image, "--", "/bin/sh", "-c", script)

static void a_command_sees_the_image_and_nothing_else(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = INSIDE("ls -1 / | tr '\\n' ' '; pwd");

    assert_status(robot, 0, "the command ran");
    assert_text("stdout", robot->out, "bin dev etc proc root sys tmp var /",
                "it has the image's root, and stands in it");
    robot = INSIDE("cat /proc/self/mountinfo");
    struct robot *host = shell("findmnt -n -o FSTYPE,SOURCE / | tail -1");
    assert_no_text("the mounts inside", robot->out,
                   text(" - %s", text_squeezed(host->out)),
                   "the host's root is not even in the list; see proc(5)");
    assert_text("the mounts inside", robot->out,
                "/ / rw,nosuid,nodev,relatime - overlay",
                "device files and set-user-ID bits of an image do not work");
    assert_no_text("the mounts inside", robot->out, images(),
                   "and it does not tell where the image is");
    robot = INSIDE("ls /.. | wc -l; ls /proc/self/cwd/../.. | wc -l; "
                   "awk '$5 == \"/\"' /proc/self/mountinfo | wc -l");
    assert_string_equal(robot->out, "8\n8\n1\n"); /* nothing is above it */
}

static void the_status_is_the_commands_own(void **state)
{
    (void) state;
    need_root();
    static const struct {
        const char *script;
        int status;
    } ends[] = {
        { "exit 0", 0 }, { "exit 7", 7 }, { "exit 255", 255 },
        { "exit 256", 0 }, { "kill -9 $$", 137 }, { "kill $$", 143 },
    };

    image_built();
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        assert_status(INSIDE(ends[i].script), ends[i].status,
                      "128+n for signal n; see wait(2)");
}

/* The program is looked for in the image, not on the host. */
static void why_a_command_cannot_run_is_said(void **state)
{
    (void) state;
    need_root();
    const char *image = image_with("programs",
        "echo x >bin/plain && chmod 755 bin/plain && "
        "printf '#!/none\\n' >bin/script && chmod 755 bin/script && "
        "echo x >bin/mode && chmod 644 bin/mode");
    static const struct {
        const char *command;
        int status;
        const char *word;
    } wrong[] = {
        { "findmnt", 127, "no such program in PATH" },
        { "/bin/script", 127, "interpreter" },
        { "/etc", 126, "directory" },
        { "/bin/mode", 126, "permission" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct robot *robot = RUN("--image", image, "--", wrong[i].command);
        assert_status(robot, wrong[i].status, wrong[i].command);
        assert_text("stderr", robot->err, wrong[i].word, "the cause is named");
    }
}

static void nothing_that_was_written_is_left(void **state)
{
    (void) state;
    need_root();
    const char *files = text("cd %s && find . -printf '%%p %%T@ %%s\\n' | sort",
                             image_built());
    const char *before = shell(files)->out;
    const char *script = "echo x >/etc/new; rm /etc/passwd; rm -r /var; "
                         "mkdir /var; chmod 700 /root; ls /etc; cat /etc/new";
    struct robot *robot = WITH(image_built(), script);

    assert_status(robot, 0, "inside all of that works");
    assert_string_equal(robot->out, "group\nnew\nos-release\nx\n");
    assert_string_equal(shell(files)->out, before);
    assert_text("the next one", WITH(image_built(), "ls /etc")->out, "passwd",
                "each run has an empty layer of its own");
}

static void a_read_only_root_cannot_be_written(void **state)
{
    (void) state;
    need_root();
    const char *script = "touch /new; echo x >>/etc/passwd; rm /etc/group; "
                         "mkdir /dir; echo x >/dev/shm/ok && echo y >/dev/null "
                         "&& echo written";
    struct robot *robot = RUN("--read-only", "--", "sh", "-c", script);

    assert_status(robot, 0, "what is mounted on it can be written");
    assert_string_equal(robot->out, "written\n");
    static const char *const refused[] = {
        "/new: Read-only", "/etc/passwd: Read-only", "'/etc/group': Read-only",
        "'/dir': Read-only",
    };
    for (int i = 0; i < 4; i++)
        assert_text("stderr", robot->err, refused[i],
                    "EROFS; see mount(2), MS_RDONLY");
}

/* It keeps programs from writing that do not mean to; lesson 5 keeps root. */
static void root_can_take_the_seal_off(void **state)
{
    (void) state;
    need_root();
    image_built();
    struct robot *robot = RUN("--read-only", "--", "sh", "-c",
                              "mount -o remount,rw / && touch /x && ls /x");

    assert_text("stdout", robot->out, "/x", "as `still open:` says; see "
                "mount(2), MS_REMOUNT");
}

static void read_only_is_for_a_command(void **state)
{
    (void) state;
    struct robot *robot = RUN("--read-only");

    assert_status(robot, 2, "wrong usage");
    assert_text("stderr", robot->err, "needs a command", "what was meant");
}

static void dev_has_six_devices_and_no_disk(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = INSIDE("cd /dev; stat -c '%n %t:%T %a' null zero full"
                                 " random urandom tty; find . -type b");

    assert_string_equal(robot->out, "null 1:3 666\nzero 1:5 666\nfull 1:7 666\n"
                        "random 1:8 666\nurandom 1:9 666\ntty 5:0 666\n");
    robot = INSIDE("cd /dev; readlink fd stdin stdout stderr ptmx core; "
                   "for l in fd stdin stdout stderr ptmx core; do "
                   "readlink $l; done");
    assert_text("the links", robot->out, "/proc/self/fd\n/proc/self/fd/0\n"
                "/proc/self/fd/1\n/proc/self/fd/2\npts/ptmx\n/proc/kcore\n",
                "what programs expect; see proc(5)");
    robot = INSIDE("echo x >/dev/null && head -c 3 /dev/zero | wc -c && "
                   "head -c 5 /dev/urandom | wc -c; ls /dev/pts; "
                   "echo x 2>/dev/null >/dev/full; echo $?; "
                   "stat -c %a /dev/shm /dev /");
    assert_string_equal(robot->out, "3\n5\nptmx\n1\n1777\n755\n755\n");
}

/* The lists are those of Docker and podman; what a kernel lacks, it lacks. */
static void what_tells_about_the_host_is_covered(void **state)
{
    (void) state;
    need_root();
    image_built();
    static const char *const covered[] = {
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore",
        "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi",
        "/proc/timer_list", "/proc/timer_stats", "/sys/firmware",
        "/sys/devices/virtual/powercap",
        "/sys/devices/system/cpu/cpu0/thermal_throttle",
    };

    assert_shows("wc -l </proc/interrupts", "", "the host can read it");
    for (size_t i = 0; i < sizeof covered / sizeof covered[0]; i++) {
        const char *path = covered[i];
        if (access(path, F_OK) == -1)
            continue;
        struct robot *robot = INSIDE(text(
            "if [ -d %s ]; then ls -A %s; else cat %s; fi | wc -c; "
            "grep -c ' %s ' /proc/self/mountinfo", path, path, path, path));
        if (strcmp(robot->out, "0\n1\n") != 0)
            fail_saying(HERE, "  %s can be read inside, see proc(5): %s%s",
                        path, robot->out, robot->err);
    }
}

static void what_rules_the_machine_is_read_only(void **state)
{
    (void) state;
    need_root();
    static const char *const files[] = {
        "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname",
        "/proc/sys/fs/file-max", "/proc/sysrq-trigger",
        "/proc/irq/default_smp_affinity", "/sys/kernel/profiling",
        "/sys/kernel/uevent_helper", "/sys/power/state",
    };
    int tried = 0;

    image_built();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (access(files[i], F_OK) == -1)
            continue;
        /* Opened, never written to. */
        struct robot *robot = INSIDE(text("true >>%s", files[i]));
        assert_text(files[i], robot->err, "Read-only file system",
                    "EROFS; see mount(2), MS_RDONLY");
        tried++;
    }
    assert_true(tried >= 3);
    assert_shows("findmnt -n -o OPTIONS /sys; findmnt -n -o OPTIONS /proc",
                 "rw", "the host's own are as they were");
}

static void a_device_file_of_an_image_does_not_work(void **state)
{
    (void) state;
    need_root();
    const char *image = image_with("devices", "mknod null c 1 3 && "
                                   "chmod 666 null && cp bin/busybox su && "
                                   "chown 0:0 su && chmod 4755 su");
    struct robot *robot = WITH(image, "echo x >/null");

    assert_text("stderr", robot->err, "Permission denied",
                "MS_NODEV; see mount(2)");
    static const char *const places[] = { "", "/dev", "/dev/shm" };
    for (size_t i = 0; i < 3; i++) {
        robot = WITH(image, text("mknod %s/other c 1 3 && echo x >%s/other",
                                 places[i], places[i]));
        assert_text(places[i], robot->err, "Permission denied",
                    "nor does one that is made inside");
    }
    robot = WITH(image, "echo x >/dev/null && echo written");
    assert_text("its own", robot->out, "written", "a mount without MS_NODEV");
}

static void a_signal_to_the_lesson_ends_the_command(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGTERM, SIGHUP, SIGKILL };

    for (int i = 0; i < 3; i++) {
        struct robot *robot = robot_start(lesson,
            .args = { "--", "sh", "-c", "printf '[1 of 1] Enter ';"
                      " exec sleep 60" });
        robot_prompt(robot, 1);
        robot_signal(robot, signals[i]);
        assert_status(robot, signals[i] == SIGKILL ? -SIGKILL
                                                   : 128 + signals[i],
                      "and nothing of it is left; see prctl(2)");
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_sees_the_image_and_nothing_else),
        cmocka_unit_test(the_status_is_the_commands_own),
        cmocka_unit_test(why_a_command_cannot_run_is_said),
        cmocka_unit_test(nothing_that_was_written_is_left),
        cmocka_unit_test(a_read_only_root_cannot_be_written),
        cmocka_unit_test(root_can_take_the_seal_off),
        cmocka_unit_test(read_only_is_for_a_command),
        cmocka_unit_test(dev_has_six_devices_and_no_disk),
        cmocka_unit_test(what_tells_about_the_host_is_covered),
        cmocka_unit_test(what_rules_the_machine_is_read_only),
        cmocka_unit_test(a_device_file_of_an_image_does_not_work),
        cmocka_unit_test(a_signal_to_the_lesson_ends_the_command),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
