/* unit-rows - any bytes on a terminal and in JSON, one process and no other,
   and names of groups that engines give

   The witness for UTF-8 is mbrtowc(3) of the C library. */

#include "common/failure.h"
#include "lessons/12-no-such-thing/bytes.h"
#include "lessons/12-no-such-thing/rows.h"
#include "lessons/12-no-such-thing/running.h"
#include "lessons/12-no-such-thing/target.h"
#include "support/suite.h"
#include "support/text.h"

#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

/* ---- bytes ------------------------------------------------------------- */

static const char *json(const char *bytes)
{
    char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);

    assert_non_null(out);
    json_string(out, bytes);
    fclose(out);
    return text_keep(written);
}

static void json_has_the_form_of_rfc_8259(void **state)
{
    (void) state;
    assert_string_equal(json("sh"), "\"sh\"");
    assert_string_equal(json(""), "\"\"");
    assert_string_equal(json(NULL), "null");
    assert_string_equal(json("a\"b\\c/"), "\"a\\\"b\\\\c/\"");
    assert_string_equal(json("\n\t\x01\x7f"),
                        "\"\\u000a\\u0009\\u0001\\u007f\"");
    assert_string_equal(json("\xc3\xa4\xf0\x9f\x90\xb3"),
                        "\"\xc3\xa4\xf0\x9f\x90\xb3\"");
    assert_string_equal(json("\xff" "a\xc3"), "\"\\ufffda\\ufffd\"");
}

/* A window title, a colour, the 8-bit CSI: nothing of it reaches a terminal. */
static void a_terminal_is_not_commanded(void **state)
{
    (void) state;
    char to[64], small[6];

    assert_string_equal(shown("\x1b[31mred", to, sizeof to), "\\x1b[31mred");
    assert_string_equal(shown("\xc2\x9b" "31m", to, sizeof to),
                        "\\xc2\\x9b31m");
    assert_string_equal(shown("a\nb\r\x7f", to, sizeof to),
                        "a\\x0ab\\x0d\\x7f");
    assert_string_equal(shown("\xff\xc3\xa4", to, sizeof to),
                        "\\xff\xc3\xa4");
    assert_string_equal(shown("abcdefgh", small, sizeof small), "abcde");
    assert_string_equal(shown("abc\n", small, sizeof small), "abc");
}

/* All texts of up to three bytes, and those of four that matter. */
static void utf8_is_what_the_c_library_takes(void **state)
{
    (void) state;
    static const unsigned char seconds[] = { 0x00, 0x41, 0x7f, 0x80, 0x8f,
                                             0x90, 0x9f, 0xa0, 0xbf, 0xc0 };

    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip_because("the C library has no locale C.UTF-8");
    for (unsigned first = 1; first < 256; first++)
        for (size_t i = 0; i < sizeof seconds; i++)
            for (size_t j = 0; j < sizeof seconds; j++)
                for (size_t k = 0; k < sizeof seconds; k++) {
                    char bytes[] = { (char) first, (char) seconds[i],
                                     (char) seconds[j], (char) seconds[k], 0 };
                    mbstate_t start = { 0 };
                    wchar_t wide = 0; /* glibc goes beyond Unicode's end */
                    size_t length = mbrtowc(&wide, bytes, 5, &start);
                    size_t expected = length > 4 || wide > 0x10ffff ? 0
                                                                    : length;
                    if (utf8_length(bytes) != expected)
                        fail_saying(HERE, "  expected: %zu for %02x %02x %02x "
                                    "%02x\n  seen:     %zu", expected, first,
                                    seconds[i], seconds[j], seconds[k],
                                    utf8_length(bytes));
                }
}

/* ---- one process and no other ------------------------------------------ */

static pid_t sleeper(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        pause();
        _exit(0);
    }
    assert_true(pid > 0);
    return pid;
}

static void after_its_end_nothing_is_read_of_it(void **state)
{
    (void) state;
    static struct target target;
    char stat[1024];
    pid_t pid = sleeper();

    assert_int_equal(target_open(&target, pid), 0);
    assert_int_equal(target_lives(&target), 0);
    kill(pid, SIGKILL);
    waitid(P_PID, (id_t) pid, &(siginfo_t){ 0 }, WEXITED | WNOWAIT);
    assert_int_equal(target_lives(&target), -1); /* a zombie */
    waitpid(pid, NULL, 0);
    assert_int_equal(target_lives(&target), -1);
    assert_text("the failure", last_failure()->call, "it has ended",
                "the directory stays that of the process; proc(5)");
    assert_int_equal(target_read(&target, "stat", stat, sizeof stat), -1);
    target_close(&target);
}

/* The number is free again, and there is no portrait of whoever has it. */
static void a_process_that_was_has_no_portrait(void **state)
{
    (void) state;
    static struct portrait portrait;
    pid_t pid = sleeper();

    assert_int_equal(portrait_take(&portrait, pid), 0);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_int_equal(portrait_take(&portrait, pid), -1);
    assert_text("the cause", last_failure()->cause, "no process",
                "the message says so");
}

