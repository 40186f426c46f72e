/* 12-tool - the second telling of lesson 12 with PIDs: what it says, to people and
   to programs

   jq(1) reads its JSON. */

#include "support/launch.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "12-no-such-thing";

/* A shell script with $LESSON: the program.  What it starts it ends. */
static struct robot *script(const char *words)
{
    return shell(text("export LESSON='%s'; %s", launch_path(lesson, false),
                      words));
}

static void equal_rows_are_one_line_unless_all_are_asked_for(void **state)
{
    (void) state;
    struct robot *folded = script("$LESSON $$ $$");
    struct robot *whole = script("$LESSON $$ $$ --all");

    assert_text("folded", folded->out, "kernel: same", "one kernel");
    assert_no_text("folded", folded->out, "oom_score_adj 0",
                   "equal rows are told by their names");
    assert_text("folded", folded->out, "cgroup ipc mnt net pid time user uts",
                "the eight namespaces; see namespaces(7)");
    assert_no_text("both", text("%s%s", folded->out, whole->out),
                   "-> different", "a process is like itself");
    assert_text("--all", whole->out, "oom_score_adj", "every row");
    assert_text("--all", whole->out, "RLIMIT_NOFILE", "every row");
}

static void what_differs_is_said_in_words(void **state)
{
    (void) state;
    struct robot *both = script(
        "prlimit --nofile=64 sleep 60 & p=$!\n"
        "until grep -q 'open files  *64 ' /proc/$p/limits; do :; done\n"
        "$LESSON $$ $p; kill $p");

    assert_text("two", both->out, "amount: different", "see getrlimit(2)");
    assert_text("two", both->out, " 64 ", "the second value beside the first");
    assert_text("two", both->out, "-> different: getrlimit(2)", "in words");
    assert_text("two", both->out, "view: same", "and nothing else differs");
}

/* A name is any 15 bytes: prctl(2), PR_SET_NAME. */
static void json_is_valid_whatever_the_bytes(void **state)
{
    (void) state;
    need_command("jq");
    struct robot *jq = script(
        "printf 'q\"\\\\\\n\\377\\033[1mx' >/proc/$$/comm; "
        "$LESSON --json $$ $$ | jq -c '[(.processes[0].name | explode), "
        "(.rows | length > 40), (.rows | all(.same)), .processes[1].pid]'; "
        "echo $$; $LESSON $$");
    const char *at = jq->out, *line = text_line(&at), *pid = text_line(&at);

    assert_string_equal(line,
                        text("[[113,34,92,10,65533,27,91,49,109,120],true,"
                             "true,%s]", pid));
    assert_text("for people", at, "(q\"\\\\x0a\\xff\\x1b[1mx)",
                "nothing of it commands the terminal");
}

/* The rule is that of ptrace(2): the same user, or CAP_SYS_PTRACE. */
static void a_plain_user_is_told_why_rows_are_missing(void **state)
{
    (void) state;
    need_root();
    struct robot *other = robot_run(lesson, .plain_user = true,
        .args = { text("%d", (int) getpid()) });

    assert_status(other, 0, "the rest of it is readable");
    assert_text("net", text_squeezed(other->out), "net unknown: EACCES: told "
                "to those who may trace it, ptrace(2)", "the reason");
    assert_text("seccomp", text_squeezed(other->out), "seccomp off",
                "/proc/PID/status is for all; see proc(5)");

    struct robot *own = robot_run(lesson, .plain_user = true,
        .wrapper = { "sh", "-c", "exec 3>&1; \"$0\" $$ | cat >&3" });
    assert_status(own, 0, "one's own processes are one's own");
    assert_no_text("own", own->out, "unknown", "nothing is hidden");
}

