/* 04-places - where a machine lets us make a cgroup, and where it does not

   Root at the top of the tree, a plain user in what was delegated to him, and
   for everybody else the cause and the cure. */

#include "support/box_cgroup.h"
#include "support/launch.h"
#include "support/test.h"

#include <unistd.h>

static const char lesson[] = "04-cgroup-memory";

/* ---- where it cannot be shown ------------------------------------------- */

/* Runs the lesson in a mount namespace of its own, after SCRIPT: it cannot be
   shown, and CAUSE is named.  Its output ends with the cgroups that are seen. */
static struct robot *cannot_run_after(const char *script, const char *cause,
                                      const char *why)
{
    struct robot *robot = robot_run(lesson, .wrapper = { "unshare", "-m", "sh",
        "-c",
        text("set -e; cgroups() { sed -n 's/ - cgroup.*//p' "
             "/proc/self/mountinfo | cut -d' ' -f5; }; %s; set +e; "
             "\"$0\" \"$@\"; status=$?; "
             "find /sys/fs/cgroup -name 'loac-*'; exit $status", script) });

    assert_status(robot, 77, "this machine cannot run it");
    assert_text("stderr", robot->err, cause, why);
    return robot;
}

static void a_directory_without_a_controller_is_no_cgroup(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = cannot_run_after(
        "cgroups | tac | xargs -n1 umount -n; "
        "mount -n -t tmpfs t /sys/fs/cgroup; mkdir /sys/fs/cgroup/memory "
        "/sys/fs/cgroup/cpu /sys/fs/cgroup/pids",
        "not mounted", "a path proves nothing; see cgroups(7)");

    assert_string_equal(robot->out, ""); /* nothing was made there */
}

/* mountinfo still lists the hierarchy, but the path leads elsewhere. */
static void a_covered_cgroup_is_no_cgroup(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = cannot_run_after(
        "for m in $(cgroups); do mount -n -t tmpfs t $m; done",
        "another file system is mounted over it",
        "statfs(2) knows what the directory is");

    assert_string_equal(robot->out, "");
}

static void a_read_only_cgroup_is_named(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = cannot_run_after(
        "for m in $(cgroups); do mount -n -o remount,ro,bind $m; done",
        "read-only", "the cause is named; see mount(2)");

    assert_text("stderr", robot->err, "cure:", "and the cure");
}

/* The lesson on a v2 hierarchy with these lists at its top.  So it is asked on
   v1 as well: the kernel's word on where a process is, is a file, too. */
static struct robot *run_where_v2_lists(const char *has, const char *hands_down)
{
    return robot_run(lesson, .wrapper = { "unshare", "-m", "sh", "-c", text(
        "set -e; lies() { echo \"$2\" >/run/text; "
        "mount -n --bind /run/text $1; rm /run/text; }; "
        "sed -n 's/ - cgroup.*//p' /proc/$$/mountinfo | cut -d' ' -f5 | tac | "
        "xargs -n1 umount -n; mount -n -t cgroup2 none /sys/fs/cgroup; "
        "cd /sys/fs/cgroup; lies /proc/$$/cgroup 0::/; "
        "lies cgroup.controllers '%s'; lies cgroup.subtree_control '%s'; "
        "exec \"$0\" \"$@\"", has, hands_down) });
}

static void a_controller_that_v2_does_not_have_is_named(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = run_where_v2_lists("cpu pids", "");

    assert_status(robot, 77, "this machine cannot run it");
    assert_text("stderr", robot->err, "controller memory: no such controller "
                "here", "cgroup.controllers does not list it; see cgroups(7)");
}

static void a_controller_that_the_top_does_not_hand_down_is_named(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = run_where_v2_lists("memory cpu pids", "memory");

    assert_status(robot, 77, "no cgroup there would have a cpu limit");
    assert_text("stderr", robot->err, "controllers cpu pids: not handed down "
                "cause: cgroup.subtree_control of /sys/fs/cgroup does not list "
                "them", "what is missing is named, and where; see cgroups(7)");
}

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .plain_user = true);

    assert_status(robot, 77, "77: not on this machine, or not as this user");
    assert_text("stderr", robot->err, machine_has(1) ? "belong to you"
                                                     : "delegated to you",
                "the cause is named; see cgroups(7)");
    assert_text("stderr", robot->err,
                access("/run/systemd/system", F_OK) == 0 && machine_has(2)
                    ? "systemd-run --user --scope -p Delegate=yes" : "sudo ",
                "the cure is named");
}

