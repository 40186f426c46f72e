/* 07-image - which directory is the image of lesson 7

   The path of an image is the user's, and may be any; without one it is what
   make has built, and without that the host's own root. */

#include "support/image.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char lesson[] = "07-rootfs";

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })
#define WITH(image, script) \
    RUN("--image", image, "--", "/bin/sh", "-c", script)

/* The lesson as part of a shell command. */
static const char *program(void)
{
    return launch_path(lesson, false);
}

/* overlayfs would take a comma or a colon for more options. */
static void odd_paths_are_paths(void **state)
{
    (void) state;
    need_root();
    static const char *const names[] = {
        "a,b", "a:b", "a\\b", "a\\,b\\:c", "with space", "quo\"te'd",
        "new\nline", "lowerdir=x,upperdir=y", "-dash", "\xc3\xa4\xff", "%s%n",
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = text("%s/%s", images(), names[i]);
        image_built();
        if (rename(text("%s/image", images()), path) == -1)
            fail_saying(HERE, "  cannot rename the image to %s\n", path);
        struct robot *robot = WITH(path, "cat /etc/os-release; touch /x");
        struct robot *story = RUN("--image", path, "--only=6");
        int back = rename(path, text("%s/image", images()));
        assert_int_equal(back, 0);
        assert_status(robot, 0, path);
        assert_text("stdout", robot->out, "ID=loac", "it is that image");
        assert_status(story, 0, path);
    }
}

