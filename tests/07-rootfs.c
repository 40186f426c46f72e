/* 07-rootfs - the second telling of lesson 7: claims, and their proof

   The witnesses: /proc/PID/root and /proc/PID/mountinfo, and findmnt(8).  The
   lesson as a tool is in 07-command.c, what it closes in 07-closed.c, its images
   are in 07-image.c and 07-strange-images.c. */

#include "support/image.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"
#include "support/ways_out.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "07-rootfs";

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
    assert_int_equal(robot_quit(robot), 0);
    assert_shows("unshare -m --propagation private sh -c 'mount -n "
                 "--make-rshared /; unshare -m --propagation unchanged "
                 "mount -n -t tmpfs witness /tmp; findmnt /tmp'", "witness",
                 "unshare(1) and mount(8) are told the same");
}

/* A laptop with systemd, where / is shared with all that is below: what a box
   mounts would be seen here, if the box had not made its mounts private. */
static void where_the_hosts_mounts_are_shared_it_sees_none_of_this(void **state)
{
    (void) state;
    need_private_host();
    static const char shared[] =
        "mount -n --make-rshared / && cat /proc/$$/mountinfo >/run/before && "
        "\"$0\" \"$@\" && diff /run/before /proc/$$/mountinfo && echo none left";
    struct robot *robot = robot_start(lesson, .wrapper = {
        "unshare", "-m", "--propagation", "private", "sh", "-c", shared });

    robot_prompt(robot, 1);
    long host = robot->pid;
    for (; robot->at != ROBOT_END; robot_enter(robot))
        assert_shows(text("diff /run/before /proc/%ld/mountinfo && echo same",
                          host), "same",
                     "in a box MS_PRIVATE comes first; mount_namespaces(7)");
    assert_shows(text("grep ' / / ' /proc/%ld/mountinfo", host), "shared:",
                 "and it would have been told; see proc(5)");
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
    assert_text("its mounts", robot->out, "none left", "it is as it was");
    assert_status(shell("rm /run/before"), 0, "as it was");
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

/*   box: /proc/PID -- root -->  / of the host   */
static void a_process_of_the_host_is_a_door(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson,
                                      .args = { "--image", image_built() });

    robot_go_to(robot, ROBOT_END);
    long box = robot_number(robot, "sudo ls /proc/");
    long outside = robot_number(robot, "chdir(/proc/");
    assert_said(robot, "its directory and the host's root -> same",
                "the link is no path, and needs none; see proc(5)");
    assert_shows(text("test /proc/%ld/cwd -ef / && echo same", box), "same",
                 "the kernel says so from outside");
    assert_shows(text("nsenter -t %ld -m /bin/sh -c 'chroot /proc/%ld/root "
                      "/bin/ls /'", box, outside), "usr",
                 "and the chroot of the image goes the same way");
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
    assert_text("still open", robot->out, "is a door to the host's files "
                "(lesson 8)", "it is said who closes it");
    assert_text("still open", robot->out, "can take the seal and the covers "
                "off again (lesson 5)", "and that root may mount");
}

/* ---- every way out of the story ---------------------------------------- */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    leave_at_every_pause(lesson);
}

/* Mounts go with their namespace, and that with its last process. */
static void a_killed_run_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    kill_at_every_pause(lesson, 1);
}

static void two_at_once_both_succeed(void **state)
{
    (void) state;
    need_root();
    walk_two(start_two(lesson, 6));
}

static void thirty_runs_leave_nothing(void **state)
{
    (void) state;
    need_root();
    run_in_a_row(lesson, 30, "--pace=0");
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
        cmocka_unit_test(
            where_the_hosts_mounts_are_shared_it_sees_none_of_this),
        cmocka_unit_test(an_image_is_a_directory),
        cmocka_unit_test(who_is_outside_of_a_chroot_walks_away),
        cmocka_unit_test(after_pivot_root_there_is_nowhere_to_go),
        cmocka_unit_test(what_is_written_stays_in_the_upper_layer),
        cmocka_unit_test(a_whole_root_has_dev_proc_and_sys),
        cmocka_unit_test(a_process_of_the_host_is_a_door),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(a_killed_run_leaves_nothing),
        cmocka_unit_test(two_at_once_both_succeed),
        cmocka_unit_test(thirty_runs_leave_nothing),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