/* ---- a plain user with a cgroup of his own ------------------------------ */

/* The mount points of the hierarchies that matter. */
#define PLACES                                                           \
    "awk '{ for (i = 7; $i != \"-\"; i++); "                             \
    "super = \",\" $(i + 3) \",\"; if ($(i + 1) == \"cgroup2\" || "        \
    "$(i + 1) == \"cgroup\" && super ~ /,(memory|cpu|pids),/) print $5 }' " \
    "/proc/self/mountinfo"

#define AS_USER                                                           \
    "setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" \"$@\""

/* A shell script: makes a cgroup for tests there, gives it to uid 65534, enters
   it, and becomes the lesson as that user. */
static const char *delegated(void)
{
    return "for m in $(" PLACES "); do d=$m/loac-test; mkdir -p $d; "
           "chown 65534:65534 $d $d/cgroup.*; echo $$ > $d/cgroup.procs; done; "
           "exec " AS_USER;
}

static void forget_delegated(void)
{
    shell("find /sys/fs/cgroup -depth -type d -path '*/loac-test*' -delete");
}

/* Alone in it, the lesson moves to a leaf and back (v2). */
static void a_plain_user_with_a_delegated_cgroup_sees_it_all(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    struct robot *robot = robot_start(launch_path(lesson, true),
        .wrapper = { "sh", "-c", delegated() });

    robot_go_to(robot, 3);
    const char *same = robot_line(robot, "same as");
    assert_shows(text("setpriv --reuid=65534 --regid=65534 --clear-groups %s "
                      "&& echo made", same + 2), "made",
                 "he may do the same from another terminal; see mkdir(1)");
    robot_enter(robot);
    assert_text("the box", memory_limit(robot), "/loac-test/",
                "it is made in the delegated part; see cgroups(7)");
    if (machine_has(2))
        assert_shows(text("cat /proc/%d/cgroup", (int) robot->pid), "/lesson",
                     "no process may be where controllers are handed down; "
                     "see cgroups(7)");
    int status = robot_walk(robot);
    assert_hides("cat /sys/fs/cgroup/loac-test/cgroup.subtree_control "
                 "2>/dev/null || true", "memory",
                 "what was enabled is disabled again");
    forget_delegated();
    assert_int_equal(status, 0);
}

/* ---- cgroup v2 alone ---------------------------------------------------- */

static void need_v2(void)
{
    if (machine_has(1))
        skip_because("the rule is one of cgroup v2");
}

/* A shell in the delegated cgroup, and the lesson as its child. */
static void processes_in_the_way_are_named(void **state)
{
    (void) state;
    need_root();
    need_v2();
    need_command("setpriv");
    struct robot *robot = robot_run(launch_path(lesson, true),
        .wrapper = { "sh", "-c", "d=/sys/fs/cgroup/loac-test; mkdir -p $d; "
                     "chown 65534:65534 $d $d/cgroup.*; "
                     "echo $$ > $d/cgroup.procs; " AS_USER "; exit $?" });

    forget_delegated();
    assert_status(robot, 77, "it cannot be shown from there");
    assert_text("stderr", robot->err, "no internal processes",
                "a v2 cgroup has processes or hands controllers down; see "
                "cgroups(7)");
    assert_text("stderr", robot->err, "(sh)", "who is in the way is named");
}

