/* 10-inputs - paths, and what is inherited or missing

   What the caller has left open, closed or forgotten does no harm. */

#include "support/test.h"

#include "support/box_image.h"
#include "support/image.h"
#include "support/launch.h"
#include "support/plain_user.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "10-container";

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })

/* ---- images ------------------------------------------------------------- */

static void refused(const char *option, const char *named)
{
    struct robot *robot = RUN(option, "--", "true");

    assert_status(robot, 125, option);
    assert_text("stderr", robot->err, named, "what is wrong is named");
}

static void images_are_directories(void **state)
{
    (void) state;
    need_root();
    refused("--image=/no/such", "/no/such");
    refused("--image=/etc/passwd", "/etc/passwd");
    refused("--image=/proc/self/none", "none");
    char *deep = text("--image=");
    for (int i = 0; i < 500; i++)
        deep = text("%s/%010d", deep, i);
    refused(deep, "at most 4095 bytes");
}

/* , : \ and " mean something to the overlay's options, and nothing to us. */
static void odd_paths_of_images_are_paths(void **state)
{
    (void) state;
    need_root();
    const char *plain = image_changed("touch here");
    static const char *const names[] = { "a,b", "a:b", "a\\\\b", "a\\\"b",
                                         "a b", "upperdir=x", "a=b,c" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct robot *robot = shell(text(
            "n=\"%s.%s\"; cp -a %s \"$n\"; %s/10-container \"--image=$n\" -- "
            "ls /here; s=$?; rm -rf \"$n\"; exit $s", plain, names[i], plain,
            launch_build()));
        assert_status(robot, 0, names[i]);
        assert_text(names[i], robot->out, "/here", "it is that directory");
    }
    struct robot *robot = shell(text(
        "ln -s %s %s.link; cd %s/..; %s/10-container --image=%s.link -- ls "
        "/here; %s/10-container --image=${PWD##*/}/../$(basename %s) -- ls "
        "/here; rm %s.link", plain, plain, plain, launch_build(), plain,
        launch_build(), plain, plain));
    assert_text("a link", robot->out, "/here",
                "the user's own link is followed");
}

/*   --image=LINK/  -->  LINK  -->  image                                     */
static void where_a_link_leads_is_said(void **state)
{
    (void) state;
    need_root();
    const char *plain = image_changed("touch here");
    const char *slashes[] = { "", "/" };

    shell(text("ln -s %s %s.link", plain, plain));
    for (size_t i = 0; i < 2; i++) {
        struct robot *robot = RUN(text("--image=%s.link%s", plain, slashes[i]),
                                  "--", "ls", "/here");
        assert_text("stdout", robot->out, "/here", "it is followed");
        assert_text("stderr", robot->err, text("--image is a link, to %s",
                    plain), "and nobody need guess where; see symlink(7)");
    }
    shell(text("rm %s.link; ln -s %s.link %s.link", plain, plain, plain));
    refused(text("--image=%s.link", plain), "leads to itself");
    shell(text("rm %s.link", plain));
    assert_no_text("stderr", RUN(text("--image=%s", plain), "--", "true")->err,
                   "link", "this is none");
}

/* Not the host's "/", which is the last resort. */
static void the_image_is_found_however_it_is_called(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = shell(text("cd /tmp; PATH=%s:$PATH; 10-container -- "
                                     "cat /etc/os-release", launch_build()));

    assert_text("os-release", robot->out, "Life of a Container",
                "the image is beside the program, wherever that was found");
}

/* ---- what is inherited -------------------------------------------------- */

static void closed_and_full_descriptors_do_no_harm(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .in = STREAM_CLOSED,
        .out = STREAM_CLOSED, .err = STREAM_CLOSED, .args = { "--", "true" });
    assert_status(robot, 0, "0 to 2 are made whole first; see open(2)");

    robot = robot_run(lesson, .out = STREAM_FULL,
                      .args = { "--", "sh", "-c", "echo x || exit 3" });
    assert_status(robot, 3, "the command sees the error; see full(4)");

    robot = robot_run(lesson, .out = STREAM_NO_READER,
        .args = { "--", "sh", "-c", "trap '' PIPE; echo x || exit 4" });
    assert_status(robot, 4, "the command sees the error; see pipe(7)");
}

/* A shell that prepares, and becomes the program. */
static struct robot *after(const char *preparation, const char *command)
{
    return robot_run("/bin/sh", .args = { "-c",
        text("%s; exec %s/10-container -- %s", preparation, launch_build(),
             command) });
}

