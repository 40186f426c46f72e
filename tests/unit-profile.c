/* unit-profile - what a container may ask the kernel for

   What is refused is listed here once more, by hand, as the engines' own
   documents name it; the numbers come from libseccomp.  So a name that is
   forgotten in the table, or added to it, fails here. */

#include "lessons/05-caps/names.h"
#include "lessons/06-seccomp/syscalls.h"
#include "lessons/10-container/profile.h"
#include "support/suite.h"
#include "support/text.h"
#include "witness/bpf.h"

#include <errno.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/socket.h>

static struct filter filter;

static void build(const struct policy *policy)
{
    assert_int_equal(filter_build(policy, &filter), 0);
}

/* What the filter built last answers to CALL with all arguments VALUE. */
static uint32_t asked(int number, uint64_t value)
{
    struct seccomp_data data = { .nr = number, .arch = NATIVE_ARCH };

    for (int i = 0; i < 6; i++)
        data.args[i] = value;
    return bpf_answer(&filter, &data);
}

/* True if WORD is one of WORDS, which have spaces between them. */
static bool is_among(const char *words, const char *word)
{
    return strstr(text(" %s ", words), text(" %s ", word)) != NULL;
}

/* The name that libseccomp has for NUMBER, or NULL. */
static const char *known(int number)
{
    char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);

    return name ? text_keep(name) : NULL;
}

/* ---- what is refused ---------------------------------------------------- */

/* With Docker's 14 capabilities, on either architecture. */
static const char refused[] =
    "acct add_key afs_syscall bpf clock_settime clone3 create_module "
    "delete_module fanotify_init finit_module fsconfig fsmount fsopen fspick "
    "get_kernel_syms get_mempolicy getpmsg init_module io_uring_enter "
    "io_uring_register io_uring_setup ioperm iopl kcmp kexec_file_load "
    "kexec_load keyctl lookup_dcookie mbind migrate_pages mount mount_setattr "
    "move_mount move_pages nfsservctl open_by_handle_at open_tree "
    "perf_event_open pidfd_getfd pivot_root process_madvise putpmsg "
    "query_module quotactl quotactl_fd reboot request_key security "
    "set_mempolicy set_mempolicy_home_node setdomainname sethostname setns "
    "settimeofday swapoff swapon _sysctl sysfs syslog tuxcall umount2 unshare "
    "uselib userfaultfd ustat vhangup vserver";

static const char conditional[] = "clone personality socket";

static void assert_as_listed(int number, const char *name)
{
    bool let_in = asked(number, 0) == ALLOW
        && asked(number, UINT64_MAX) == ALLOW;
    bool listed = is_among(refused, name) || is_among(conditional, name);

    if (let_in == listed)
        fail_saying(HERE, "  %s (%d) is let in: expected %s, seen %s; see the "
                    "list in this file\n", name, number, listed ? "no" : "yes",
                    let_in ? "yes" : "no");
}

/* The newest that libseccomp of Debian 12 knows; later ones know more: those are in
   the next test. */
#define NEWEST 456

/* 298 let in, 3 by their arguments, 67 refused. */
static void all_but_seventy_are_let_in(void **state)
{
    (void) state;
    int count = 0, let_in = 0;

    build(profile_docker(docker_keeps));
    for (int number = 0; number <= NEWEST; number++) {
        const char *name = known(number);
        if (!name)
            continue;
        assert_as_listed(number, name);
        count++;
        let_in += asked(number, UINT64_MAX) == ALLOW;
    }
    if (NATIVE_ARCH != AUDIT_ARCH_X86_64 || count != 368)
        skip_because("libseccomp 2.5.4 on x86-64 knows 368, this one %d", count);
    assert_int_equal(let_in, 298);
}

/* Podman's 11 differ in capabilities that no system call stands for. */
static void docker_and_podman_sets_give_one_filter(void **state)
{
    static struct filter docker;

    (void) state;
    build(profile_docker(docker_keeps));
    docker = filter;
    build(profile_docker(podman_keeps));
    assert_int_equal(docker.length, filter.length);
    assert_memory_equal(docker.code, filter.code,
                        filter.length * sizeof filter.code[0]);
}

static void a_refusal_is_eperm_and_clone3_enosys(void **state)
{
    (void) state;
    build(profile_policy(podman_keeps));
    assert_int_equal(asked(syscall_number("mount"), 0), REFUSE(EPERM));
    assert_int_equal(asked(syscall_number("keyctl"), 0), REFUSE(EPERM));
    assert_int_equal(asked(BPF_NUMBERS - 1, 0), REFUSE(EPERM));
    assert_int_equal(asked(syscall_number("clone3"), 0), REFUSE(ENOSYS));
}

/* Programs of today use them, and the headers of the build may not know
   them. */
static void calls_newer_than_the_headers_are_let_in(void **state)
{
    (void) state;
    build(profile_policy(podman_keeps));
    for (int number = 451; number <= 466; number++) {
        bool lsm = number >= 459 && number <= 461;
        assert_int_equal(asked(number, 0), lsm ? REFUSE(EPERM) : ALLOW);
    }
}

