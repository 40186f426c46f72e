/* unit-cgroup - which hierarchy has a controller, by the kernel's own texts

   No machine has all of these layouts, so here they are texts: what
   /proc/self/cgroup and /proc/self/mountinfo read on each; cgroups(7), proc(5).
   The kernel's own files are in tests/04-places.c. */

#include "common/failure.h"
#include "lessons/04-cgroup-memory/cgroup.h"
#include "lessons/04-cgroup-memory/find.h"
#include "support/suite.h"
#include "support/text.h"

#define MOUNT(root, where, options, type, super) \
    "36 25 0:31 " root " " where " " options " shared:9 - " type " " type \
    " " super "\n"
#define V1(where, controller) \
    MOUNT("/", where, "rw,relatime", "cgroup", "rw," controller)
#define V2(where) MOUNT("/", where, "rw,nosuid", "cgroup2", "rw,nsdelegate")

static struct hierarchy found;

static int find(const char *controller, const char *self, const char *mounts)
{
    return cgroup_find(controller, self, mounts, &found);
}

/* ---- layouts ------------------------------------------------------------ */

/* Debian 10, Ubuntu 20.04: each controller, or two together, has a tree. */
static void on_v1_each_controller_has_its_own_tree(void **state)
{
    (void) state;
    static const char self[] = "11:memory:/user.slice/me\n"
                               "4:cpu,cpuacct:/user.slice\n"
                               "3:pids:/user.slice/me\n"
                               "1:name=systemd:/user.slice/me/x.scope\n";
    static const char mounts[] =
        V1("/sys/fs/cgroup/systemd", "xattr,name=systemd")
        V1("/sys/fs/cgroup/cpu,cpuacct", "cpu,cpuacct")
        V1("/sys/fs/cgroup/memory", "memory") V1("/sys/fs/cgroup/pids", "pids");

    assert_int_equal(find("memory", self, mounts), 0);
    assert_int_equal(found.version, 1);
    assert_string_equal(found.mount, "/sys/fs/cgroup/memory");
    assert_string_equal(found.own, "/user.slice/me");
    assert_string_equal(found.directory, "/sys/fs/cgroup/memory/user.slice/me");
    assert_int_equal(find("cpu", self, mounts), 0);
    assert_string_equal(found.directory,
                        "/sys/fs/cgroup/cpu,cpuacct/user.slice");
}

/* Debian 12, Ubuntu 24.04, Fedora: one tree. */
static void on_v2_one_tree_has_them_all(void **state)
{
    (void) state;
    static const char self[] = "0::/user.slice/user-1000.slice\n";

    assert_int_equal(find("pids", self, V2("/sys/fs/cgroup")), 0);
    assert_int_equal(found.version, 2);
    assert_false(found.read_only);
    assert_string_equal(found.directory,
                        "/sys/fs/cgroup/user.slice/user-1000.slice");
    assert_int_equal(find("memory", "0::/\n", V2("/sys/fs/cgroup")), 0);
    assert_string_equal(found.directory, "/sys/fs/cgroup");
}

/* Some controllers on v1, the rest on v2: each is asked for by itself. */
static void on_a_hybrid_machine_the_controller_decides(void **state)
{
    (void) state;
    static const char self[] = "5:memory:/a\n1:name=systemd:/\n0::/b\n";
    static const char mounts[] = V1("/sys/fs/cgroup/memory", "memory")
        V2("/sys/fs/cgroup/unified");

    assert_int_equal(find("memory", self, mounts), 0);
    assert_int_equal(found.version, 1);
    assert_string_equal(found.directory, "/sys/fs/cgroup/memory/a");
    assert_int_equal(find("cpu", self, mounts), 0);
    assert_int_equal(found.version, 2);
    assert_string_equal(found.directory, "/sys/fs/cgroup/unified/b");
}

/* docker without a cgroup namespace: only the container's part of the tree is
   mounted, and /proc/self/cgroup names it in full. */
