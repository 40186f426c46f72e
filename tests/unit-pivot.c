/* unit-pivot - lines of mountinfo, and why pivot_root(2) is refused

   Each cause is brought about in a throw-away child (attempt.h), in mount
   namespaces of its own; only the initial ramfs, which no process here can have
   as its root, is told to pivot_explain() as a fact. */

#include "common/attempt.h"
#include "common/failure.h"
#include "lessons/07-rootfs/mountinfo.h"
#include "lessons/07-rootfs/pivot.h"
#include "lessons/07-rootfs/rootfs.h"
#include "support/suite.h"
#include "support/text.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LIMIT_MS = 20000 };

/* ---- mountinfo --------------------------------------------------------- */

static struct mount_line parsed(const char *line)
{
    struct mount_line mount;
    char copy[8192];

    snprintf(copy, sizeof copy, "%s", line);
    if (!mount_parse(copy, &mount))
        fail_saying(HERE, "  not taken for a line of mountinfo, proc(5): %s\n",
                    line);
    return mount;
}

/* The examples are those of proc(5) and of machines that were seen. */
static void a_line_has_fields_and_optional_fields(void **state)
{
    (void) state;
    struct mount_line mount = parsed("36 35 98:0 /mnt1 /mnt2 rw,noatime "
                                     "master:1 - ext3 /dev/root rw,errors=x\n");

    assert_int_equal(mount.id, 36);
    assert_int_equal(mount.parent, 35);
    assert_string_equal(mount.point, "/mnt2");
    assert_string_equal(mount.options, "rw,noatime");
    assert_string_equal(mount.type, "ext3");
    assert_string_equal(mount.source, "/dev/root");
    assert_true(mount.is_slave);
    assert_false(mount.is_shared);

    mount = parsed("1 1 0:2 / / rw - rootfs rootfs rw");
    assert_false(mount.is_slave || mount.is_shared);
    assert_string_equal(mount.type, "rootfs");
    mount = parsed("9 8 0:2 / /a ro shared:3 master:4 propagate_from:2 "
                   "unbindable new:5 - tmpfs  rw");
    assert_true(mount.is_slave && mount.is_shared);
    assert_string_equal(mount.type, "tmpfs");
    assert_string_equal(mount.source, "");
}

static void blanks_and_backslashes_are_decoded(void **state)
{
    (void) state;
    assert_string_equal(parsed("1 0 0:2 / /a\\040b\\011c\\012d\\134e rw - x y "
                               "z").point, "/a b\tc\nd\\e");
    assert_string_equal(parsed("1 0 0:2 / /shared:\\040-\\040x rw - x y z")
                            .point, "/shared: - x");
}

static void other_lines_are_refused(void **state)
{
    (void) state;
    static const char *const wrong[] = {
        "", "\n", "1", "1 2 3:4 / /x", "1 2 3:4 / /x rw",
        "1 2 3:4 / /x rw shared:1 ext3 y z",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct mount_line mount;
        char copy[100];
        snprintf(copy, sizeof copy, "%s", wrong[i]);
        assert_false(mount_parse(copy, &mount));
    }
    const char *longest = text("1 0 0:2 / /%05000d rw - tmpfs x y", 0);
    assert_int_equal(strlen(parsed(longest).point), PATH_MAX - 1);
}

/* ---- pivot_root -------------------------------------------------------- */

static int mount_on(const char *point)
{
    if (mount("none", point, "tmpfs", 0, "mode=0755") == -1)
        return failed("mount(tmpfs, %s)", point);
    return 0;
}

static int go(const char *path)
{
    return chdir(path) == -1 ? failed("chdir(%s)", path) : 0;
}

static int a_directory(const char *path)
{
    return mkdir(path, 0755) == -1 ? failed("mkdir(%s)", path) : 0;
}

static int on_the_same_mount(void)
{
    return rootfs_leave() == -1 || go("/etc") == -1 ? -1 : pivot_here();
}

static int not_a_mount_point(void)
{
    if (rootfs_leave() == -1 || mount_on("/tmp") == -1
        || a_directory("/tmp/new") == -1 || go("/tmp/new") == -1)
        return -1;
    return pivot_here();
}

static int new_root_is_shared(void)
{
    if (rootfs_leave() == -1 || mount_on("/tmp") == -1 || go("/tmp") == -1)
        return -1;
    if (mount("none", "/tmp", NULL, MS_SHARED, NULL) == -1)
        return failed("mount(MS_SHARED)");
    return pivot_here();
}

