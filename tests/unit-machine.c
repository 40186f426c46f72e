/* unit-machine - which cgroup layout a text of mountinfo shows; cgroups(7) */

#include "lessons/00-your-machine/machine.h"
#include "support/suite.h"

#include <stdio.h>

#define LINE(id, where, type, options) \
    id " 1 0:1 / " where " rw,relatime - " type " cgroup rw" options "\n"

static const char v1[] = LINE("25", "/sys/fs/cgroup/memory", "cgroup",
                              ",memory")
    LINE("26", "/sys/fs/cgroup/cpu", "cgroup", ",cpu,cpuacct");
static const char v2[] = LINE("27", "/sys/fs/cgroup", "cgroup2",
                              ",nsdelegate");

static void one_hierarchy_is_v2(void **state)
{
    (void) state;
    assert_string_equal(cgroup_layout(v2), "v2");
}

static void one_hierarchy_for_each_controller_is_v1(void **state)
{
    (void) state;
    assert_string_equal(cgroup_layout(v1), "v1");
}

static void both_is_hybrid(void **state)
{
    (void) state;
    char both[1024];

    snprintf(both, sizeof both, "%s%s", v1, v2);
    assert_string_equal(cgroup_layout(both), "hybrid");
}

/* systemd may keep a v1 hierarchy of its own that limits nothing. */
static void a_hierarchy_without_controllers_does_not_count(void **state)
{
    (void) state;
    char text[1024];

    snprintf(text, sizeof text, "%s%s", v2,
             LINE("28", "/sys/fs/cgroup/systemd", "cgroup", ",name=systemd"));
    assert_string_equal(cgroup_layout(text), "v2");
}

static void no_mount_is_none(void **state)
{
    (void) state;
    assert_string_equal(cgroup_layout(""), "none");
    assert_string_equal(cgroup_layout("22 1 0:2 / /proc rw - proc proc rw\n"
                                      "no mountinfo at all"), "none");
    assert_string_equal(cgroup_layout(LINE("23", "/sys/fs/cgroup", "tmpfs",
                                           ",mode=755")), "none");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_hierarchy_is_v2),
        cmocka_unit_test(one_hierarchy_for_each_controller_is_v1),
        cmocka_unit_test(both_is_hybrid),
        cmocka_unit_test(a_hierarchy_without_controllers_does_not_count),
        cmocka_unit_test(no_mount_is_none),
    };

    return run_unit_tests("unit-machine", tests, argc, argv);
}
