/* 09-ranges - lesson 9 with more ids than one: subuid(5), newuidmap(1), remap

   The files of subuid(5) are the test's own, in mounts of the lesson's own. */

#include "support/launch.h"
#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

static const char lesson[] = "09-userns";

/* ---- a range ----------------------------------------------------------- */

/* Root's: the files of subuid(5) as TEXT has them, in mounts of the lesson's
   own; then exec "$0" "$@". */
static const char *with_subids(const char *lines)
{
    return text("printf '%s' > /run/subid && "
                "mount -n --bind /run/subid /etc/subuid && "
                "mount -n --bind /run/subid /etc/subgid && rm /run/subid && "
                "exec \"$0\" \"$@\"", lines);
}

static void need_subids(void)
{
    need_root();
    need_private_host();
    need_user_namespaces();
    if (shell("test -f /etc/subuid && test -f /etc/subgid")->status != 0)
        skip_because("there is no /etc/subuid to put another over");
}

#define WITH_SUBIDS(lines) \
    .wrapper = { "unshare", "-m", "sh", "-c", with_subids(lines) }

static void need_newuidmap(void)
{
    need_command("newuidmap");
    need_command("newgidmap");
}

/*   inside:   0      1 ...  65535
     outside:  65534  300000 ...  365534     by newuidmap(1) and subuid(5)    */
static void a_range_brings_other_users(void **state)
{
    (void) state;
    need_subids();
    need_newuidmap();
    struct robot *robot = robot_start(lesson,
                                      WITH_SUBIDS("nobody:300000:65536\\n"));

    robot_go_to(robot, 7);
    long box = robot_number(robot, "stat -c %u /proc/");
    assert_said(robot, "uid_map: 0 65534 1, 1 300000 65535",
                "two lines, read back; see user_namespaces(7)");
    assert_said(robot, "to uid 1; it belongs to uid 1", "seen inside");
    assert_said(robot, "belongs to uid 300000", "seen from outside");
    assert_shows(text("stat -c %%u /proc/%ld/root/tmp/made-inside", box),
                 "300000\n", "the number outside is on the file");
    assert_shows(text("cat /proc/%ld/setgroups", box), "allow",
                 "root gave these groups away; see newgidmap(1)");
    assert_int_equal(robot_quit(robot), 0);

    struct robot *id = robot_run(lesson, WITH_SUBIDS("65534:300000:65536\\n"),
        .args = { "--", "awk", "{ print $1, $2, $3 }", "/proc/self/uid_map" });
    assert_status(id, 0, "a line may have the number, too; see subuid(5)");
    assert_string_equal(id->out, "0 65534 1\n1 300000 65535\n");
}

static void without_a_range_the_story_says_how_to_get_one(void **state)
{
    (void) state;
    need_subids();
    struct robot *robot = robot_start(lesson, WITH_SUBIDS("bob:300000:65536"));

    robot_go_to(robot, 7);
    assert_said(robot, "no range for this user", "bob is another");
    assert_said(robot, "usermod --add-subuids 100000-165535 --add-subgids "
                "100000-165535 nobody", "the cure can be typed");
    assert_int_equal(robot_quit(robot), 0);

    struct robot *id = robot_run(lesson, WITH_SUBIDS("bob:300000:65536"),
        .args = { "--map=range", "--", "id", "-u" });
    assert_status(id, 125, "what was asked for cannot be had");
    struct robot *own = robot_run(lesson, WITH_SUBIDS("bob:300000:65536"),
        .args = { "--", "id", "-u" });
    assert_status(own, 0, "one's own id always can");
}

/* no_new_privs: execve(2) of newuidmap gives no right, and so it is refused. */
static void a_range_that_cannot_be_written_is_no_range(void **state)
{
    (void) state;
    need_subids();
    need_newuidmap();
    need_command("setpriv");
#define REFUSED .wrapper = { "unshare", "-m", "sh", "-c", \
    with_subids("nobody:300000:65536\\n"), "setpriv", "--no-new-privs" }
    struct robot *story = robot_run(lesson, REFUSED, .args = { "--pace=0" });

    assert_status(story, 0, "one's own id always can be mapped");
    assert_text("step 6", story->out, "no_new_privs is set",
                "the cause is told; see prctl(2), PR_SET_NO_NEW_PRIVS");
    struct robot *own = robot_run(lesson, REFUSED, .args = { "--", "awk",
        "{ print $1, $2, $3 }", "/proc/self/uid_map" });
    assert_status(own, 0, "the command runs, with what can be had");
    assert_string_equal(own->out, "0 65534 1\n");
    struct robot *range = robot_run(lesson, REFUSED,
                                    .args = { "--map=range", "--", "true" });
    assert_status(range, 125, "what was asked for cannot be had");
    assert_text("stderr", range->err, "09-userns: newuidmap ",
                "what was refused; see newuidmap(1)");
    assert_text("stderr", range->err, "no_new_privs is set", "and why");
}