static void odd_surroundings_do_no_harm(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = after("export ASAN_OPTIONS=detect_leaks=0; "
                                "ulimit -n 4", "true");
    assert_true(robot->status == 125 || robot->status == 0);
    if (robot->status == 125)
        assert_text("stderr", robot->err, "EMFILE", "the cause is named");

    assert_status(after("unset PATH HOME LANG TERM", "true"), 0, "env -i");
    robot = after("mkdir /tmp/loac-gone; cd /tmp/loac-gone; rmdir "
                  "/tmp/loac-gone", "pwd");
    assert_status(robot, 0, "a deleted working directory");
    assert_text("pwd", robot->out, "/\n", "inside it is /");
    assert_status(after("export LANG=xx_YY.none", "true"), 0, "an odd LANG");
    assert_status(after("ulimit -s 256", "true"), 0, "a small stack");
}

static void a_root_that_lacks_something_is_told_what(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .args = { "--", "true" },
        .wrapper = { "setpriv", "--bounding-set=-net_admin" });
    assert_status(robot, 125, "no network can be brought up");
    assert_text("stderr", robot->err, "CAP_NET_ADMIN is missing",
                "see capabilities(7)");
    assert_text("stderr", robot->err, "cure: --userns", "and that is true:");
    robot = robot_run(lesson, .args = { "--userns", "--", "true" },
        .wrapper = { "setpriv", "--bounding-set=-net_admin" });
    assert_status(robot, 0, "root of a user namespace has it there");

    robot = robot_run(lesson, .args = { "--", "true" }, .wrapper = { "setpriv",
        "--bounding-set=-dac_override,-dac_read_search" });
    /* The top may be 0555: of cgroup v1, or systemd's, which gives away parts. */
    if (robot->status != 0 && !strstr(robot->err, "-p Delegate=yes"))
        assert_text("stderr", robot->err, "CAP_DAC_OVERRIDE",
                    "root is not told to be root");
    robot = RUN("--without=net", "--publish=18080:80", "--", "true");
    assert_text("stderr", robot->err, "leave out --without=net",
                "what was given, not what might have been");
}

/* uid 0 is no capability yet; capabilities(7). */
static void a_root_that_is_none_is_told(void **state)
{
    (void) state;
    need_root();
    need_user_namespaces();
    struct robot *robot = robot_run(lesson, .args = { "--", "true" },
        .wrapper = { "setpriv", "--bounding-set=-sys_admin" });
    assert_status(robot, 0, "a user namespace needs no capability");
    assert_text("stderr", robot->err, "CAP_SYS_ADMIN is missing: it gets a user "
                "namespace", "nobody gets one without being told");
    robot = robot_run(lesson, .args = { "--userns", "--", "true" },
        .wrapper = { "setpriv", "--bounding-set=-sys_admin" });
    assert_no_text("stderr", robot->err, "missing", "that was asked for");
    robot = robot_run(lesson, .args = { "--", "true" },
                      .wrapper = { "unshare", "-Ur" });
    assert_status(robot, 0, "root of a user namespace has one");
    assert_text("stderr", robot->err, "this root lacks CAP_NET_ADMIN there",
                "of the host's network; see network_namespaces(7)");
}

static void arguments_arrive_as_they_are(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = after(":", "sh -c 'printf %s \"${#1}\"' sh "
                                "$(head -c 100000 /dev/zero | tr '\\0' x)");
    assert_text("its length", robot->out, "100000", "a long argument");

    robot = RUN("--", "printf", "%s|", "\xff\xfe", "--memory=1", "--", "-x",
                "");
    assert_text("the words", robot->out, "\xff\xfe|--memory=1|--|-x||",
                "what is behind -- is the command's, byte by byte");
}

static void its_environment_is_made_from_nothing(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .env = { "SECRET=x", "LANG=de",
        "LD_PRELOAD=", "BASH_ENV=/x" },
        .args = { "--env=A=b=c", "--env=EMPTY=", "--", "env" });

    assert_text("env", robot->out, "HOSTNAME=container", "its own");
    assert_text("env", robot->out, "A=b=c", "--env");
    assert_text("env", robot->out, "EMPTY=\n", "--env with no value");
    static const char *const ours[] = { "SECRET", "LANG", "LD_PRELOAD",
                                        "BASH_ENV", "LC_ALL" };
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        assert_no_text("env", robot->out, ours[i], "that is the caller's");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(images_are_directories),
        cmocka_unit_test(odd_paths_of_images_are_paths),
        cmocka_unit_test(where_a_link_leads_is_said),
        cmocka_unit_test(the_image_is_found_however_it_is_called),
        cmocka_unit_test(closed_and_full_descriptors_do_no_harm),
        cmocka_unit_test(odd_surroundings_do_no_harm),
        cmocka_unit_test(a_root_that_lacks_something_is_told_what),
        cmocka_unit_test(a_root_that_is_none_is_told),
        cmocka_unit_test(arguments_arrive_as_they_are),
        cmocka_unit_test(its_environment_is_made_from_nothing),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
