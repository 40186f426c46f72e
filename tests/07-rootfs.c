/* 07-rootfs - the second telling of lesson 7: claims, and their proof

   The witnesses: /proc/PID/root and /proc/PID/mountinfo, findmnt(8), and the
   commands of the image's own busybox, run inside.  Images that somebody else
   has made are in 07-strange-images.c. */

#include "support/image.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "07-rootfs";

#define STEPS 7

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })
#define INSIDE(script) (image_built(), RUN("--", "sh", "-c", script))
#define WITH(image, script) \
    RUN("--image", image, "--", "/bin/sh", "-c", script)

/* The lesson as part of a shell command. */
static const char *program(void)
{
    return launch_path(lesson, false);
}

static void need_user_namespaces(void)
{
    struct robot *robot = robot_run("00-your-machine", .plain_user = true,
                                    .args = { "--only=2" });

    if (!strstr(robot->out, "may make and use a user namespace"))
        skip_because("plain users have no user namespaces here");
}

/* ---- the story --------------------------------------------------------- */

static void the_whole_show(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
}

/*   host: / /proc ...   -- unshare, mount -->   box: / /proc ... and /tmp   */
static void a_mount_is_seen_in_its_namespace_only(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 2);
    long box = robot_number(robot, "findmnt -N");
    assert_shows(text("nsenter -t %ld -m findmnt -n -o SOURCE /tmp", box),
                 "box", "the box sees its mount; see mount_namespaces(7)");
    assert_hides("findmnt -n -o SOURCE,TARGET; true", "box /tmp",
                 "the host does not");
    assert_said(robot, "on my /tmp is: nothing", "and the lesson says so");
    struct robot *count = shell("grep -c . /proc/self/mountinfo");
    assert_said(robot, text("I see %d mounts", atoi(count->out)),
                "counted in mountinfo; see proc(5)");
    assert_int_equal(robot_quit(robot), 0);
}

/*   outer: /tmp shared   <-- peers -->   inner: a copy of it   */
static void a_mount_leaks_where_mounts_are_shared(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 3);
    long outer = robot_number(robot, "findmnt -N");
    const char *mounts = text("cat /proc/%ld/mountinfo", outer);
    assert_shows(mounts, " - tmpfs leaked", "what a peer mounts is seen here "
                 "too; see mount_namespaces(7)");
    assert_hides(mounts, "kept", "what is mounted after MS_PRIVATE is not");
    assert_hides("cat /proc/self/mountinfo", "leaked",
                 "and the real host has seen nothing of all this");
    assert_int_equal(robot_quit(robot), 0);
    assert_shows("unshare -m --propagation private sh -c 'mount -n "
                 "--make-rshared /; unshare -m --propagation unchanged "
                 "mount -n -t tmpfs witness /tmp; findmnt /tmp'", "witness",
                 "unshare(1) and mount(8) are told the same");
}

static void an_image_is_a_directory(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson,
                                      .args = { "--image", image_built() });

    robot_go_to(robot, 4);
    struct robot *ls = shell(text("ls %s", image_built()));
    assert_said(robot, text("/ has %s", text_squeezed(ls->out)),
                "nothing but files; ls(1) sees the same");
    assert_shows(text("ls %s | wc -l", image_built()), "8", "eight entries");
    assert_shows(text("cat %s/etc/os-release", image_built()), "busybox",
                 "it says what it is");
    assert_int_equal(robot_quit(robot), 0);
}

static void assert_root(struct robot *robot, bool same, const char *why)
{
    long box = robot_number(robot, "test /proc/");
    const char *id = "stat -L -c %d:%i";
    struct robot *theirs = shell(text("%s /proc/%ld/root", id, box));
    struct robot *ours = shell(text("%s /", id));

    if ((strcmp(theirs->out, ours->out) == 0) != same)
        fail_saying(HERE, "  %s\n  root of the box: %s  of the host: %s", why,
                    theirs->out, ours->out);
}

