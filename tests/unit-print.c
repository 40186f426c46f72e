/* unit-print - what lesson 6 prints is what libseccomp makes, on each machine

   The filter is read back from what --print says, so from the binary itself,
   which may be made for another architecture; witness/bpf.h compares it. */

#include "lessons/06-seccomp/filter.h"
#include "lessons/06-seccomp/syscalls.h"
#include "lessons/06-seccomp/tables.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"
#include "witness/bpf.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The last number that syscalls.c knows without newer headers. */
#define NEWEST 469

static void libseccomp_knows_the_same_numbers(void **state)
{
    (void) state;
    int known = 0;

    for (int i = 0; syscall_name_at(i); i++) {
        int number = seccomp_syscall_resolve_name(syscall_name_at(i));
        if (number == __NR_SCMP_ERROR) /* newer than libseccomp */
            continue;
        known++;
        if (number != syscall_number(syscall_name_at(i)))
            fail_saying(HERE, "  %s is %d here, %d for libseccomp; see "
                        "syscalls(2)\n", syscall_name_at(i),
                        syscall_number(syscall_name_at(i)), number);
    }
    assert_true(known > 250);
}

/* ---- one list ---------------------------------------------------------- */

static void run_print(const char *program, const char *options,
                      const char *list, struct filter *filter)
{
    struct robot *print = shell(text("%s --print %s=%s", program, options,
                                     list));
    const char *at = print->out, *line;
    unsigned code, yes, no, value;
    size_t number;

    assert_status(print, 0, "--print needs nothing");
    filter->length = 0;
    while ((line = text_line(&at))) {
        assert_int_equal(sscanf(line, "%zu %x %x %x %x", &number, &code, &yes,
                                &no, &value), 5);
        assert_int_equal(number, filter->length);
        filter->code[filter->length++] = (struct sock_filter){
            (uint16_t) code, (uint8_t) yes, (uint8_t) no, value
        };
    }
}

static struct rule rules[600];

/* Rules with ANSWER for all names of LIST.  Returns how many. */
static int rules_for(const char *list, uint32_t answer)
{
    int count = 0;

    memset(rules, 0, sizeof rules);
    for (const char *at = list; *at; at += *at == ',') {
        size_t length = strcspn(at, ",");

        rules[count++] = (struct rule){ text("%.*s", (int) length, at), answer,
                                        { 0 } };
        at += length;
    }
    return count;
}

static void assert_denied(const char *program, uint32_t arch, uint32_t answer,
                          const char *list)
{
    static struct filter printed;

    rules_for(list, answer);
    run_print(program, answer == KILL ? "--action=kill --deny" : "--deny", list,
              &printed);
    bpf_assert_equal(&printed, &(struct policy){ rules, ALLOW, KILL, false },
                     arch);
}

static bool is_named(const char *call)
{
    for (const struct rule *rule = rules; rule->call; rule++)
        if (strcmp(rule->call, call) == 0)
            return true;
    return false;
}

/* As chosen.c completes it: clone by its flags, no clone3, and what a start
   needs. */
static void assert_allowed(const char *program, uint32_t arch, const char *list)
{
    static struct filter printed;
    int count = rules_for(list, ALLOW);

    for (int i = 0; i < count; i++)
        if (strcmp(rules[i].call, "clone") == 0)
            rules[i].when = (struct condition){ 0, NAMESPACE_FLAGS, EQUAL, 0 };
    for (int i = 0; start_calls[i]; i++)
        if (!is_named(start_calls[i]))
            rules[count++] = (struct rule){ start_calls[i], ALLOW, { 0 } };
    rules[count] = (struct rule){ "clone3", REFUSE(ENOSYS), { 0 } };
    run_print(program, "--allow-only", list, &printed);
    bpf_assert_equal(&printed, &(struct policy){ rules, REFUSE(EPERM), KILL,
                                                 false }, arch);
}

/* ---- all lists --------------------------------------------------------- */

/* The names that libseccomp has for the calls of ARCH, but for clone3, and for
   those of each number that STRIDE divides; 0: all. */
static const char *names_of(uint32_t arch, int stride)
{
    const char *list = "";

    for (int number = 0; number <= NEWEST; number++) {
        char *name = seccomp_syscall_resolve_num_arch(arch, number);
        bool left_out = stride && number % stride == 0;

        if (name && !left_out && strcmp(name, "clone3") != 0)
            list = text("%s%s%s", list, *list ? "," : "", name);
        free(name);
    }
    return list;
}

/* The names that allow_few lets in. */
static const char *few_names(void)
{
    const char *list = "";

    for (const struct rule *rule = allow_few.rules; rule->call; rule++)
        if (rule->answer == ALLOW)
            list = text("%s%s%s", list, *list ? "," : "", rule->call);
    return list;
}

static void assert_printed_is_equal(const char *program, uint32_t arch)
{
    const char *five = "clone,getppid,setns,pidfd_send_signal,mount";

    assert_denied(program, arch, REFUSE(EPERM), "unshare,kill");
    assert_denied(program, arch, KILL, "unshare,kill");
    assert_denied(program, arch, REFUSE(EPERM), five);
    assert_denied(program, arch, REFUSE(EPERM), names_of(arch, 0));
    assert_allowed(program, arch, five);
    assert_allowed(program, arch, few_names());
    assert_allowed(program, arch, names_of(arch, 10));
}

static void what_print_shows_is_libseccomps(void **state)
{
    (void) state;
    assert_printed_is_equal(text("%s/06-seccomp", launch_build()),
                            NATIVE_ARCH);
}

/* The program for aarch64, printed by the lesson built for it; qemu-user runs
   the lesson but has no seccomp(2), so nothing is installed here. */
static void the_aarch64_program_is_libseccomps(void **state)
{
    const char *program = text("%s/aarch64/06-seccomp", launch_build());

    (void) state;
    if (access(program, X_OK) == -1) /* "make memcheck" has no other one */
        program = text("%s/../aarch64/06-seccomp", launch_build());
    if (access(program, X_OK) == -1)
        skip_because("lesson 6 is not built for aarch64: make cross");
    need_command("qemu-aarch64");
    assert_printed_is_equal(text("qemu-aarch64 -L /usr/aarch64-linux-gnu %s",
                                 program), AUDIT_ARCH_AARCH64);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libseccomp_knows_the_same_numbers),
        cmocka_unit_test(what_print_shows_is_libseccomps),
        cmocka_unit_test(the_aarch64_program_is_libseccomps),
    };

    return run_unit_tests("unit-print", tests, argc, argv);
}