static void wrong_images_are_refused_in_time(void **state)
{
    (void) state;
    need_root();
    assert_status(shell(text("cd %s; ln -sf loop loop; touch file",
                             images())), 0, "ready");
    char *longest = text("%05000d", 0);
    memset(longest, 'x', 5000);
    const struct {
        const char *path, *word;
    } wrong[] = {
        { text("%s/none", images()), "no such directory" },
        { text("%s/file", images()), "an image is a directory" },
        { text("%s/file/x", images()), "an image is a directory" },
        { text("%s/loop", images()), "leads to itself" },
        { longest, "at most 4095 bytes" },
        { text("%.300s", longest), "255" },
        { "/proc", "does not take every file system" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct robot *robot = WITH(wrong[i].path, "echo PAYLOAD");
        assert_status(robot, 125, "our own failure");
        assert_text("stderr", robot->err, wrong[i].word, "the cause is named");
        assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");
        robot = RUN("--image", wrong[i].path);
        assert_status(robot, 77, "there is nothing to show");
        assert_no_text("stdout", robot->out, "Step", "it is said at once");
    }
    assert_status(RUN("--image", "", "--", "true"), 2, "wrong usage");
    assert_status(RUN("--image"), 2, "wrong usage");
}

/* Two overlays are stacked already: no step is shown that cannot be ended.  They
   begin on a tmpfs, since the host's root may be an overlay itself. */
static void an_image_on_two_overlays_is_refused_in_time(void **state)
{
    (void) state;
    need_root();
    const char *in = text("unshare -m --propagation private sh -c 'cd %s && "
                          "mkdir -p stack && mount -n -t tmpfs t stack && "
                          "cd stack && mkdir image none one two && "
                          "mount -n -t overlay o -o lowerdir=image:none one && "
                          "mount -n -t overlay o -o lowerdir=one:none two && "
                          "exec %s --image two'", images(), program());
    struct robot *robot = shell(in);

    assert_status(robot, 77, "there is nothing to show");
    assert_text("stderr", robot->err, "stacks two at most",
                "the cause is named");
    assert_no_text("stdout", robot->out, "Step", "it is said at once");
}

static void links_and_relative_paths_are_the_users_own(void **state)
{
    (void) state;
    need_root();
    assert_status(shell(text("ln -sfn %s %s/link", image_built(), images())), 0,
                  "ready");
    assert_text("a link", WITH(text("%s/link", images()), "ls /")->out, "bin",
                "the command line is trusted");
    struct robot *robot = robot_run(lesson, .cwd = images(),
                                    .args = { "--image", "./image", "--", "ls",
                                              "/" });
    assert_text("a relative path", robot->out, "bin", "it is the caller's");
}

/* The program is where the kernel says, not where the link to it is. */
static void a_link_to_the_program_knows_its_image(void **state)
{
    (void) state;
    need_root();
    image_built();
    const char *link = text("%s/lnk", images());
    assert_status(shell(text("ln -s %s %s", program(), link)), 0, "ready");
    struct robot *robot = robot_run(link, .args = { "--only=3" });

    assert_text("the story", robot->out, "made of busybox",
                "see proc(5), /proc/PID/exe");
    assert_no_text("the story", robot->out, "no image beside", "there is one");
}

/* What a shell is told to do ends in the same root. */
static void the_shell_commands_do_the_same(void **state)
{
    (void) state;
    need_root();
    const char *const paths[] = { image_built(), "/", "-dash" };
    assert_status(shell(text("cp -a %s %s/-dash", paths[0], images())), 0,
                  "ready");

    for (int i = 0; i < 3; i++) {
        struct robot *robot = robot_start(lesson, .cwd = images(),
                                          .args = { text("--image=%s",
                                                         paths[i]) });
        robot_go_to(robot, 3);
        const char *files = shell(text("cd %s; ls -- %s", images(),
                                       paths[i]))->out;
        const char *ls = robot_line(robot, "same as") + strlen("$ ");
        assert_shows(ls, files, "an image is files");
        robot_go_to(robot, 5);
        const char *pivot = robot_line(robot, "same as") + strlen("$ sudo ");
        struct robot *typed = robot_run("/bin/sh", .cwd = images(),
            .wrapper = { "unshare", "-m" },
            .args = { "-c", text("mount -n -t tmpfs mine /run; %s", pivot) });
        assert_text("the shell", typed->out, files,
                    "the image is its root; see pivot_root(2), NOTES");
        assert_int_equal(robot_quit(robot), 0);
    }
}

static void the_hosts_root_can_be_the_image(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = WITH("/", text("echo x >/made-inside && ls / && "
                                         "rm -r /etc && ls %s", images()));

    assert_text("stdout", robot->out, "made-inside", "a layer is above it");
    assert_shows("ls /", "etc", "the host has all that it had");
    assert_hides("ls /", "made-inside", "and nothing more");
}

/* A layer has the files of one mount only: /usr on a disk of its own is not in
   it, and a shell is not found then. */
static void other_mounts_of_the_host_are_named(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = shell(text(
        "unshare -m --propagation private sh -c 'mount -n --bind /usr /usr && "
        "mount -n --bind /etc /etc && exec %s --image / -- /bin/true'",
        program()));
    assert_text("stderr", robot->err, "etc usr", "they are named; statx(2)");
    robot = shell(text("unshare -m --propagation private sh -c 'mount -n --bind"
                       " /etc /etc && exec %s --image / --only=3'", program()));
    assert_text("stdout", robot->out, "mounts of their own: etc",
                "and the story says so");
}

/* A copy of the program has no image beside it, as without busybox. */
static void without_busybox_the_first_line_says_so(void **state)
{
    (void) state;
    need_root();
    const char *copy = text("%s/alone/07-rootfs", images());
    assert_status(shell(text("mkdir %s/alone && cp %s %s", images(), program(),
                             copy)), 0, "ready");
    struct robot *robot = robot_start(copy);

    assert_int_equal(robot_walk(robot), 0);
    assert_text("the first line", text("%.100s", robot->out),
                "no image beside it, so it is /", "it is said at once");
    assert_text("step 3", robot->out, "no image beside this program; cure: make",
                "and what to do");
    robot = robot_run(copy, .args = { "--", "true" });
    assert_status(robot, 0, "it works all the same");
    assert_text("stderr", robot->err, "so it is /; cure: make", "and says so");
}

/* A busybox with libraries would find none of them in the image. */
static void an_image_needs_a_static_busybox(void **state)
{
    (void) state;
    char *script = realpath("lessons/07-rootfs/image.sh", NULL);
    if (!script)
        skip_because("the tests were not started in the project's folder");
    const char *make = text("cd %s && mkdir -p tools && cd tools && for tool "
                            "in sh ldd bash rm mkdir chmod cp ln cat mv; do "
                            "ln -sf $(command -v $tool) .; done; PATH=$PWD %s "
                            "../small", images(), script);
    free(script);
    struct robot *robot = shell(make);

    assert_status(robot, 0, "make goes on without it");
    assert_text("stdout", robot->out, "no static busybox", "and says so");
    robot = shell(text("cp /usr/bin/env %s/tools/busybox && %s", images(),
                       make));
    assert_status(robot, 0, "nor would another one do");
    assert_text("stdout", robot->out, "no static busybox", "ldd(1) tells");
    assert_shows(text("ls %s", images()), "tools", "the tools are there");
    assert_hides(text("ls %s", images()), "small", "an image is not");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_paths_are_paths),
        cmocka_unit_test(wrong_images_are_refused_in_time),
        cmocka_unit_test(an_image_on_two_overlays_is_refused_in_time),
        cmocka_unit_test(links_and_relative_paths_are_the_users_own),
        cmocka_unit_test(a_link_to_the_program_knows_its_image),
        cmocka_unit_test(the_shell_commands_do_the_same),
        cmocka_unit_test(the_hosts_root_can_be_the_image),
        cmocka_unit_test(other_mounts_of_the_host_are_named),
        cmocka_unit_test(without_busybox_the_first_line_says_so),
        cmocka_unit_test(an_image_needs_a_static_busybox),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
