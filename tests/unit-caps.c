/* unit-caps - the names of capabilities, and the name that was meant

   The table of names is our own; its witnesses are the running kernel, which
   knows how many there are, and capsh(1), which has a table of its own. */

#include "common/failure.h"
#include "common/nearest.h"
#include "lessons/05-caps/caps.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- the table --------------------------------------------------------- */

/* Names for 0 to cap_last_cap: fewer would show numbers, more would be names
   of nothing. (A newer kernel fails here: then the table wants a new name.) */
static void every_capability_of_this_kernel_has_a_name(void **state)
{
    (void) state;
    struct robot *cat = shell("cat /proc/sys/kernel/cap_last_cap");
    int last = atoi(cat->out);

    for (int cap = 0; cap <= last; cap++)
        if (!cap_name(cap))
            fail_saying(HERE, "  this kernel has capability %d, and names.c "
                        "has no name for it; see capabilities(7)\n", cap);
    if (last < 40)
        skip_because("this kernel is older than capability 40");
    assert_int_equal(caps_last(), last);
}

static void capsh_knows_the_same_names(void **state)
{
    (void) state;
    need_command("capsh");
    for (int cap = 0; cap_name(cap); cap++) {
        /* A plain user's PATH may lack /usr/sbin. */
        struct robot *capsh = shell(
            text("PATH=$PATH:/usr/sbin; capsh --decode=%llx"
                 " | sed 's/.*=cap_//' | tr a-z A-Z",
                 (unsigned long long) CAP_BIT(cap)));
        assert_string_equal(text_squeezed(capsh->out),
                            text("%s ", cap_name(cap)));
    }
}

static void a_name_has_one_number(void **state)
{
    (void) state;
    for (int cap = 0; cap_name(cap); cap++) {
        cap_set set = 0;
        assert_int_equal(caps_parse(cap_name(cap), &set), 0);
        assert_int_equal(set, CAP_BIT(cap));
        assert_int_equal(caps_parse(text("cap_%s", cap_name(cap)), &set), 0);
        assert_int_equal(set, CAP_BIT(cap));
    }
    assert_null(cap_name(-1));
    assert_null(cap_name(64));
}

/* ---- sets in words ----------------------------------------------------- */

static const char *words(cap_set set)
{
    char *buffer = text("%700s", "");

    return caps_text(set, buffer, 700);
}

static void a_newer_capability_is_shown_by_number(void **state)
{
    (void) state;
    assert_string_equal(words(0), "none");
    assert_string_equal(words(CAP_BIT(0)), "CHOWN");
    assert_string_equal(words(CAP_BIT(12) | CAP_BIT(0)), "CHOWN NET_ADMIN");
    assert_string_equal(words(CAP_BIT(63) | CAP_BIT(62)), "62 63");
    assert_string_equal(words(CAP_BIT(5) | CAP_BIT(63)), "KILL 63");
}

static void any_set_fits(void **state)
{
    (void) state;
    char small[20];

    assert_true(strlen(words(~(cap_set) 0)) < 699);
    assert_non_null(strstr(words(~(cap_set) 0), " 62 63"));
    caps_text(~(cap_set) 0, small, sizeof small);
    assert_true(strlen(small) < sizeof small);
}

/* ---- lists ------------------------------------------------------------- */

static void lists_become_sets(void **state)
{
    (void) state;
    static const struct {
        const char *list;
        cap_set set;
    } good[] = {
        { "none", 0 }, { "NONE", 0 }, { "docker", 0xa80425fb },
        { "podman", 0x800405fb }, { "Docker", 0xa80425fb },
        { "kill", 0x20 }, { "CAP_KILL", 0x20 }, { "5", 0x20 },
        { "kill,kill", 0x20 }, { "none,kill", 0x20 },
        { "podman,net_raw,mknod,audit_write", 0xa80425fb },
        { "63", (cap_set) 1 << 63 },
    };
    static const char *const bad[] = {
        "", ",", "kill,", ",kill", "kill,,chown", "kill chown", " kill", "64",
        "-1", "0x5", "5 ", "5a", "CAP_", "CAP_5", "cap_docker", "kil",
        "CHOWN\n",
    };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        cap_set set = 1;
        if (caps_parse(good[i].list, &set) == -1 || set != good[i].set)
            fail_saying(HERE, "  '%s' should be %llx and is %llx: %s\n",
                        good[i].list, (unsigned long long) good[i].set,
                        (unsigned long long) set, last_failure()->call);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cap_set set;
        if (caps_parse(bad[i], &set) == 0)
            fail_saying(HERE, "  '%s' is no list, and became %llx\n", bad[i],
                        (unsigned long long) set);
    }
}

