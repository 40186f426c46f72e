/* unit-idmap - lines of /etc/subuid, and which id is which

   The witness is getsubids(1), which reads the same files in its own way. */

#include "common/failure.h"
#include "lessons/09-userns/idmap.h"
#include "lessons/09-userns/subid.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <string.h>
#include <unistd.h>

/* ---- one line ---------------------------------------------------------- */

static void a_line_names_a_user_and_a_range(void **state)
{
    (void) state;
    struct id_run range;

    assert_true(subid_line("ann:100000:65536\n", "ann", 1000, &range));
    assert_int_equal(range.inside, 0);
    assert_int_equal(range.outside, 100000);
    assert_int_equal(range.count, 65536);
    assert_true(subid_line("1000:7:1", "ann", 1000, &range));
    assert_int_equal(range.outside, 7);
    assert_true(subid_line("1000:7:1", NULL, 1000, &range));
    assert_true(subid_line("ann:4294967294:1", "ann", 1000, &range));
}

static void a_line_of_somebody_else_is_no_range(void **state)
{
    (void) state;
    static const char *const lines[] = {
        "anna:100000:65536", "an:100000:65536", "Ann:100000:65536",
        ":100000:65536", "10000:100000:65536", "01000:100000:65536",
        " ann:100000:65536", "#ann:100000:65536", "ann :100000:65536",
        "-1:100000:65536",
    };
    struct id_run range;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (subid_line(lines[i], "ann", 1000, &range))
            fail_saying(HERE, "  '%s' is not ann's, who is 1000; see "
                        "subuid(5)\n", lines[i]);
    assert_false(subid_line(":1:1", "", 1000, &range));
}

static void a_line_of_another_form_is_no_range(void **state)
{
    (void) state;
    static const char *const lines[] = {
        "", "\n", "ann", "ann:", "ann:100000", "ann:100000:", "ann::65536",
        "ann:100000:65536:", "ann:100000:65536:1", "ann:100000:65536 ",
        "ann: 100000:65536", "ann:+100000:65536", "ann:-1:65536",
        "ann:100000:-1", "ann:0x10:65536", "ann:1e5:65536", "ann:100000:0",
        "ann:0:65536", "ann:4294967295:1", "ann:4294967296:1",
        "ann:4294967290:10", "ann:1:4294967295", "ann:99999999999999999999:1",
        "ann:100000:65536\r\n", "ann:100000\n:65536",
        ("ann:000000000000000000000000000000000000000000000000000000000000000"
         "100000:65536"),
    };
    struct id_run range;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (subid_line(lines[i], "ann", 1000, &range))
            fail_saying(HERE, "  '%s' is no range, and was taken for %u+%u; "
                        "see subuid(5)\n", lines[i], range.outside,
                        range.count);
}

/* ---- a file ------------------------------------------------------------ */

static int found_in(const char *content, struct id_run *range)
{
    struct robot *mktemp = shell(text("file=$(mktemp) && printf '%s' > $file "
                                      "&& echo $file", content));
    const char *file = text("%.*s", (int) strcspn(mktemp->out, "\n"),
                            mktemp->out);
    int found = subid_find(file, "ann", 1000, range);

    unlink(file);
    return found;
}

static void the_largest_range_of_a_file_is_taken(void **state)
{
    (void) state;
    struct id_run range;

    assert_int_equal(found_in("bob:1:9\\nann:10:1\\nann:100:65536\\nann:7:2",
                              &range), 1);
    assert_int_equal(range.outside, 100);
    assert_int_equal(found_in("# comment\\n\\nann:10:5\\n1000:50:5\\n", &range),
                     1);
    assert_int_equal(range.outside, 10);
    assert_int_equal(found_in("bob:1:9\\nann:x:1\\n", &range), 0);
    assert_int_equal(found_in("", &range), 0);
}