/*   loac-test  hands down memory and pids  ->  loac-test/me  has no cpu */
static void a_controller_that_is_not_handed_down_is_named(void **state)
{
    (void) state;
    need_root();
    need_v2();
    need_command("setpriv");
    struct robot *robot = robot_run(launch_path(lesson, true),
        .wrapper = { "sh", "-c", "d=/sys/fs/cgroup/loac-test; mkdir -p $d; "
                     "echo +memory +pids > $d/cgroup.subtree_control; "
                     "mkdir $d/me; chown 65534:65534 $d/me $d/me/cgroup.*; "
                     "echo $$ > $d/me/cgroup.procs; exec " AS_USER });

    forget_delegated();
    assert_status(robot, 77, "it cannot be shown from there");
    assert_text("stderr", robot->err, "controllers cpu: not handed down",
                "what is missing is named");
    assert_text("stderr", robot->err, "cgroup.controllers of",
                "and the file that says so; see cgroups(7)");
}

/* A shell script: makes a cgroup for tests the root of a cgroup namespace, and
   becomes a shell in there with the script THEN. */
#define IN_NAMESPACE(then)                                                \
    "d=/sys/fs/cgroup/loac-test; mkdir -p $d; echo $$ > $d/cgroup.procs; " \
    "exec unshare -C -m sh -c 'umount -n /sys/fs/cgroup; "                  \
    "mount -n -t cgroup2 none /sys/fs/cgroup; " then "' \"$0\" \"$@\""

/* docker --privileged: a cgroup namespace, its root the only cgroup, and the
   lesson alone in it. */
static void root_of_a_cgroup_namespace_divides_it(void **state)
{
    (void) state;
    need_root();
    need_v2();
    struct robot *robot = robot_run(lesson,
        .wrapper = { "sh", "-c", IN_NAMESPACE("exec \"$0\" \"$@\"") });

    assert_hides("cat /sys/fs/cgroup/loac-test/cgroup.subtree_control",
                 "memory", "what was enabled is disabled again");
    forget_delegated();
    assert_status(robot, 0, "the root of the namespace is ours to divide; see "
                            "cgroup_namespaces(7)");
    assert_text("the show", robot->out, "/lesson now",
                "after a move to a leaf");
}

/*   root of the tree: hands nothing down
       me: root's shell, the lesson             no directory beside it has limits */
static void root_is_told_how_controllers_are_handed_down(void **state)
{
    (void) state;
    need_root();
    need_v2();
    bool systemd = access("/run/systemd/system", F_OK) == 0;
    struct robot *robot = robot_run(lesson,
        .wrapper = { "sh", "-c",
            IN_NAMESPACE("mkdir /sys/fs/cgroup/me; "
                         "echo $$ > /sys/fs/cgroup/me/cgroup.procs; "
                         "why=$(\"$0\" \"$@\" 2>&1); echo \"status $?: $why\"; "
                         "cure=$(echo \"$why\" | grep cure: | cut -d: -f2); "
                         "[ -d /run/systemd/system ] || "
                         "eval \"${cure%, or make vm}\"; exec \"$0\" \"$@\"") });

    shell("rmdir /sys/fs/cgroup/loac-test/me");
    forget_delegated();
    assert_text("the first run", robot->out, "status 77", "it has no place");
    assert_text("the first run", robot->out,
                "cgroup.subtree_control of /sys/fs/cgroup does not list them",
                "the cause is named; see cgroups(7)");
    if (systemd)
        assert_text("the cure", robot->out,
                    "sudo systemd-run --scope -p Delegate=yes",
                    "the tree is systemd's: it hands a part over");
    else
        assert_status(robot, 0, "after its cure the lesson runs");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_directory_without_a_controller_is_no_cgroup),
        cmocka_unit_test(a_covered_cgroup_is_no_cgroup),
        cmocka_unit_test(a_read_only_cgroup_is_named),
        cmocka_unit_test(a_controller_that_v2_does_not_have_is_named),
        cmocka_unit_test(a_controller_that_the_top_does_not_hand_down_is_named),
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(a_plain_user_with_a_delegated_cgroup_sees_it_all),
        cmocka_unit_test(processes_in_the_way_are_named),
        cmocka_unit_test(a_controller_that_is_not_handed_down_is_named),
        cmocka_unit_test(root_of_a_cgroup_namespace_divides_it),
        cmocka_unit_test(root_is_told_how_controllers_are_handed_down),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