static void a_part_of_a_tree_may_be_mounted(void **state)
{
    (void) state;
    static const char self[] = "4:memory:/docker/abc/inner\n";
    static const char mounts[] = MOUNT("/docker/abc", "/sys/fs/cgroup/memory",
                                       "ro,nosuid", "cgroup", "rw,memory");

    assert_int_equal(find("memory", self, mounts), 0);
    assert_string_equal(found.directory, "/sys/fs/cgroup/memory/inner");
    assert_true(found.read_only);
}

/* docker on v2: a cgroup namespace, whose root looks like "/". */
static void in_a_cgroup_namespace_its_root_is_slash(void **state)
{
    (void) state;
    static const char mounts[] = MOUNT("/", "/sys/fs/cgroup",
        "ro,nosuid,nodev", "cgroup2", "rw");

    assert_int_equal(find("memory", "0::/\n", mounts), 0);
    assert_string_equal(found.directory, "/sys/fs/cgroup");
    assert_true(found.read_only);
}

/* unshare --cgroup without a new mount: the mount still shows what is above. */
static void a_mount_from_above_the_namespace_is_no_use(void **state)
{
    (void) state;
    static const char mounts[] = MOUNT("/../..", "/sys/fs/cgroup", "rw",
                                       "cgroup2", "rw");

    assert_int_equal(find("memory", "0::/\n", mounts), -1);
    assert_text("the failure", last_failure()->call, "not mounted here",
                "our own cgroup is not below that mount");
    assert_int_equal(find("memory", "0::/../other\n", V2("/sys/fs/cgroup")),
                     -1);
    assert_text("the failure", last_failure()->cause, "cgroup_namespaces(7)",
                "our cgroup is outside of the namespace");
}

static void of_two_mounts_the_one_that_can_be_written_is_taken(void **state)
{
    (void) state;
    static const char read_only[] = MOUNT("/", "/a", "ro", "cgroup2", "rw");

    assert_int_equal(find("cpu", "0::/\n", text("%s%s", read_only, V2("/b"))),
                     0);
    assert_string_equal(found.mount, "/b");
    assert_int_equal(find("cpu", "0::/\n", text("%s%s", V2("/b"), read_only)),
                     0);
    assert_string_equal(found.mount, "/b");
    assert_int_equal(find("cpu", "0::/\n", read_only), 0);
    assert_true(found.read_only);
}

/* mount --bind of a part over the whole: the part is what the path means now.
   */
static void a_later_mount_covers_an_earlier_one(void **state)
{
    (void) state;
    static const char mounts[] = V1("/m", "memory")
        MOUNT("/part", "/m", "rw", "cgroup", "rw,memory");

    assert_int_equal(find("memory", "4:memory:/part/me\n", mounts), 0);
    assert_string_equal(found.directory, "/m/me");
}

/* ---- what is missing ---------------------------------------------------- */

static void a_controller_that_is_not_mounted_is_named(void **state)
{
    (void) state;
    assert_int_equal(find("memory", "4:memory:/\n0::/\n",
                          V2("/sys/fs/cgroup") V1("/x", "cpu,cpuacct")), -1);
    assert_text("the failure", last_failure()->call, "v1, memory: not mounted",
                "it is bound to v1, and there it is not mounted");
    assert_text("the cure", last_failure()->cure, "mount -t cgroup -o memory",
                "the command is named");
    assert_int_equal(find("memory", "0::/\n", ""), -1);
    assert_text("the cure", last_failure()->cure, "mount -t cgroup2",
                "the command is named");
}

static void a_kernel_without_cgroups_is_named(void **state)
{
    (void) state;
    assert_int_equal(find("memory", "", V2("/sys/fs/cgroup")), -1);
    assert_text("the failure", last_failure()->call, "no hierarchy has it",
                "/proc/self/cgroup is empty");
    assert_int_equal(find("memory", "1:name=systemd:/\n", V2("/x")), -1);
}

