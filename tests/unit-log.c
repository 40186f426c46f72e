/* unit-log - what a record of the kernel's log says about a death by seccomp

   The records are the kernel's own, shortened; see audit_seccomp() in its
   kernel/auditsc.c. */

#include "lessons/06-seccomp/log.h"
#include "lessons/06-seccomp/syscalls.h"
#include "support/suite.h"
#include "support/text.h"

#include <string.h>

/* What is said of pid 42, killed for NUMBER of ARCH. */
static const char *said_of(uint32_t arch, uint32_t number)
{
    static char call[128];

    const char *record = text("5,901,77,-;audit: type=1326 audit(17.1:9): "
                              "uid=0 pid=42 comm=\"sh\" exe=\"/bin/sh\" sig=31 "
                              "arch=%x syscall=%u compat=0 ip=0x7f "
                              "code=0x80000000", arch, number);

    assert_true(log_tells(record, 42, call, sizeof call));
    return call;
}

static void a_call_of_ours_has_its_name(void **state)
{
    uint32_t number = (uint32_t) syscall_number("getcwd");

    (void) state;
    assert_string_equal(said_of(NATIVE_ARCH, number),
                        text("system call %u (getcwd)", number));
}

/* 20 is getpid for i386 and writev for x86-64: the number alone would lie. */
static void a_foreign_number_is_told_with_its_architecture(void **state)
{
    (void) state;
    assert_text("of i386", said_of(AUDIT_ARCH_I386, 20),
                "system call 20 of i386: ", "arch=40000003; see syscall(2)");
    assert_text("of arm", said_of(AUDIT_ARCH_ARM, 20), "20 of arm: ",
                "arch=40000028; see syscall(2)");
    assert_text("of x32", said_of(AUDIT_ARCH_X86_64, X32_BIT | 39),
                "system call 39 of x32: ",
                "the bit says x32, the architecture does not; see seccomp(2)");
    assert_text("of x32", said_of(AUDIT_ARCH_X86_64, X32_BIT | 39),
                "always killed", "whatever --action says");
}

static void other_records_are_passed_over(void **state)
{
    static const char *const others[] = {
        "audit: type=1326 audit(17.1:9): pid=43 sig=31 arch=c000003e syscall=7",
        "audit: type=1326 audit(17.1:9): pid=42 sig=0 arch=c000003e syscall=7",
        "audit: type=1701 audit(17.1:9): pid=42 sig=31 arch=c000003e",
        "eth0: link is up", "",
    };
    char call[128];

    (void) state;
    for (int i = 0; i < 5; i++)
        if (log_tells(others[i], 42, call, sizeof call))
            fail_saying(HERE, "  not the death of pid 42 by seccomp: %s\n",
                        others[i]);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_of_ours_has_its_name),
        cmocka_unit_test(a_foreign_number_is_told_with_its_architecture),
        cmocka_unit_test(other_records_are_passed_over),
    };

    return run_unit_tests("unit-log", tests, argc, argv);
}