/*   /tmp (shared)  /tmp/new (private)                                        */
static int parent_is_shared(void)
{
    if (rootfs_leave() == -1 || mount_on("/tmp") == -1
        || a_directory("/tmp/new") == -1)
        return -1;
    if (mount("none", "/tmp", NULL, MS_SHARED, NULL) == -1
        || mount("none", "/tmp/new", "tmpfs", 0, NULL) == -1
        || mount("none", "/tmp/new", NULL, MS_PRIVATE, NULL) == -1)
        return failed("mount(/tmp/new)");
    return go("/tmp/new") == -1 ? -1 : pivot_here();
}

static int after_a_chroot(void)
{
    if (rootfs_leave() == -1 || mount_on("/tmp") == -1
        || a_directory("/tmp/jail") == -1 || a_directory("/tmp/jail/new") == -1
        || mount_on("/tmp/jail/new") == -1)
        return -1;
    if (mkdir("/tmp/jail/proc", 0755) == -1
        || mount("/proc", "/tmp/jail/proc", NULL, MS_BIND | MS_REC, NULL) == -1
        || chroot("/tmp/jail") == -1)
        return failed("chroot(/tmp/jail)");
    return go("/new") == -1 ? -1 : pivot_here();
}

/* A mount that a user namespace has inherited. */
static int from_outside(void)
{
    if (rootfs_leave() == -1 || mount_on("/tmp") == -1)
        return -1;
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) == -1)
        return failed("unshare(CLONE_NEWUSER | CLONE_NEWNS)");
    return rootfs_private() == -1 || go("/tmp") == -1 ? -1 : pivot_here();
}

static int without_capability(void)
{
    if (rootfs_leave() == -1 || mount_on("/tmp") == -1 || go("/tmp") == -1)
        return -1;
    if (setresuid(65534, 65534, 65534) == -1)
        return failed("setresuid()");
    return pivot_here();
}

/* Of another user namespace: all capabilities there are none here. */
static int of_another_user_namespace(void)
{
    if (rootfs_leave() == -1 || mount_on("/tmp") == -1 || go("/tmp") == -1)
        return -1;
    if (unshare(CLONE_NEWUSER) == -1)
        return failed("unshare(CLONE_NEWUSER)");
    return pivot_here();
}

static void each_refusal_is_explained(void **state)
{
    (void) state;
    need_root();
    static const struct {
        int (*try)(void);
        int error;
        const char *cause;
    } refusals[] = {
        { on_the_same_mount, EBUSY, "on the same mount as the old one" },
        { not_a_mount_point, EINVAL, "the new root is not a mount point" },
        { new_root_is_shared, EINVAL, "the new root, or the mount that it is on"
                                      ", is shared" },
        { parent_is_shared, EINVAL, "is shared with other mount namespaces" },
        { after_a_chroot, EINVAL, "a chroot(2) has been here" },
        { from_outside, EINVAL, "came from outside of this user namespace" },
        { without_capability, EPERM, "needs CAP_SYS_ADMIN" },
        { of_another_user_namespace, EPERM, "another user namespace" },
    };

    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        assert_int_equal(attempt("it", refusals[i].try, LIMIT_MS), -1);
        const struct failure *why = last_failure();
        assert_text("call", why->call, "pivot_root(., .)", refusals[i].cause);
        assert_text("cause", why->cause, refusals[i].cause,
                    "see pivot_root(2), ERRORS");
        assert_no_text("cure", why->cure, "--make-",
                       "typed on the host, that changes the host");
        assert_true(why->cure[0] != '\0');
        assert_int_equal(why->error, refusals[i].error);
    }
}

static void the_initial_ramfs_is_explained(void **state)
{
    (void) state;
    struct pivot at = { .new_is_mount_point = true, .is_ramfs = true };

    errno = EINVAL;
    failed("pivot_root(., .)");
    assert_int_equal(pivot_explain(&at), -1);
    assert_text("cause", last_failure()->cause, "initial ramfs",
                "see pivot_root(2), NOTES");
    assert_text("cure", last_failure()->cure, "switch_root", "the way out");
}

static void what_is_not_known_is_not_invented(void **state)
{
    (void) state;
    struct pivot at = { .new_id = 1, .new_is_mount_point = true,
                        .old_is_mount_point = true };

    errno = EINVAL;
    failed("pivot_root(., .)");
    pivot_explain(&at);
    assert_text("cause", last_failure()->cause, "none of the causes",
                "better than a wrong one");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_fields_and_optional_fields),
        cmocka_unit_test(blanks_and_backslashes_are_decoded),
        cmocka_unit_test(other_lines_are_refused),
        cmocka_unit_test(each_refusal_is_explained),
        cmocka_unit_test(the_initial_ramfs_is_explained),
        cmocka_unit_test(what_is_not_known_is_not_invented),
    };

    return run_unit_tests("unit-pivot", tests, argc, argv);
}