static void a_line_may_be_long_and_hold_any_byte(void **state)
{
    (void) state;
    struct id_run range;
    char letters[4001];

    memset(letters, 'x', sizeof letters - 1);
    letters[sizeof letters - 1] = '\0';
    assert_int_equal(found_in(text("%s:1:1\\nann:%s:1\\nann\\0:5:5\\nann:2:3",
                                   letters, letters), &range), 1);
    assert_int_equal(range.outside, 2);
}

static void no_file_is_no_range_and_a_directory_is_a_failure(void **state)
{
    (void) state;
    struct id_run range;

    assert_int_equal(subid_find("/proc/no-such-file", "ann", 1000, &range), 0);
    assert_int_equal(subid_find("/proc", "ann", 1000, &range), -1);
}

static void getsubids_reads_the_same(void **state)
{
    (void) state;
    need_command("getsubids");
    struct robot *names = shell("cut -d: -f1 /etc/subuid 2>/dev/null | sort -u "
                                "| grep -v '^[0-9]*$'");
    const char *at = names->out, *name;
    struct id_run range;

    while ((name = text_line(&at))) {
        struct robot *witness = shell(text("getsubids %s", name));
        if (subid_find("/etc/subuid", name, (uid_t) -1, &range) == 1)
            assert_text("getsubids", witness->out,
                        text("%s %u %u", name, range.outside, range.count),
                        "it reads /etc/subuid as well; see getsubids(1)");
    }
}

/* ---- maps -------------------------------------------------------------- */

static void an_id_inside_has_one_outside_or_none(void **state)
{
    (void) state;
    const struct id_run runs[IDMAP_RUNS] = { { 0, 1000, 1 },
                                             { 1, 100000, 65535 } };

    assert_int_equal(idmap_outside(runs, 0), 1000);
    assert_int_equal(idmap_outside(runs, 1), 100000);
    assert_int_equal(idmap_outside(runs, 65535), 165534);
    assert_int_equal(idmap_outside(runs, 65536), (unsigned) -1);
    const struct id_run last[IDMAP_RUNS] = { { 10, 4294967200U, 5 } };
    assert_int_equal(idmap_outside(last, 9), (unsigned) -1);
    assert_int_equal(idmap_outside(last, 14), 4294967204U);
    assert_int_equal(idmap_outside(last, 15), (unsigned) -1);
}

static void everybody_may_map_his_own_id(void **state)
{
    (void) state;
    struct idmap map;

    assert_int_equal(idmap_own(&map), 0);
    assert_int_equal(idmap_outside(map.uids, 0), geteuid());
    assert_int_equal(idmap_outside(map.gids, 0), getegid());
    assert_int_equal(idmap_outside(map.uids, 1), (unsigned) -1);
    assert_false(map.may_setgroups);
}

/* Our own namespace has its maps; nothing is changed by trying. */
static void why_a_map_is_refused_is_probed(void **state)
{
    (void) state;
    struct idmap map;

    idmap_own(&map);
    assert_int_equal(idmap_write(getpid(), &map), -1);
    assert_text("the cause", last_failure()->cause, "our own user namespace",
                "a map is for a namespace below; see user_namespaces(7)");
    assert_int_equal(idmap_write(999999999, &map), -1);
    assert_text("the cause", last_failure()->cause, "has ended",
                "/proc/PID goes with the process; see proc(5)");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_names_a_user_and_a_range),
        cmocka_unit_test(a_line_of_somebody_else_is_no_range),
        cmocka_unit_test(a_line_of_another_form_is_no_range),
        cmocka_unit_test(the_largest_range_of_a_file_is_taken),
        cmocka_unit_test(a_line_may_be_long_and_hold_any_byte),
        cmocka_unit_test(no_file_is_no_range_and_a_directory_is_a_failure),
        cmocka_unit_test(getsubids_reads_the_same),
        cmocka_unit_test(an_id_inside_has_one_outside_or_none),
        cmocka_unit_test(everybody_may_map_his_own_id),
        cmocka_unit_test(why_a_map_is_refused_is_probed),
    };

    return run_unit_tests("idmap", tests, argc, argv);
}
