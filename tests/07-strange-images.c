/* 07-strange-images - images that are not as they should be

   Whoever made an image is a stranger, and may have meant harm: links that lead
   out of it, files where directories are expected.  What they point at are our
   own empty directories, which must stay empty.  And the path of an image is the
   user's, and may be any. */

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

/* ---- paths, and images of strangers ------------------------------------ */

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

/* The images that made other programs write to the host: /dev, /proc or /sys is
   a link, to an absolute path or by "..", or a file. */
static void a_link_in_an_image_does_not_reach_the_host(void **state)
{
    (void) state;
    need_root();
    static const char *const names[] = { "dev", "proc", "sys" };
    const char *canary = text("%s/canary", images());

    assert_status(shell(text("mkdir -p %s", canary)), 0, "ready");
    for (int i = 0; i < 3; i++) {
        const char *name = names[i];
        const char *const makings[] = {
            text("ln -s %s %s", canary, name),
            text("ln -s ../../../../../../..%s %s", canary, name),
            text("ln -s ../canary %s", name),
            text("ln -s /nowhere %s", name),
            text("ln -s / %s", name),
            text("ln -s bin %s", name),
            text("echo x >%s", name),
            text("mkfifo %s", name),
        };
        for (size_t n = 0; n < sizeof makings / sizeof makings[0]; n++) {
            const char *image = image_with(text("evil-%s-%zu", name, n),
                text("rmdir %s && %s", name, makings[n]));
            struct robot *robot = WITH(image, "echo PAYLOAD");
            assert_status(robot, 125, "our own failure");
            assert_text("stderr", robot->err, "is a link or a file",
                        "the image is to blame");
            assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");
            assert_shows(text("ls -A %s | wc -l", canary), "0",
                         "nothing was made behind the link");
        }
    }
}

/* Links deeper down are covered by our own /dev before anything is made in it,
   and after the pivot no link leads out. */
static void other_links_in_an_image_are_harmless(void **state)
{
    (void) state;
    need_root();
    const char *canary = text("%s/canary2", images());
    const char *secret = text("%s/secret", images());
    assert_status(shell(text("echo PRETTY_NAME=of-the-host >%s", secret)), 0,
                  "ready");
    const char *image = image_with("deeper", text(
        "mkdir -p ../canary2 && cd dev && ln -s /proc/sys/kernel/core_pattern "
        "null && ln -s %s pts && ln -s %s shm && ln -s %s/x zero && "
        "ln -s %s ../escape && rm ../etc/os-release && "
        "ln -s %s ../etc/os-release", canary, canary, canary, canary, secret));
    const char *script = "stat -c %t:%T /dev/null /dev/zero; "
                         "wc -c </proc/interrupts";
    struct robot *robot = WITH(image, script);

    assert_string_equal(robot->out, "1:3\n1:5\n0\n");
    assert_shows(text("ls -A %s | wc -l", canary), "0", "nothing is in there");
    struct robot *story = RUN("--image", image);
    assert_status(story, 1, "its own mkdir(/escape) fails on the link");
    assert_no_text("stdout", story->out, "of-the-host", "no file of it");
    assert_shows(text("ls -A %s | wc -l", canary), "0", "still empty");
}

/* A pipe where a text is expected, and names that are terminal commands. */
static void an_image_cannot_stop_or_paint_the_story(void **state)
{
    (void) state;
    need_root();
    const char *image = image_with("rude",
        "rm etc/os-release && mkfifo etc/os-release && "
        "mkdir \"$(printf '\\033[31mred')\"");
    struct robot *robot = RUN("--image", image, "--only=3");

    assert_status(robot, 0, "it does not wait for a writer; see fifo(7)");
    assert_text("stdout", robot->out, "?[31mred", "it is made plain");
    assert_true(strchr(robot->out, '\033') == NULL);
}

static void what_is_missing_is_made(void **state)
{
    (void) state;
    need_root();
    const char *image = image_with("bare", "rmdir dev proc sys tmp var root");
    struct robot *robot = WITH(image, "ls /; ls /dev/null /proc/self/exe");

    assert_status(robot, 0, "in the upper layer there is room for all");
    assert_text("stdout", robot->out, "bin dev etc proc sys", "made there");
    assert_shows(text("ls %s | wc -l", image), "2", "and not in the image");
    assert_status(RUN("--image", image, "--read-only", "--", "true"), 0,
                  "it is sealed after that");
}

/* ---- the host's own root as image -------------------------------------- */

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
                "no busybox, so the image is /", "it is said at once");
    robot = robot_run(copy, .args = { "--", "true" });
    assert_status(robot, 0, "it works all the same");
    assert_text("stderr", robot->err, "the image is /", "and says so");
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
        cmocka_unit_test(links_and_relative_paths_are_the_users_own),
        cmocka_unit_test(a_link_in_an_image_does_not_reach_the_host),
        cmocka_unit_test(other_links_in_an_image_are_harmless),
        cmocka_unit_test(an_image_cannot_stop_or_paint_the_story),
        cmocka_unit_test(what_is_missing_is_made),
        cmocka_unit_test(the_hosts_root_can_be_the_image),
        cmocka_unit_test(other_mounts_of_the_host_are_named),
        cmocka_unit_test(without_busybox_the_first_line_says_so),
        cmocka_unit_test(an_image_needs_a_static_busybox),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
