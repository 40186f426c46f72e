/* 10-odd-places - where an image may lie, and callers with small limits

   An image is any directory: on a file system that is only read, on an overlay,
   below a name with an end of line in it. */

#include "support/test.h"

#include "support/image.h"
#include "support/launch.h"
#include "support/plain_user.h"

static const char lesson[] = "10-container";

/* ---- images ------------------------------------------------------------- */

#define LOOK "cat /etc/os-release; echo x >/written && cat /written"

/* A container with the image IMAGE, which the shell commands MAKING make, in a
   mount namespace of their own; then, what is in the image.  mount -n, for
   mount(8) may keep a list in /run. */
static struct robot *with_image(const char *making, const char *image,
                                const char *option)
{
    const char *run = text("%s/10-container --image='%s' %s -- sh -c '%s'",
                           launch_build(), image, option, LOOK);
    const char *script = text("%s && { %s; s=$?; ls '%s'; exit $s; }", making,
                              run, image);

    return robot_run("/bin/sh", .args = { "-c", script },
                     .wrapper = { "unshare", "--mount" });
}

static void assert_works_at(struct where where, struct robot *robot,
                            const char *what)
{
    assert_status_at(where, robot, 0, what);
    assert_text_at(where, what, robot->out, "Life of a Container", true,
                   "the image is the lower layer; see mount(8), overlay");
    assert_text_at(where, what, robot->out, "\nx\n", true,
                   "a layer above it takes what is written");
    assert_text_at(where, what, robot->out, "written", false,
                   "and the image has none of it");
}

#define assert_works(robot, what) assert_works_at(HERE, robot, what)

static void a_name_may_have_an_end_of_line(void **state)
{
    (void) state;
    need_root();
    const char *image = text("%s/two\nlines", images());
    const char *making = text("cp -a %s '%s'", image_built(), image);

    assert_works(with_image(making, image, ""), "two lines");
}

static void an_image_may_be_mounted_read_only(void **state)
{
    (void) state;
    need_root();
    const char *image = image_built();
    const char *making = text("mount -n -o bind,ro %s %s && ! touch %s/x",
                              image, image, image);

    assert_works(with_image(making, image, ""), "mount -o ro");
    struct robot *sealed = with_image(making, image, "--read-only");
    assert_text("sealed", sealed->err, "can't create /written: Read-only",
                "the layer above is sealed as well; see mount(8)");
}

/* Shell commands: NAME, with an overlay on it of the directory BELOW. */
static const char *overlay(const char *name, const char *below)
{
    return text("mkdir %s %s.u %s.w && mount -n -t overlay none -o "
                "lowerdir=%s,upperdir=%s.u,workdir=%s.w %s",
                name, name, name, below, name, name, name);
}

/*   tmpfs/i = a copy of the image: where that lies may be an overlay already
     tmpfs/a = overlay of i           that of the container is the second
     tmpfs/b = overlay of a           or the third                            */
static void two_overlays_are_the_most(void **state)
{
    (void) state;
    need_root();
    const char *place = text("%s/tmpfs", images());
    const char *one = text(
        "mkdir -p %s && mount -n -t tmpfs none %s && cd %s && "
        "cp -a %s i && %s",
        place, place, place, image_built(), overlay("a", "i"));
    const char *two = text("%s && %s", one, overlay("b", "a"));

    assert_works(with_image(one, text("%s/a", place), ""), "an overlay");
    struct robot *robot = with_image(two, text("%s/b", place), "");
    assert_status(robot, 125, "our own failure");
    assert_text("stderr", robot->err, "lies on an overlay already",
                "the kernel stacks two at most, and that is said");
    assert_text("stderr", robot->err, "copy the image to a tmpfs", "the cure");
}

/* ---- ulimit ------------------------------------------------------------- */

/* The container, where a user may have one process. */
#define RUN_ALONE(...)                         \
    robot_run(lesson, .args = { __VA_ARGS__ }, \
              .wrapper = { "prlimit", "--nproc=1" })

static void assert_limit_is_named_at(struct where where, struct robot *robot,
                                     const char *call)
{
    assert_status_at(where, robot, 125, "our own failure");
    assert_text_at(where, "stderr", robot->err, call, true, "the call");
    assert_text_at(where, "stderr", robot->err,
                   "cause: a limit on the number of processes is reached", true,
                   "EAGAIN alone says to try again; see fork(2)");
    assert_text_at(where, "stderr", robot->err, "ulimit -u", true, "the cure");
}

#define assert_limit_is_named(robot, call) \
    assert_limit_is_named_at(HERE, robot, call)

/* RLIMIT_NPROC holds for every user but root.  Whom root has become has reached
   it by the first process of the container. */
static void one_process_is_enough_for_root_alone(void **state)
{
    (void) state;
    need_root();
    assert_status(RUN_ALONE("--", "sh", "-c", "sleep 0; exit 7"), 7,
                  "root is exempt; see getrlimit(2)");
    assert_limit_is_named(RUN_ALONE("--user=64999", "--", "true"), "fork()");
    assert_limit_is_named(RUN_ALONE("--userns", "--", "true"), "fork()");
}

/* Who looks for leaks would need a process more. */
static void a_plain_user_is_told_the_limit(void **state)
{
    (void) state;
    need_user_namespaces();
    static const char *const ways[][2] = { { "--hostname=box", "fork()" },
                                           { "--without=janitor", "clone(" } };

    for (int i = 0; i < 2; i++)
        assert_limit_is_named(
            robot_run(lesson, .plain_user = true,
                      .env = { "ASAN_OPTIONS=detect_leaks=0" },
                      .args = { ways[i][0], "--", "true" },
                      .wrapper = { "prlimit", "--nproc=1" }),
            ways[i][1]);
}

/* The sealed copy of this program is a file, too. */
static void a_limit_on_files_is_named(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .args = { "--", "true" },
                                    .wrapper = { "prlimit", "--fsize=4096" });

    assert_status(robot, 125, "no SIGXFSZ, which says nothing; setrlimit(2)");
    assert_text("stderr", robot->err, "RLIMIT_FSIZE", "the cause is named");
    assert_text("stderr", robot->err, "ulimit -f", "and the cure");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_may_have_an_end_of_line),
        cmocka_unit_test(an_image_may_be_mounted_read_only),
        cmocka_unit_test(two_overlays_are_the_most),
        cmocka_unit_test(one_process_is_enough_for_root_alone),
        cmocka_unit_test(a_plain_user_is_told_the_limit),
        cmocka_unit_test(a_limit_on_files_is_named),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