static void who_is_outside_of_a_chroot_walks_away(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    assert_said(robot, "-> same", "it ended at the host's root");
    assert_root(robot, true, "chroot(2) does not move who calls it");
    assert_int_equal(robot_quit(robot), 0);
}

/* The same steps, and there is nothing above that root. */
static void after_pivot_root_there_is_nowhere_to_go(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 6);
    assert_said(robot, "-> different", "it ended at its own root");
    assert_root(robot, false, "the old root is gone; see pivot_root(2)");
    long box = robot_number(robot, "test /proc/");
    assert_shows(text("grep -c . /proc/%ld/mountinfo", box), "1",
                 "one mount is left; see proc(5)");
    assert_shows(text("nsenter -t %ld -m ls /", box), "escape",
                 "who enters its mount namespace has its root; nsenter(1)");
    assert_int_equal(robot_quit(robot), 0);
}

static void what_is_written_stays_in_the_upper_layer(void **state)
{
    (void) state;
    need_root();
    const char *files = text("cd %s && find . -printf '%%p %%T@ %%s\\n' | sort",
                             image_built());
    const char *before = shell(files)->out;
    struct robot *robot = robot_start(lesson,
                                      .args = { "--image", image_built() });

    robot_go_to(robot, 7);
    assert_text("the image, before and after", shell(files)->out, before,
                "the lower layer is only read");
    assert_said(robot, "EROFS", "sealed, it is read-only; see mount(2)");
    long box = strtol(strstr(robot_said(robot), "cat /proc/") + 10, NULL, 10);
    assert_shows(text("touch /proc/%ld/root/x 2>&1; true", box),
                 "Read-only file system", "touch(1) is told the same");
    assert_int_equal(robot_quit(robot), 0);
}

static void a_whole_root_has_dev_proc_and_sys(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, ROBOT_END);
    long box = robot_number(robot, "sudo ls /proc/");
    const char *mounts = text("awk '{ print $5, $6 }' /proc/%ld/mountinfo",
                              box);
    assert_shows(mounts, "/proc rw,nosuid,nodev,noexec", "see proc(5)");
    assert_shows(mounts, "/sys ro,nosuid,nodev,noexec", "see sysfs(5)");
    assert_shows(mounts, "/dev rw,nosuid", "see tmpfs(5)");
    assert_shows(mounts, "/dev/pts rw,nosuid,noexec", "see pts(4)");
    assert_shows(mounts, "/dev/shm rw,nosuid,nodev,noexec",
                 "see shm_overview(7)");
    assert_shows(text("nsenter -t %ld -m ps", box),
                 text("%ld", (long) getpid()),
                 "ps still shows the host's processes, this test among them");
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
}

/* ---- [--image DIR] [--read-only] -- CMD -------------------------------- */

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
    robot = WITH(image, "mknod /other c 1 3; echo x >/other");
    assert_text("stderr", robot->err, "Permission denied",
                "nor does one that is made inside");
}

/* ---- ways out that are closed ------------------------------------------ */

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

static struct robot *with_faults(const char *inject)
{
    const char *script = "cat /etc/os-release; cat /proc/interrupts; "
                         "true >/proc/sys/kernel/hostname; "
                         "true >/sys/kernel/x; touch /x; ls /..";

    return robot_run(lesson,
                     .args = { "--read-only", "--", "sh", "-c", script },
                     .wrapper = { "strace", "-f", "-qq", "-o", "/dev/null",
                                  "-e", text("inject=%s", inject) });
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

/* ---- every way out of the story ---------------------------------------- */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

    for (int step = 2; step <= STEPS; step++) {
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        if (step % 4 == 0) {
            assert_int_equal(robot_quit(robot), 0);
            continue;
        }
        int number = signals[step % 3];
        robot_signal(robot, number);
        assert_status(robot, 128 + number,
                      "a signal is passed on as 128+n; see signal(7)");
    }
}