/* Only a range has ids for the process of nobody in lesson 5. */
static void lesson_5_has_its_nobody_in_a_range(void **state)
{
    (void) state;
    need_subids();
    need_newuidmap();
    struct robot *robot = robot_start("05-caps", .wrapper = {
        "unshare", "-m", "sh", "-c", with_subids("nobody:300000:65536\\n"),
        launch_path(lesson, false), "--" });

    assert_int_equal(robot_walk(robot), 0);
    assert_text("the show", robot->out,
                "signal nobody's process KILL             allowed",
                "there is a process of nobody, and it is tried");
    assert_no_text("the show", robot->out, "$ sudo",
                   "without root no line asks for it");
}

static void a_missing_newuidmap_is_named(void **state)
{
    (void) state;
    need_subids();
    struct robot *robot = robot_run(lesson,
        .wrapper = { "unshare", "-m", "sh", "-c",
                     with_subids("nobody:300000:65536"), "/usr/bin/env",
                     "PATH=/run" },
        .args = { "--map=range", "--", "/bin/true" });

    assert_status(robot, 125, "what was asked for cannot be had");
    assert_text("stderr", robot->err, "newuidmap, newgidmap: not in PATH",
                "the programs are named; see newuidmap(1)");
}

/* ---- root: nobody of this machine --------------------------------------- */

/*   inside 0 ... 65535  =  outside 2130706432 ...: no user of this machine   */
static void root_can_be_mapped_to_nobody(void **state)
{
    (void) state;
    need_subids();
    shell("mkdir -m 1777 /run/open");
    const char *deeds = "awk '{ print $1, $2, $3 }' /proc/self/uid_map "
                        "/proc/self/gid_map; id -u; id -G; "
                        "touch /run/open/file; chown 1000 /run/open/file && "
                        "cat /etc/shadow";
    struct robot *robot = robot_run(lesson, WITH_SUBIDS("bob:300000:65536\\n"),
        .args = { "--map=remap", "--", "sh", "-c", deeds });
    struct robot *owner = shell("stat -c %u:%g /run/open/file; "
                                "rm -r /run/open");

    assert_text("stdout", robot->out, "0 2130706432 65536\n"
                "0 2130706432 65536\n0\n0\n",
                "ids that no user has; see user_namespaces(7)");
    assert_text("stderr", robot->err, "Permission denied",
                "root of the machine it is not");
    assert_text("seen from outside", owner->out, "2130707432:2130706432\n",
                "1000 inside is 1000 further outside");
}

static void root_remaps_to_its_own_range_where_it_has_one(void **state)
{
    (void) state;
    need_subids();
    struct robot *robot = robot_run(lesson, WITH_SUBIDS("root:400000:65536\\n"),
        .args = { "--map=remap", "--", "awk", "{ print $1, $2, $3 }",
                  "/proc/self/uid_map" });
    assert_string_equal(robot->out, "0 400000 65536\n");
    robot = robot_run(lesson, WITH_SUBIDS("root:400000:1000\\n"),
        .args = { "--map=remap", "--", "awk", "{ print $1, $2, $3 }",
                  "/proc/self/uid_map" });
    assert_string_equal(robot->out, "0 2130706432 65536\n");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_brings_other_users),
        cmocka_unit_test(without_a_range_the_story_says_how_to_get_one),
        cmocka_unit_test(a_range_that_cannot_be_written_is_no_range),
        cmocka_unit_test(lesson_5_has_its_nobody_in_a_range),
        cmocka_unit_test(a_missing_newuidmap_is_named),
        cmocka_unit_test(root_can_be_mapped_to_nobody),
        cmocka_unit_test(root_remaps_to_its_own_range_where_it_has_one),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