static void a_process_that_is_gone_is_reported(void **state)
{
    (void) state;
    struct robot *gone = script("sh -c : & p=$!; wait $p; $LESSON $p; "
                                "echo status $?");

    assert_text("stdout", gone->out, "status 1", "no process, no rows");
    assert_text("stderr", gone->err, "no process has that number", "why");

    struct robot *zombie = script(
        "sh -c 'sleep 0.3 & exec sleep 60' >/dev/null & p=$!\n"
        "until z=$(ps -o pid=,stat= --ppid $p | awk '$2 ~ /Z/ { print $1 }') "
        "&& [ -n \"$z\" ]; do :; done\n"
        "$LESSON $$ $z; echo status $?; kill $p");
    assert_string_equal(zombie->out, "status 1\n");
    assert_text("stderr", zombie->err, "it has ended",
                "a zombie has no namespaces any more; see proc(5)");
}

/* strace holds the lesson back before its last rows; then the process ends. */
static void a_process_that_ends_while_it_is_read_is_not_half_shown(
    void **state)
{
    (void) state;
    need_command("strace");
    struct robot *half = script(
        "sleep 60 & t=$!\n"
        "strace -qq -o /dev/null -e trace=openat2 "
        "-e inject=openat2:delay_enter=3000000:when=1 "
        "env ASAN_OPTIONS=detect_leaks=0 $LESSON --json $t & s=$!\n"
        "until ls -l /proc/$(ps -o pid= --ppid $s | head -n 1 | tr -d ' ')/fd "
        "2>/dev/null | grep -q \"/proc/$t\\$\"; do :; done\n"
        "kill $t; wait $s; echo status $?");

    assert_string_equal(half->out, "status 1\n");
    assert_text("stderr", half->err, "it has ended", "it is said");
}

static void wrong_use_is_two_lines_and_status_2(void **state)
{
    (void) state;
    static const char *const wrong[][3] = {
        { "x", NULL, "'x': expected" }, { "0", NULL, "'0': expected" },
        { "-1", NULL, "unknown option" }, { "1x", NULL, "'1x': expected" },
        { "99999999999999999999", NULL, "expected" }, { "", NULL, "''" },
        { " 1", NULL, "' 1'" }, { "1", "y", "'y': expected" },
        { "--json", NULL, "need the number" },
        { "--all", NULL, "need the number" },
        { "--json=yes", "1", "takes no value" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct robot *robot = robot_run(lesson, .args = { wrong[i][0],
                                                          wrong[i][1] });
        /* Without root the story's own refusal comes first, or after. */
        assert_status(robot, 2, "wrong usage is 2");
        assert_text("stderr", robot->err, wrong[i][2], "what is wrong");
        assert_text("stderr", robot->err, "--help", "where to read on");
        assert_string_equal(robot->out, "");
    }
    struct robot *three = robot_run(lesson, .args = { "1", "1", "1" });
    assert_status(three, 2, "two are the most");
}

static void help_names_the_arguments(void **state)
{
    (void) state;
    struct robot *help = robot_run(lesson, .args = { "--help" });

    assert_text("--help", help->out, "12-no-such-thing [OPTION]... PID [PID]",
                "what it takes besides options");
    assert_text("--help", help->out, "With PID [PID]:", "and what that does");
    assert_no_text("--help", help->out, "COMMAND", "it runs none");
}

static void a_full_output_is_an_error_of_the_tool_too(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .args = { "--json", "1" },
                                    .out = STREAM_FULL);

    assert_status(robot, 1, "what nobody has got was not shown");
    assert_text("stderr", robot->err, "ENOSPC", "see write(2)");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_rows_are_one_line_unless_all_are_asked_for),
        cmocka_unit_test(what_differs_is_said_in_words),
        cmocka_unit_test(json_is_valid_whatever_the_bytes),
        cmocka_unit_test(a_plain_user_is_told_why_rows_are_missing),
        cmocka_unit_test(a_process_that_is_gone_is_reported),
        cmocka_unit_test(
            a_process_that_ends_while_it_is_read_is_not_half_shown),
        cmocka_unit_test(wrong_use_is_two_lines_and_status_2),
        cmocka_unit_test(help_names_the_arguments),
        cmocka_unit_test(a_full_output_is_an_error_of_the_tool_too),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
