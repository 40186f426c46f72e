/* 02-refused - lesson 2 where something is missing: root, a namespace, /run

   A limit of 0 is one of a user namespace that the test makes, so the machine's
   own is not touched. */

#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

static const char lesson[] = "02-unshare";
static const char way[] = "-Ur"; /* without root: options of unshare(1) */

/* ---- without root ------------------------------------------------------ */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    struct robot *robot = tell_the_way(lesson, way);

    assert_no_text("stderr", robot->err, "sysctl",
                   "a protection is never to be switched off");
}

/* The whole show in a user namespace of the plain user, with verify lines that
   the same user may run. */
static void the_whole_show_without_root(void **state)
{
    (void) state;
    need_user_namespaces();
    show_without_root(lesson, .wrapper = { "unshare", way });
}

/* In a user namespace an empty tmpfs covers root's /run. */
static void roots_names_are_not_counted_below_a_tmpfs(void **state)
{
    (void) state;
    need_private_host();
    need_user_namespaces();
    shell("mkdir /run/netns && touch /run/netns/blue");
    struct robot *robot = robot_run(lesson, .plain_user = true,
        .wrapper = { "unshare", "-Ur" }, .args = { "--only=4" });
    shell("rm -r /run/netns");

    assert_status(robot, 0, "the show goes on in a /run of its own");
    assert_no_text("step 4", robot->out, "host: ip netns list",
                   "what is below a mount is not seen; see mount(8)");
    assert_text("step 4", robot->out, "an empty tmpfs covers /run",
                "the learner must know whose names are counted");
}

/* The limits of a user namespace of the test's own, set to 0 by its root. */
static void a_limit_of_zero_is_named(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_run(lesson, .plain_user = true, .wrapper = {
        "unshare", "-Ur", "sh", "-c",
        "echo 0 > /proc/sys/user/max_net_namespaces; exec \"$0\" \"$@\"" });

    assert_status(robot, 77, "this machine cannot run it");
    assert_text("stderr", robot->err, "max_net_namespaces is 0",
                "the limit is named; see namespaces(7)");
    assert_no_text("stderr", robot->err, "sysctl -w",
                   "a limit is a protection, and stays on");
}

/* Without capabilities, as a plain user is, where LIMIT is 0. */
static struct robot *run_where_is_zero(const char *limit, const char *arg)
{
    return robot_run(lesson, .plain_user = true, .args = { arg }, .wrapper = {
        "unshare", "--map-user=1000", "--keep-caps", "sh", "-c",
        text("echo 0 > /proc/sys/user/%s; exec setpriv --ambient-caps=-all "
             "--inh-caps=-all \"$0\" \"$@\"", limit) });
}

/* A limit that stops root, too: then sudo is no cure. */
static void a_limit_for_all_is_told_before_root_is_asked_for(void **state)
{
    (void) state;
    need_user_namespaces();
    for (int i = 0; i < 2; i++) {
        struct robot *robot = run_where_is_zero("max_uts_namespaces",
                                                i ? "--check" : NULL);

        assert_status(robot, 77, "this machine cannot run it, for nobody");
        const char *said = i ? robot->out : robot->err;
        assert_text("what it says", said, "max_uts_namespaces is 0",
                    "the limit counts for root, too; see namespaces(7)");
        assert_no_text("what it says", said, "sudo", "root meets it as well");
    }
}

/* Root needs no user namespace; a plain user is not sent where no way leads. */
static void without_user_namespaces_the_virtual_machine_is_named(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = run_where_is_zero("max_user_namespaces", NULL);

    assert_status(robot, 77, "not as this user");
    assert_text("stderr", robot->err, "max_user_namespaces is 0",
                "the limit is named; see namespaces(7)");
    assert_text("stderr", robot->err,
                "sudo build/02-unshare, or the virtual machine: make vm",
                "the ways that are open");
    assert_no_text("stderr", robot->err, "unshare -Ur",
                   "that one is closed; see user_namespaces(7)");
}

static void a_read_only_run_is_named(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .wrapper = { "unshare", "-m", "sh",
        "-c", "mount -n -o remount,ro,bind /run; exec \"$0\" \"$@\"" });

    assert_status(robot, 77, "this machine cannot run it");
    assert_text("stderr", robot->err, "read-only",
                "the cause is named; see mount(2)");
    robot = robot_run(lesson, .args = { "--check" }, .wrapper = { "unshare",
        "-m", "sh", "-c",
        "mount -n -o remount,ro,bind /run; exec \"$0\" \"$@\"" });
    assert_status(robot, 77, "--check is no easier than the story");
}

static void a_file_in_the_place_of_the_folder_is_named(void **state)
{
    (void) state;
    need_private_host();
    shell("touch /run/netns");
    struct robot *story = robot_run(lesson);
    struct robot *check = robot_run(lesson, .args = { "--check" });
    shell("rm /run/netns");

    assert_status(story, 77, "no name can be made there");
    assert_text("stderr", story->err, "ENOTDIR", "see path_resolution(7)");
    assert_text("stderr", story->err, "it is a file", "the cause is named");
    assert_status(check, 77, "--check is no easier than the story");
}

/* A name with a pid that no process has. */
static void a_plain_user_is_told_who_sweeps_roots_names(void **state)
{
    (void) state;
    need_private_host();
    shell("mkdir /run/netns && touch /run/netns/loac-4194304-1");
    struct robot *robot = robot_run(lesson, .plain_user = true,
                                    .args = { "--sweep" });
    shell("rm -r /run/netns");

    assert_status(robot, 1, "something is left; see umount(2)");
    assert_text("stderr", robot->err, "sudo build/02-unshare --sweep",
                "who may remove it");
}

/* He may be alive: then the name is his. */
static void an_owner_who_cannot_be_asked_is_told(void **state)
{
    (void) state;
    need_private_host();
    need_first_pid_namespace();
    need_command("strace");
    shell("mkdir /run/netns && touch /run/netns/loac-4194304-1");
    struct robot *robot = robot_run(lesson, .args = { "--sweep" },
        .wrapper = { "strace", "-f", "-qq", "-o", "/dev/null", "-P",
                     "/proc/4194304/stat", "-e", "inject=openat:error=EMFILE" });
    assert_shows("ls /run/netns", "loac-4194304-1", "it is left alone");
    shell("rm -r /run/netns");

    assert_status(robot, 1, "that is not the same as nothing to sweep");
    assert_text("stderr", robot->err, "/proc/4194304/stat): Too many open "
                "files (EMFILE)", "what could not be read, and why");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(the_whole_show_without_root),
        cmocka_unit_test(roots_names_are_not_counted_below_a_tmpfs),
        cmocka_unit_test(a_limit_of_zero_is_named),
        cmocka_unit_test(a_limit_for_all_is_told_before_root_is_asked_for),
        cmocka_unit_test(without_user_namespaces_the_virtual_machine_is_named),
        cmocka_unit_test(a_read_only_run_is_named),
        cmocka_unit_test(a_file_in_the_place_of_the_folder_is_named),
        cmocka_unit_test(a_plain_user_is_told_who_sweeps_roots_names),
        cmocka_unit_test(an_owner_who_cannot_be_asked_is_told),
    };

    return run_lesson_tests("02-refused", tests, argc, argv);
}
