/* unit-profile-caps - what a capability lets a container ask for

   Written once more, by hand, as in unit-profile.c. */

#include "lessons/05-caps/names.h"
#include "lessons/06-seccomp/syscalls.h"
#include "lessons/10-container/profile.h"
#include "support/suite.h"
#include "support/text.h"
#include "witness/bpf.h"

#include <linux/capability.h>
#include <string.h>

static struct filter filter;

static void build(const struct policy *policy)
{
    assert_int_equal(filter_build(policy, &filter), 0);
}

/* True if WORD is one of WORDS, which have spaces between them. */
static bool is_among(const char *words, const char *word)
{
    return strstr(text(" %s ", words), text(" %s ", word)) != NULL;
}

/* The name that libseccomp has for NUMBER, or NULL. */
static const struct {
    int cap;
    const char *opens;
} openings[] = {
    { CAP_DAC_READ_SEARCH, "open_by_handle_at" },
    { CAP_SYS_ADMIN, "bpf clone clone3 fanotify_init fsconfig fsmount fsopen "
      "fspick lookup_dcookie lsm_get_self_attr lsm_list_modules "
      "lsm_set_self_attr mount mount_setattr move_mount open_tree "
      "perf_event_open quotactl quotactl_fd setdomainname sethostname setns "
      "syslog umount2 unshare" },
    { CAP_SYS_BOOT, "reboot" }, { CAP_SYS_CHROOT, "chroot" },
    { CAP_SYS_MODULE, "delete_module finit_module init_module" },
    { CAP_SYS_PACCT, "acct" },
    { CAP_SYS_PTRACE, "kcmp pidfd_getfd process_madvise" },
    { CAP_SYS_RAWIO, "ioperm iopl" },
    { CAP_SYS_TIME, "clock_settime settimeofday" },
    { CAP_SYS_TTY_CONFIG, "vhangup" },
    { CAP_SYS_NICE, "get_mempolicy mbind set_mempolicy "
      "set_mempolicy_home_node" },
    { CAP_SYSLOG, "syslog" }, { CAP_BPF, "bpf" },
    { CAP_PERFMON, "perf_event_open" },
};

static const char *opened_by(int cap)
{
    for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++)
        if (openings[i].cap == cap)
            return openings[i].opens;
    return "";
}

/* A capability opens the calls that go with it, and no other. */
static void a_capability_opens_what_goes_with_it(void **state)
{
    static struct filter none;

    (void) state;
    build(profile_docker(0));
    none = filter;
    for (int cap = 0; cap <= CAP_LAST_CAP; cap++) {
        build(profile_docker(CAP_BIT(cap)));
        for (int number = 0; number < BPF_NUMBERS; number++) {
            struct seccomp_data data = { .nr = number, .arch = NATIVE_ARCH,
                                         .args = { UINT64_MAX } };
            bool opened = bpf_answer(&filter, &data) == ALLOW
                && bpf_answer(&none, &data) != ALLOW;
            const char *name = syscall_name(number);
            if (opened != is_among(opened_by(cap), name))
                fail_saying(HERE, "  %s opens %s (%d): expected %s, seen %s\n",
                            cap_name(cap), name, number, opened ? "no" : "yes",
                            opened ? "yes" : "no");
        }
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capability_opens_what_goes_with_it),
    };

    return run_unit_tests("unit-profile-caps", tests, argc, argv);
}