/* ---- rules about arguments ---------------------------------------------- */

static void families_of_no_use_are_refused(void **state)
{
    (void) state;
    static const char allowed[] = "13 14 15 16 17 18 21 22 24 26 27 28 29 30 "
        "31 32 33 35 36 39 41 42 43 44 45";
    int number = syscall_number("socket");

    build(profile_policy(podman_keeps));
    for (uint64_t family = 0; family < 100; family++) {
        bool fine = family < 12 || is_among(allowed, text("%d", (int) family));
        assert_int_equal(asked(number, family), fine ? ALLOW : REFUSE(EPERM));
        assert_int_equal(asked(number, family | (uint64_t) 1 << 32),
                         REFUSE(EPERM));
    }
    assert_int_equal(asked(number, 38), REFUSE(EPERM)); /* AF_ALG */
    assert_int_equal(asked(number, AF_VSOCK), REFUSE(EPERM));
    assert_int_equal(asked(number, AF_INET6), ALLOW);
}

static void a_clone_makes_no_namespace(void **state)
{
    (void) state;
    build(profile_policy(podman_keeps));
    for (int bit = 0; bit < 64; bit++) {
        bool namespace = bit == 17 || (bit >= 25 && bit <= 30);
        assert_int_equal(asked(syscall_number("clone"), (uint64_t) 1 << bit),
                         namespace ? REFUSE(EPERM) : ALLOW);
    }
}

static void five_personalities_may_be_had(void **state)
{
    (void) state;
    int number = syscall_number("personality");

    build(profile_policy(podman_keeps));
    assert_int_equal(asked(number, 0), ALLOW);
    assert_int_equal(asked(number, 8), ALLOW);
    assert_int_equal(asked(number, 0x20000), ALLOW);
    assert_int_equal(asked(number, 0x20008), ALLOW);
    assert_int_equal(asked(number, 0xffffffff), ALLOW);
    assert_int_equal(asked(number, READ_IMPLIES_EXEC), REFUSE(EPERM));
    assert_int_equal(asked(number, ADDR_NO_RANDOMIZE), REFUSE(EPERM));
}

/* The one thing that Docker's profile does not have. */
static void nobody_types_into_a_terminal(void **state)
{
    (void) state;
    int number = syscall_number("ioctl");

    for (int ours = 0; ours <= 1; ours++) {
        build(ours ? profile_policy(docker_keeps)
                   : profile_docker(docker_keeps));
        for (uint64_t high = 0; high < 4; high++) {
            uint32_t typed = ours ? REFUSE(EPERM) : ALLOW;
            assert_int_equal(asked(number, TIOCSTI | high << 32), typed);
            assert_int_equal(asked(number, TIOCLINUX | high << 32), typed);
            assert_int_equal(asked(number, TIOCGWINSZ | high << 32), ALLOW);
            assert_int_equal(asked(number, TIOCSCTTY | high << 32), ALLOW);
        }
    }
}

/* ---- the program -------------------------------------------------------- */

static void the_program_is_libseccomps(void **state)
{
    static const cap_set sets[] = { 0, 0x800405fb, 0xa80425fb, ~(cap_set) 0 };

    (void) state;
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
        bpf_assert_build(profile_docker(sets[i]));
}

static void another_architecture_is_death(void **state)
{
    (void) state;
    struct seccomp_data data = { .nr = 20, .arch = AUDIT_ARCH_I386 };

    build(profile_policy(~(cap_set) 0));
    assert_int_equal(bpf_answer(&filter, &data), KILL);
    data.arch = AUDIT_ARCH_ARM;
    assert_int_equal(bpf_answer(&filter, &data), KILL);
}

static void few_instructions_are_run_for_a_call(void **state)
{
    (void) state;
    size_t longest = 0;

    build(profile_policy(podman_keeps));
    for (int number = 0; number < BPF_NUMBERS; number++) {
        asked(number, 99);
        if (longest < bpf_steps && number != syscall_number("socket"))
            longest = bpf_steps;
    }
    if (longest > 40)
        fail_saying(HERE, "  a call costs up to %zu of %zu instructions\n",
                    longest, filter.length);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_but_seventy_are_let_in),
        cmocka_unit_test(docker_and_podman_sets_give_one_filter),
        cmocka_unit_test(a_refusal_is_eperm_and_clone3_enosys),
        cmocka_unit_test(calls_newer_than_the_headers_are_let_in),
        cmocka_unit_test(families_of_no_use_are_refused),
        cmocka_unit_test(a_clone_makes_no_namespace),
        cmocka_unit_test(five_personalities_may_be_had),
        cmocka_unit_test(nobody_types_into_a_terminal),
        cmocka_unit_test(the_program_is_libseccomps),
        cmocka_unit_test(another_architecture_is_death),
        cmocka_unit_test(few_instructions_are_run_for_a_call),
    };

    return run_unit_tests("unit-profile", tests, argc, argv);
}
