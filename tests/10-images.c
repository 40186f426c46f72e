/* 10-images - images that mean harm

   The author of the image is not trusted.  Images are built to catch who mounts
   or writes by name, and who executes what they hold.  What would be hit is a
   canary of the test's own. */

#include "support/test.h"

#include "support/box_image.h"
#include "support/image.h"
#include "support/launch.h"

#include <string.h>
#include <unistd.h>

static const char lesson[] = "10-container";

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })

/* Its loader is executed in our name, and says what it could write to. */
static const char *evil_image(void)
{
    return text("--image=%s", image_changed(text(
        "echo '#!/proc/self/exe' >bin/evil; chmod 755 bin/evil; for l in "
        "lib64/ld-linux-x86-64.so.2 lib/ld-linux-aarch64.so.1; do mkdir -p "
        "${l%%/*}; cp %s/tests/probe/loader $l; done", launch_build())));
}

/*   /bin/evil = #!/proc/self/exe      the kernel executes who executes it,
     /lib64/ld-linux-x86-64.so.2       with a loader of the image             */
static void an_image_cannot_reach_this_program(void **state)
{
    (void) state;
    need_root();
    const char *evil = evil_image();
    struct robot *robot = RUN(evil, "--without=sealed", "--", "/bin/evil");

    assert_text("without the copy", robot->out,
                text("%s/10-container", launch_build()),
                "/proc/self/exe is a file of the host, so the test is one");
    robot = RUN(evil, "--", "/bin/evil");
    assert_status(robot, 0, "the image's loader was executed; see execve(2)");
    assert_text("its program", robot->out, "/memfd:loac",
                "a copy that nobody can change; CVE-2019-5736");
    robot = RUN("--without=hidden", "--", "readlink", "/proc/1/exe");
    assert_text("process 1", robot->out, "/memfd:loac",
                "the other way to it; see proc(5)");
}

/*   image/dev -> /somewhere/canary   who mounts by name mounts there
   */
static void links_in_an_image_lead_nowhere(void **state)
{
    (void) state;
    need_root();
    static const char *const names[] = { "dev", "proc", "sys", "tmp", "etc" };

    for (size_t i = 0; i < 5; i++)
        for (int far = 0; far < 2; far++) {
            const char *hole = image_changed("rm -rf * && touch canary");
            const char *trap = image_changed(text(
                "rm -rf %s; ln -s %s%s %s", names[i],
                far ? "../../../../../.." : "", hole, names[i]));
            struct robot *robot = RUN(text("--image=%s", trap), "--", "true");
            bool is_needed = i < 3; /* to mount something there */
            assert_status(robot, is_needed ? 125 : 0, names[i]);
            assert_text("stderr", robot->err,
                        is_needed ? text("/%s of the image is a link or a file",
                                         names[i]) : "",
                        "the image is to blame");
            assert_shows(text("ls -A %s", hole), "canary",
                         "nothing is there but "
                         "the canary; see openat2(2)");
            assert_shows(text("ls -A %s | wc -l", hole), "1\n",
                         "nothing was made through the link");
        }
}

static void links_below_dev_lead_nowhere(void **state)
{
    (void) state;
    need_root();
    const char *trap = image_changed(
        "mkdir -p dev/pts; ln -s /proc/sys/kernel/core_pattern dev/null; "
        "ln -s /proc/sys/kernel/core_pattern dev/console; rm -rf dev/pts; "
        "ln -s / dev/pts; ln -s / dev/shm");
    const char *before = shell("cat /proc/sys/kernel/core_pattern")->out;
    struct robot *robot = RUN(text("--image=%s", trap), "--", "sh", "-c",
                              "echo x >/dev/null; wc -c </proc/keys");

    assert_status(robot, 0, "the container has a /dev of its own");
    assert_text("keys", robot->out, "0",
                "masked by the true null; CVE-2025-31133");
    assert_shows("cat /proc/sys/kernel/core_pattern", text_squeezed(before),
                 "the host's is as it was");
}

/*   exec 9</ ; the command's cwd is /proc/self/fd/9     CVE-2024-21626
   */
static void an_open_directory_does_not_get_in(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run("/bin/sh", .args = { "-c",
        text("exec 9</; cd /; exec %s/10-container -- sh -c "
             "'ls /proc/self/fd/; ls /proc/self/fd/9/; pwd'",
             launch_build()) });

    assert_no_text("descriptors", robot->out, "9",
                   "nothing of the caller's is open; see close_range(2)");
    assert_text("its directory", robot->out, "/\n", "it begins in its own /");
}

static void set_user_id_programs_give_nothing(void **state)
{
    (void) state;
    need_root();
    const char *trap = image_changed("cp bin/probe bin/root && chmod 4755 "
                                     "bin/root");
    struct robot *robot = RUN(text("--image=%s", trap), "--user=1000", "--",
                              "root", "root-again");

    assert_text("the probe", robot->out, "root-again: EPERM",
                "no_new_privs, and nosuid mounts; see prctl(2), mount(2)");
    robot = RUN(text("--image=%s", trap), "--without=nnp", "--user=1000", "--",
                "root", "root-again");
    assert_text("the probe", robot->out, "root-again: EPERM",
                "MS_NOSUID alone is enough; see mount(2)");
    struct robot *early = robot_run("/bin/sh", .args = { "-c",
        text("setpriv --reuid=1000 %s/bin/root root-again", trap) });
    if (early->status == 0)
        assert_text("on the host", early->out, "root-again: done",
                    "there the bit works, so the test is one");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_image_cannot_reach_this_program),
        cmocka_unit_test(links_in_an_image_lead_nowhere),
        cmocka_unit_test(links_below_dev_lead_nowhere),
        cmocka_unit_test(an_open_directory_does_not_get_in),
        cmocka_unit_test(set_user_id_programs_give_nothing),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