/* Mounts go with their namespace, and that with its last process. */
static void a_killed_run_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    for (int step = 2; step <= STEPS + 1; step++) {
        struct robot *robot = robot_start(lesson);
        robot_go_to(robot, step > STEPS ? ROBOT_END : step);
        robot_signal(robot, SIGKILL);
        assert_status(robot, -SIGKILL, "nobody survives SIGKILL");
    }
}

static void two_at_once_both_succeed(void **state)
{
    (void) state;
    need_root();
    struct robot *one = robot_start(lesson), *other = robot_start(lesson);

    robot_go_to(one, 6);
    robot_go_to(other, 6);
    assert_int_equal(robot_walk(one), 0);
    assert_int_equal(robot_walk(other), 0);
}

static void thirty_runs_leave_nothing(void **state)
{
    (void) state;
    need_root();
    for (int i = 0; i < 30; i++)
        assert_status(robot_run(lesson, .args = { "--pace=0" }), 0,
                      "each run stands alone");
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

/* ---- without root ------------------------------------------------------ */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .plain_user = true);

    assert_status(robot, 77, "77: not on this machine, or not as this user");
    assert_text("stderr", robot->err, "CAP_SYS_ADMIN",
                "the cause is named; see capabilities(7)");
    assert_text("stderr", robot->err, "sudo build/07-rootfs",
                "the cure is named");
    robot = robot_run(lesson, .plain_user = true, .args = { "--", "true" });
    assert_status(robot, 125, "our own failure");
}

static void the_whole_show_without_root(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .plain_user = true,
                                      .args = { "--image", image_built() },
                                      .wrapper = { "unshare", "-Ur" });

    assert_int_equal(robot_walk(robot), 0);
    assert_no_text("the show", robot->out, "$ sudo",
                   "without root no line asks for it");
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

static void it_runs_on_the_real_host(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson, .real_host = true);

    assert_int_equal(robot_walk(robot), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(a_mount_is_seen_in_its_namespace_only),
        cmocka_unit_test(a_mount_leaks_where_mounts_are_shared),
        cmocka_unit_test(an_image_is_a_directory),
        cmocka_unit_test(who_is_outside_of_a_chroot_walks_away),
        cmocka_unit_test(after_pivot_root_there_is_nowhere_to_go),
        cmocka_unit_test(what_is_written_stays_in_the_upper_layer),
        cmocka_unit_test(a_whole_root_has_dev_proc_and_sys),
        cmocka_unit_test(a_command_sees_the_image_and_nothing_else),
        cmocka_unit_test(the_status_is_the_commands_own),
        cmocka_unit_test(why_a_command_cannot_run_is_said),
        cmocka_unit_test(nothing_that_was_written_is_left),
        cmocka_unit_test(a_read_only_root_cannot_be_written),
        cmocka_unit_test(read_only_is_for_a_command),
        cmocka_unit_test(dev_has_six_devices_and_no_disk),
        cmocka_unit_test(what_tells_about_the_host_is_covered),
        cmocka_unit_test(what_rules_the_machine_is_read_only),
        cmocka_unit_test(a_device_file_of_an_image_does_not_work),
        cmocka_unit_test(an_open_directory_is_no_way_out),
        cmocka_unit_test(a_kernel_that_lies_is_not_believed),
        cmocka_unit_test(shared_mounts_are_noticed),
        cmocka_unit_test(whatever_fails_nothing_runs_half_protected),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(a_killed_run_leaves_nothing),
        cmocka_unit_test(two_at_once_both_succeed),
        cmocka_unit_test(thirty_runs_leave_nothing),
        cmocka_unit_test(a_signal_to_the_lesson_ends_the_command),
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(the_whole_show_without_root),
        cmocka_unit_test(a_user_namespace_has_a_root_of_its_own_too),
        cmocka_unit_test(who_owns_the_namespace_gets_a_new_proc),
        cmocka_unit_test(a_covered_proc_is_not_uncovered),
        cmocka_unit_test(a_user_namespace_cannot_look_under_mounts),
        cmocka_unit_test(an_unreadable_image_is_named),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
