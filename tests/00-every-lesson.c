/* 00-every-lesson - what every lesson promises, whatever it shows

   Bad input and bad machines: each lesson, present and future, is given them in
   turn.  A clear message, the documented exit status, and nothing left behind
   (the suite compares the host around every test). */

#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <glob.h>
#include <string.h>

static glob_t lessons;

static void find_lessons(void)
{
    const char *one = launch_path("00-your-machine", false);
    const char *slash = strrchr(one, '/');

    glob(text("%.*s/[0-9][0-9]-*[a-z]", (int) (slash - one), one), 0, NULL,
         &lessons);
}

static const char *name(size_t i)
{
    return strrchr(lessons.gl_pathv[i], '/') + 1;
}

static int count_lines(const char *words)
{
    int lines = 0;

    for (; *words; words++)
        lines += *words == '\n';
    return lines;
}

/* ---- options ----------------------------------------------------------- */

static void help_and_version_go_to_stdout(void **state)
{
    (void) state;
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *help = robot_run(name(i), .args = { "--help" });
        assert_status(help, 0, "--help is what was asked for");
        assert_text("--help", help->out, "Usage:", "as GNU programs say it");
        assert_text("--help", help->out, "needs:", "who may run it");
        assert_string_equal(help->err, "");
        struct robot *letter = robot_run(name(i), .args = { "-h" });
        assert_status(letter, 0, "-h is --help");
        assert_string_equal(letter->out, help->out);

        struct robot *version = robot_run(name(i), .args = { "--version" });
        assert_status(version, 0, "--version is what was asked for");
        assert_text("--version", version->out, name(i), "name first");
    }
}

static void refuse(size_t i, const char *option, const char *words)
{
    struct robot *robot = robot_run(name(i), .args = { option });
    const char *what = text("%s %s", name(i), option);

    assert_status(robot, strcmp(name(i), "10-container") ? 2 : 125,
                  "wrong usage is 2");
    assert_text(what, robot->err, words, "the message names what is wrong");
    assert_text(what, robot->err, "--help", "and where to read on");
    assert_string_equal(robot->out, "");
    assert_int_equal(count_lines(robot->err), 2);
}

/* Two lines on stderr, before anything has happened. */
static void wrong_usage_is_two_lines_and_status_2(void **state)
{
    (void) state;
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        refuse(i, "--frobnicate", "--frobnicate");
        refuse(i, "-x", "-x");
        refuse(i, "--chekc", "there is no option '--chekc': did you mean "
               "'--check'?");
        refuse(i, "--pace", "needs a value");
        refuse(i, "--pace=", "''");
        refuse(i, "--pace=fast", "'fast'");
        refuse(i, "--pace=-1", "'-1'");
        refuse(i, "--pace=nan", "'nan'");
        refuse(i, "--from=0", "'0'");
        refuse(i, "--from=99", "'99'");
        refuse(i, "--only=2x", "'2x'");
        refuse(i, "--only=99999999999999999999", "expected a step");
        refuse(i, "--color=pink", "'pink'");
        refuse(i, "--step=3", "takes no value");
        refuse(i, "--pace=%$\303\244", "expected seconds");
    }
}

static void check_is_one_line(void **state)
{
    (void) state;
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *robot = robot_run(name(i), .args = { "--check" });
        assert_int_equal(count_lines(robot->out), 1);
        if (strncmp(robot->out, "cannot run: ", 12) == 0)
            assert_status(robot, 77, "77: this machine cannot run it");
        else
            assert_status(robot, 0, "0: it can be run");
    }
}

static void sweep_finds_nothing_on_a_clean_host(void **state)
{
    (void) state;
    need_root();
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *robot = robot_run(name(i), .args = { "--sweep" });
        assert_status(robot, 0, "nothing to do is not an error");
        assert_text("--sweep", robot->out, "nothing to sweep", "it says so");
    }
}

/* The living of outside look dead there: nothing is touched, and nothing is
   wrong. */
static void in_a_pid_namespace_nothing_is_swept(void **state)
{
    (void) state;
    need_private_host();
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *robot = robot_run(name(i), .args = { "--sweep" },
            .wrapper = { "unshare", "-pf", "--mount-proc" });
        assert_status(robot, 0, "see pid_namespaces(7)");
        assert_text("--sweep", robot->out, strcmp(name(i), "02-unshare")
                    ? "nothing " : "nothing is swept from here",
                    "one line says so");
        assert_int_equal(count_lines(robot->out), 1);
    }
}

/* ---- streams ----------------------------------------------------------- */

/* 77 where the lesson found out first that this machine cannot run it. */
static void must_fail_because(struct robot *robot, const char *words)
{
    int status = robot_finish(robot);

    if (status == 77)
        return;
    if (status != 1)
        fail_saying(HERE, "  expected: exit status 1 of %s\n  seen:     %d",
                    robot->name, status);
    assert_text("stderr", robot->err, words, "the kernel's words; see write(2)");
    assert_text("stderr", robot->err, "cure:", "and what to do");
}