/* A tmpfs or a directory of the right name is no cgroup file system. */
static void a_name_proves_nothing(void **state)
{
    (void) state;
    assert_int_equal(find("memory", "4:memory:/\n",
                          MOUNT("/", "/sys/fs/cgroup/memory", "rw", "tmpfs",
                                "rw,memory")), -1);
    assert_int_equal(find("memory", "4:memory:/\n",
                          V1("/sys/fs/cgroup/memory", "cpu")), -1);
    assert_int_equal(cgroup_is_real("/tmp", 1), 0);
    assert_int_equal(cgroup_is_real("/tmp", 2), 0);
    assert_int_equal(cgroup_is_real("/nowhere", 2), 0);
}

/* cgroup.subtree_control and cgroup.controllers are lists of words. */
static void cpu_is_not_in_cpuset(void **state)
{
    (void) state;
    assert_false(lists_word("cpuset io memory", "cpu", ' '));
    assert_false(lists_word("", "cpu", ' '));
    assert_false(lists_word("hugetlb,memory2", "memory", ','));
    assert_true(lists_word("cpuset cpu io", "cpu", ' '));
    assert_true(lists_word("cpu", "cpu", ' '));
    assert_true(lists_word("cpuset memory", "memory", ' '));
}

/* ---- odd texts ---------------------------------------------------------- */

static void a_path_may_have_spaces_and_colons(void **state)
{
    (void) state;
    assert_int_equal(find("pids", "2:pids:/a:b/c d\n",
                          V1("/mnt/my\\040cgroups", "pids")), 0);
    assert_string_equal(found.directory, "/mnt/my cgroups/a:b/c d");
    assert_int_equal(find("pids", "2:pids:/\n", V1("/odd\\134\\011", "pids")),
                     0);
    assert_string_equal(found.mount, "/odd\\\t");
}

static void a_sister_is_not_a_child(void **state)
{
    (void) state;
    assert_int_equal(find("memory", "4:memory:/docker/abcdef\n",
                          MOUNT("/docker/abc", "/m", "rw", "cgroup",
                                "rw,memory")), -1);
}

static void broken_texts_are_survived(void **state)
{
    (void) state;
    static const char *const texts[] = {
        "\n\n", "4", "4:", "4:memory", ":", "::", "0:", "memory", "\\",
    };
    char *longest = text("4:memory:/%*d\n", 20000, 1);

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(find("memory", texts[i], V1("/m", "memory")), -1);
        assert_int_equal(find("memory", "4:memory:/\n", texts[i]), -1);
    }
    assert_int_equal(find("memory", "4:memory:/\n", "1 2 0:3 / /m\\0 rw - "
                          "cgroup cgroup rw,memory"), 0);
    assert_int_equal(find("memory", longest, V1("/m", "memory")), -1);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_v1_each_controller_has_its_own_tree),
        cmocka_unit_test(on_v2_one_tree_has_them_all),
        cmocka_unit_test(on_a_hybrid_machine_the_controller_decides),
        cmocka_unit_test(a_part_of_a_tree_may_be_mounted),
        cmocka_unit_test(in_a_cgroup_namespace_its_root_is_slash),
        cmocka_unit_test(a_mount_from_above_the_namespace_is_no_use),
        cmocka_unit_test(of_two_mounts_the_one_that_can_be_written_is_taken),
        cmocka_unit_test(a_later_mount_covers_an_earlier_one),
        cmocka_unit_test(a_controller_that_is_not_mounted_is_named),
        cmocka_unit_test(a_kernel_without_cgroups_is_named),
        cmocka_unit_test(a_name_proves_nothing),
        cmocka_unit_test(cpu_is_not_in_cpuset),
        cmocka_unit_test(a_path_may_have_spaces_and_colons),
        cmocka_unit_test(a_sister_is_not_a_child),
        cmocka_unit_test(broken_texts_are_survived),
    };

    return run_unit_tests("unit-cgroup", tests, argc, argv);
}
