/* unit-support - do the tests notice what they are there to notice?

   A test that cannot fail proves nothing.  Here the tests of
   tests/support/failing.c are run, which must fail, each for one fault, and
   must say which. */

#include "support/form.h"
#include "support/launch.h"
#include "support/test.h"

#include <string.h>
#include <unistd.h>

/* Runs the test NAME of failing.c, to its end. */
static struct robot *fail_on(const char *name)
{
    return robot_run(text("%s/tests/support/failing", launch_build()),
                     .args = { name }, .seconds = 30);
}

/* The report of RUN, which has failed, has WORDS in it. */
static void must_report(struct where where, struct robot *run,
                        const char *words)
{
    assert_status_at(where, run, 1, "its test has to fail");
    /* cmocka 2 prints errors on standard output. */
    assert_text_at(where, text("the report of %s", run->options.args[0]),
                   text("%s%s", run->out, run->err), words, true,
                   "a failure must say what is wrong");
}

#define assert_reported(run, words) must_report(HERE, run, words)

static void a_good_lesson_passes(void **state)
{
    (void) state;
    assert_status(fail_on("nothing"), 0, "it has no fault");
}

/* ---- what a lesson leaves behind --------------------------------------- */

static void a_process_left_behind_is_named(void **state)
{
    (void) state;
    struct robot *run = fail_on("process");

    assert_reported(run, "+ process");
    assert_reported(run, "(failing), state S, child of");
}

static void things_left_behind_are_named(void **state)
{
    (void) state;
    need_private_host();
    need_command("ip");
    struct robot *run = fail_on("things");

    assert_reported(run, "+ name /run/forgotten (file");
    assert_reported(run, "+ mount /mnt of type tmpfs");
    assert_reported(run, "- value /proc/sys/kernel/hostname = laptop");
    assert_reported(run, "+ value /proc/sys/kernel/hostname = forgotten");
    assert_reported(run, "forgotten0@forgotten1: <BROADCAST");
}

static void a_raw_terminal_is_noticed(void **state)
{
    (void) state;
    assert_reported(fail_on("raw_terminal"),
                    "the terminal as it was before failing");
}

static void a_test_that_forgets_its_robot_is_told(void **state)
{
    (void) state;
    assert_reported(fail_on("unfinished"),
                    "was still running when the test ended");
}

/* ---- how a lesson goes wrong ------------------------------------------- */

/* It ignores SIGTERM and SIGHUP, and so does its child, in another session. One
   that survived would be our child now, and a difference of this test. */
static void a_wedged_lesson_is_killed_with_its_tree(void **state)
{
    (void) state;
    assert_reported(fail_on("wedged"),
                    "expected: the prompt of step 2 from failing "
                    "after Enter at [1 of 2]");
}

static void a_killed_lesson_is_told_from_one_that_ended(void **state)
{
    (void) state;
    assert_reported(fail_on("killed"), "it ended with status -9");
}

static void a_crash_of_a_test_is_a_failure(void **state)
{
    (void) state;
    assert_int_not_equal(fail_on("crash")->status, 0);
}

static void a_skip_says_why_and_does_not_fail(void **state)
{
    (void) state;
    struct robot *run = fail_on("skipped");

    assert_status(run, 0, "a skip is no failure");
    assert_text("what it says", run->out, "skip: skipped: needs 2 moons",
                "a skip is never without a reason");
}

/* ---- verify lines ------------------------------------------------------ */

static void a_verify_line_must_hold(void **state)
{
    (void) state;
    assert_reported(fail_on("untrue"), "$ echo one run by:");
    assert_reported(fail_on("untrue"), "exit status 0, and the text \"two\"");
    assert_reported(fail_on("fails"), "seen: exit status 1, and one");
    assert_reported(fail_on("refused"), "expected: exit status not 0");
}

static void a_verify_line_must_be_usable(void **state)
{
    (void) state;
    assert_reported(fail_on("placeholder"), "no <placeholder>");
    assert_reported(fail_on("no_expect"), "a line `expect:`");
}

