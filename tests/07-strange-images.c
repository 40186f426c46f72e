/* 07-strange-images - images that are not as they should be

   Whoever made an image is a stranger, and may have meant harm: links that lead
   out of it, files where directories are expected.  What they point at are our
   own empty directories, which must stay empty. */

#include "support/image.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <string.h>

static const char lesson[] = "07-rootfs";

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })
#define WITH(image, script) \
    RUN("--image", image, "--", "/bin/sh", "-c", script)

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
    assert_status(story, 1, "its own chroot(/escape) fails on the link");
    assert_text("stderr", story->err, "has an /escape, remove it", "the cure");
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

/* Step 4 leaves one in the image if its `same as:` line is typed. */
static void who_has_tried_the_way_out_by_hand_can_go_on(void **state)
{
    (void) state;
    need_root();
    const char *image = image_with("tried", "mkdir -m 700 escape");

    assert_status(RUN("--image", image), 0, "it is a directory, and will do");
}

/* Not one name that ls(1) could show. */
static void an_empty_directory_is_an_image_too(void **state)
{
    (void) state;
    need_root();
    const char *image = image_with("empty", "rm -r ./*; touch .hidden");
    struct robot *robot = robot_start(lesson, .args = { "--image", image });

    assert_int_equal(robot_walk(robot), 0);
    assert_text("step 3", robot->out, "expect: /proc/",
                "there is always something to expect");
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

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_link_in_an_image_does_not_reach_the_host),
        cmocka_unit_test(other_links_in_an_image_are_harmless),
        cmocka_unit_test(an_image_cannot_stop_or_paint_the_story),
        cmocka_unit_test(who_has_tried_the_way_out_by_hand_can_go_on),
        cmocka_unit_test(an_empty_directory_is_an_image_too),
        cmocka_unit_test(what_is_missing_is_made),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