static void a_long_item_is_no_name(void **state)
{
    (void) state;
    cap_set set;

    /* Cut to the length of a buffer it must not become a name. */
    assert_int_equal(caps_parse(text("%0100d", 5), &set), -1);
    assert_int_equal(caps_parse(text("KILL%100s", ""), &set), -1);
}

/* Fourteen and eleven, and what Docker has more. */
static void docker_keeps_three_more_than_podman(void **state)
{
    (void) state;
    assert_int_equal(caps_count(docker_keeps), 14);
    assert_int_equal(caps_count(podman_keeps), 11);
    assert_int_equal(podman_keeps & ~docker_keeps, 0);
    assert_string_equal(words(docker_keeps & ~podman_keeps),
                        "NET_RAW MKNOD AUDIT_WRITE");
}

/* ---- two ways to read -------------------------------------------------- */

/* capget(2) and prctl(2) on one side, proc(5) on the other. */
static void both_ways_of_reading_agree(void **state)
{
    (void) state;
    struct caps by_call, by_proc;

    assert_int_equal(caps_read(&by_call), 0);
    assert_int_equal(caps_of(0, &by_proc), 0);
    assert_int_equal(by_call.effective, by_proc.effective);
    assert_int_equal(by_call.permitted, by_proc.permitted);
    assert_int_equal(by_call.inheritable, by_proc.inheritable);
    assert_int_equal(by_call.bounding, by_proc.bounding);
    assert_int_equal(by_call.ambient, by_proc.ambient);
    assert_int_equal(by_call.no_new_privs, by_proc.no_new_privs);
}

/* ---- the name that was meant ------------------------------------------- */

static const char *animal(int i)
{
    static const char *const names[] = { "cat", "horse", "house", "elephant",
                                         NULL };

    return names[i];
}

static void a_slip_finds_its_name(void **state)
{
    (void) state;
    static const char *const slips[][2] = {
        { "cat", "cat" },    { "CAT", "cat" },       { "horze", "horse" },
        { "hrose", "horse" }, { "elehpant", "elephant" }, { "cats", "cat" },
        { "ct", NULL },      { "", NULL },           { "zebra", NULL },
        { "elefant", "elephant" }, { "elefanten", NULL },
    };

    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        const char *found = nearest(slips[i][0], animal);
        const char *expected = slips[i][1];
        if (found != expected
            && (!found || !expected || strcmp(found, expected) != 0))
            fail_saying(HERE, "  '%s': expected %s, seen %s\n", slips[i][0],
                        expected ? expected : "nothing",
                        found ? found : "nothing");
    }
    assert_null(nearest(text("%0100d", 0), animal));
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_capability_of_this_kernel_has_a_name),
        cmocka_unit_test(capsh_knows_the_same_names),
        cmocka_unit_test(a_name_has_one_number),
        cmocka_unit_test(a_newer_capability_is_shown_by_number),
        cmocka_unit_test(any_set_fits),
        cmocka_unit_test(lists_become_sets),
        cmocka_unit_test(a_long_item_is_no_name),
        cmocka_unit_test(docker_keeps_three_more_than_podman),
        cmocka_unit_test(both_ways_of_reading_agree),
        cmocka_unit_test(a_slip_finds_its_name),
    };

    return run_unit_tests("unit-caps", tests, argc, argv);
}