/* Without the word sudo it is run by a plain user, even if we are root. */
static void a_verify_line_has_the_rights_that_it_prints(void **state)
{
    (void) state;
    need_root();
    assert_reported(fail_on("nobody"), "seen: exit status 0, and 65534");
}

/* ---- assertions -------------------------------------------------------- */

static void a_failed_assertion_teaches(void **state)
{
    (void) state;
    assert_reported(fail_on("unsaid"), "expected: the text \"Step 1 of 3\"");
    assert_reported(fail_on("unsaid"), "why: there are two; see intro(7)");
    assert_reported(fail_on("unshown"),
                    "$ echo box seen: exit status 0, and box");
}

/* ---- the form ---------------------------------------------------------- */

#define BEGIN "Lesson 1: x\nneeds: nothing\n\n"
#define STEP(n) "Step " n " of 2: x\n  same as: $ x\n[" n " of 2] Enter \n" \
                "  host: x\n  verify:  $ x\n  expect:  x\n"
#define END "[end] Enter \ndone: x\ncleaned up: x\nknown as: x\nstill open: x\n"

static void assert_form(const char *transcript, const char *complaint)
{
    const char *wrong = form_complaint(transcript);

    if (!complaint)
        assert_null(wrong);
    else
        assert_text("the complaint", wrong ? wrong : "", complaint,
                    "the form is that of form.h");
}

static void the_form_is_checked(void **state)
{
    (void) state;
    assert_form(BEGIN STEP("1") STEP("2") END, NULL);
    assert_form(BEGIN STEP("2") END, "expected step 1");
    assert_form(BEGIN STEP("1") END, "steps are missing");
    assert_form(BEGIN STEP("1") STEP("2"), "expected `done:`");
    assert_form(BEGIN STEP("1") "  ask:     x\n", "it comes after `expect:`");
    assert_form(BEGIN STEP("1") "  host: x\n", "it comes after `expect:`");
    assert_form(BEGIN "Step 1 of 2: x\n  host: x\n", "after the heading");
    assert_form(BEGIN STEP("1") "Step 2 of 2: x\n[end] Enter \n", "no pause");
    assert_form(BEGIN STEP("1") "5678901234567890123456789012345678901234567890"
                "123456789012345678901234567\n", "73 columns");
    assert_form(BEGIN STEP("1") "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nStep 2 of 2:",
                "line 20 since the last pause");
    assert_form("$ 01-fork-wait\n", "expected \"Lesson N: title\"");
}

static void faults_of_form_fail_the_walk(void **state)
{
    (void) state;
    assert_reported(fail_on("order"), "it comes after a fact");
}

static void texts_are_taken_apart(void **state)
{
    (void) state;
    assert_string_equal(text_labelled("  host: a b", "host"), "a b");
    assert_null(text_labelled("  host: a b", "box"));
    assert_string_equal(text_unwrapped("  host: a\n        b\n  x"),
                        "  host: a b\n  x");
    assert_string_equal(text_squeezed("a  b\n\n c"), "a b c");
    assert_string_equal(text_quoted("a\nb\nc\n", "| ", 2), "| ...\n| b\n| c\n");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_lesson_passes),
        cmocka_unit_test(a_process_left_behind_is_named),
        cmocka_unit_test(things_left_behind_are_named),
        cmocka_unit_test(a_raw_terminal_is_noticed),
        cmocka_unit_test(a_test_that_forgets_its_robot_is_told),
        cmocka_unit_test(a_wedged_lesson_is_killed_with_its_tree),
        cmocka_unit_test(a_killed_lesson_is_told_from_one_that_ended),
        cmocka_unit_test(a_crash_of_a_test_is_a_failure),
        cmocka_unit_test(a_skip_says_why_and_does_not_fail),
        cmocka_unit_test(a_verify_line_must_hold),
        cmocka_unit_test(a_verify_line_must_be_usable),
        cmocka_unit_test(a_verify_line_has_the_rights_that_it_prints),
        cmocka_unit_test(a_failed_assertion_teaches),
        cmocka_unit_test(the_form_is_checked),
        cmocka_unit_test(faults_of_form_fail_the_walk),
        cmocka_unit_test(texts_are_taken_apart),
    };

    return run_lesson_tests("unit-support", tests, argc, argv);
}