static void a_process_is_like_itself(void **state)
{
    (void) state;
    static struct portrait a, b;
    char names[512];

    assert_int_equal(portrait_take(&a, getpid()), 0);
    assert_int_equal(portrait_take(&b, getpid()), 0);
    for (enum group group = 0; group < GROUPS; group++) {
        assert_int_equal(rows_count(&a, &b, group, DIFFERENT), 0);
        assert_string_equal(rows_list(&a, &b, group, DIFFERENT, names,
                                      sizeof names), "none");
    }
    assert_text("amount", rows_list(&a, &b, AMOUNT, SAME, names,
                                    sizeof names), "RLIMIT_*", "folded");
    strcpy(b.rows[20].value, "other");
    assert_text("amount", rows_list(&a, &b, AMOUNT, SAME, names,
                                    sizeof names), "other RLIMIT_*",
                "not all of them are the same");
    assert_text("amount", rows_list(&a, &b, AMOUNT, DIFFERENT, names,
                                    sizeof names), "RLIMIT_",
                "which differs is told by its name");
    assert_no_text("amount", names, "RLIMIT_*", "it is one");
}

/* A row that is not known is neither the same nor different. */
static void what_is_not_known_is_not_compared(void **state)
{
    (void) state;
    static struct portrait a, b;

    strcpy(a.rows[0].value, "1");
    strcpy(b.rows[0].value, "1");
    assert_int_equal(rows_compare(&a, &b, 0), SAME);
    strcpy(b.rows[0].key, "0:5 7"); /* the key decides, if there is one */
    strcpy(a.rows[0].key, "0:4 7");
    assert_int_equal(rows_compare(&a, &b, 0), DIFFERENT);
    strcpy(b.rows[0].why, "EACCES");
    assert_int_equal(rows_compare(&a, &b, 0), UNKNOWN);
}

static int count_questions(void)
{
    int count = 0;

    while (questions[count].name)
        count++;
    return count;
}

static void there_is_room_for_every_row_and_none_is_called_container(
    void **state)
{
    (void) state;
    assert_true(count_questions() <= MOST_ROWS);
    for (int i = 0; questions[i].name; i++)
        assert_null(strcasestr(questions[i].name, "container"));
}

/* ---- groups of engines ------------------------------------------------- */

#define ID "5f3a0123456789abcdef"

static void engines_are_known_by_the_names_of_their_groups(void **state)
{
    (void) state;
    assert_true(running_is_in_group("0::/system.slice/docker-" ID ".scope",
                                    "docker-"));
    assert_true(running_is_in_group("4:memory:/docker/" ID "\n", "docker-"));
    assert_true(running_is_in_group("0::/machine.slice/libpod-" ID ".scope/x",
                                    "libpod-"));
    assert_false(running_is_in_group("0::/a/libpod-conmon-" ID ".scope",
                                     "libpod-"));
    assert_false(running_is_in_group("0::/system.slice/docker.service",
                                     "docker-"));
    assert_false(running_is_in_group("0::/mydocker-" ID, "docker-"));
    assert_false(running_is_in_group("0::/", "docker-"));
    assert_false(running_is_in_group("", "docker-"));
}

/* As runc 1.1 and crun 1.8 write it. */
static void engines_say_in_their_files_which_process_is_the_first(void **state)
{
    (void) state;
    static const char runc[] = "{\"id\":\"mybox\",\"init_process_pid\":11574,"
                               "\"init_process_start\":583778,\"config\":{}}";
    static const char crun[] = "{\n    \"pid\": 14937,\n"
                               "    \"process-start-time\": 585157,\n}";

    assert_int_equal(running_number(runc, "init_process_pid"), 11574);
    assert_int_equal(running_number(runc, "init_process_start"), 583778);
    assert_int_equal(running_number(crun, "pid"), 14937);
    assert_int_equal(running_number(crun, "process-start-time"), 585157);
    assert_int_equal(running_number("{\"pid\": null}", "pid"), 0);
    assert_int_equal(running_number("pid", "pid"), 0);
    assert_int_equal(running_number("", "pid"), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_the_form_of_rfc_8259),
        cmocka_unit_test(a_terminal_is_not_commanded),
        cmocka_unit_test(utf8_is_what_the_c_library_takes),
        cmocka_unit_test(after_its_end_nothing_is_read_of_it),
        cmocka_unit_test(a_process_that_was_has_no_portrait),
        cmocka_unit_test(a_process_is_like_itself),
        cmocka_unit_test(what_is_not_known_is_not_compared),
        cmocka_unit_test(
            there_is_room_for_every_row_and_none_is_called_container),
        cmocka_unit_test(engines_are_known_by_the_names_of_their_groups),
        cmocka_unit_test(engines_say_in_their_files_which_process_is_the_first),
    };

    return run_unit_tests("unit-rows", tests, argc, argv);
}