static void a_full_or_closed_output_is_an_error(void **state)
{
    (void) state;
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        must_fail_because(robot_run(name(i), .args = { "--help" },
                                    .out = STREAM_FULL), "ENOSPC");
        must_fail_because(robot_run(name(i), .args = { "--help" },
                                    .out = STREAM_CLOSED), "EBADF");
        must_fail_because(robot_run(name(i), .args = { "--version" },
                                    .out = STREAM_FULL), "ENOSPC");
        must_fail_because(robot_run(name(i), .out = STREAM_FULL), "ENOSPC");
        must_fail_because(robot_run(name(i), .out = STREAM_CLOSED), "EBADF");
        must_fail_because(robot_run(name(i), .out = STREAM_NO_READER),
                          "EPIPE");
    }
}

/* Where nobody can be told, the exit status remains. */
static void a_closed_stderr_is_survived(void **state)
{
    (void) state;
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *robot = robot_run(name(i), .args = { "--pace=x" },
                                        .err = STREAM_CLOSED);
        int usage = strcmp(name(i), "10-container") ? 2 : 125;
        assert_status(robot, usage, "the status is told all the same");
        robot = robot_run(name(i), .out = STREAM_FULL, .err = STREAM_FULL);
        assert_true(robot->status == 1 || robot->status == 77);
    }
}

/* The first descriptor that a program opens must not become its stdout. */
static void closed_streams_do_not_become_files(void **state)
{
    (void) state;
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *robot = robot_run(name(i), .args = { "--only=1" },
                                        .in = STREAM_CLOSED,
                                        .err = STREAM_CLOSED);
        assert_true(robot->status == 0 || robot->status == 77);
    }
}

static void step_without_a_terminal_is_wrong_usage(void **state)
{
    (void) state;
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *robot = robot_run(name(i), .args = { "--step" });
        assert_status(robot, 2, "2: nobody can press Enter");
        assert_text("stderr", robot->err, "/dev/tty", "see tty(4)");
        assert_text("stderr", robot->err, "--pace", "the cure");
    }
}

/* ---- places ------------------------------------------------------------ */

static void a_deleted_directory_does_not_matter(void **state)
{
    (void) state;
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *robot = robot_run(name(i), .args = { "--only=1" },
            .wrapper = { "sh", "-c", "d=$(mktemp -d) && cd $d && rmdir $d && "
                         "exec \"$0\" \"$@\"" });
        assert_true(robot->status == 0 || robot->status == 77);
    }
}

static void an_empty_environment_does_not_matter(void **state)
{
    (void) state;
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *robot = robot_run(name(i), .args = { "--only=1" },
                                        .wrapper = { "env", "-i" });
        assert_true(robot->status == 0 || robot->status == 77);
    }
}

/* Root is asked for in words, never found missing half-way. */
static void a_plain_user_gets_the_show_or_the_reason(void **state)
{
    (void) state;
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *robot = robot_run(name(i), .plain_user = true,
                                        .args = { "--only=1" });
        if (robot->status == 0)
            continue;
        assert_status(robot, 77, "77: not as this user");
        assert_text(name(i), robot->err, "cause:", "why not");
        assert_text(name(i), robot->err, "cure:", "what to do");
        assert_string_equal(robot->out, "");
    }
}

/*   /proc of the host        the lesson, in a pid namespace of its own
        |                                  |
      pid 5 is somebody else  <----- asks for its own pid 5                  */
static void a_proc_of_other_pids_is_named(void **state)
{
    (void) state;
    need_root();
    for (size_t i = 0; i < lessons.gl_pathc; i++) {
        struct robot *robot = shell(text("unshare -pf %s --pace=0 2>&1",
                                         lessons.gl_pathv[i]));

        assert_status(robot, 77, "what /proc says is not about its processes");
        assert_text(name(i), robot->out, "of another pid namespace",
                    "see pid_namespaces(7), /proc and PID namespaces");
        assert_text(name(i), robot->out, "--mount-proc", "what to do");
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_and_version_go_to_stdout),
        cmocka_unit_test(wrong_usage_is_two_lines_and_status_2),
        cmocka_unit_test(check_is_one_line),
        cmocka_unit_test(sweep_finds_nothing_on_a_clean_host),
        cmocka_unit_test(in_a_pid_namespace_nothing_is_swept),
        cmocka_unit_test(a_full_or_closed_output_is_an_error),
        cmocka_unit_test(a_closed_stderr_is_survived),
        cmocka_unit_test(closed_streams_do_not_become_files),
        cmocka_unit_test(step_without_a_terminal_is_wrong_usage),
        cmocka_unit_test(a_deleted_directory_does_not_matter),
        cmocka_unit_test(an_empty_environment_does_not_matter),
        cmocka_unit_test(a_plain_user_gets_the_show_or_the_reason),
        cmocka_unit_test(a_proc_of_other_pids_is_named),
    };

    find_lessons();
    int status = run_lesson_tests("00-every-lesson", tests, argc, argv);
    globfree(&lessons);
    return status;
}
