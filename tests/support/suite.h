/* suite.h - runs the tests of one program

   Around every test the host is compared with what it was before: a lesson
   that leaves something behind fails its test, whatever else it did right. */

#ifndef TEST_SUITE_H
#define TEST_SUITE_H

#include "teach.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

/* Enters the private host (host.h) and runs the tests, or those whose names
   match ARGV[1], a pattern as for fnmatch(3): build/tests/03-veth-pair 'the_*'.
   NAME is that of the lesson, TESTS an array.  Returns the exit status for
   main(): 0 if none failed.  A setup of a test comes before the comparison
   begins, its teardown after it has ended. */
#define run_lesson_tests(name, tests, argc, argv)                          \
    run_suite(name, tests, sizeof(tests) / sizeof((tests)[0]), argc, argv, \
              true)

/* The same for tests of functions: no private host, no comparison. */
#define run_unit_tests(name, tests, argc, argv)                            \
    run_suite(name, tests, sizeof(tests) / sizeof((tests)[0]), argc, argv, \
              false)

int run_suite(const char *name, const struct CMUnitTest *tests, size_t count,
              int argc, char *argv[], bool in_private_host);

/* Requires that the host is, within 1 s, as it was at BEFORE, host.h.  SINCE
   names what has come after that: "the test". */
struct host;
void assert_host_at(struct where where, const struct host *before,
                    const char *since);

/* Skips this test, and says why: a skip is never a pass.  The reason is a
   printf(3) format. */
#define skip_because(...) skip_saying(HERE, __VA_ARGS__)
void skip_saying(struct where where, const char *reason, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* cmocka's skip() has no reason. */
#undef skip
#define skip() skip_because("no reason given")

/* For the first lines of a test: skip it where it cannot be run. */
#define need_root() need_root_at(HERE)
#define need_private_host() need_private_host_at(HERE)
#define need_command(name) need_command_at(HERE, name)
#define need_first_pid_namespace() need_first_pid_namespace_at(HERE)
void need_root_at(struct where where);
void need_private_host_at(struct where where);
void need_command_at(struct where where, const char *name);
void need_first_pid_namespace_at(struct where where); /* to sweep */

/* For the setup and the teardown of such a test: a shell command on the private
   host.  Returns its status; where there is no private host nothing is done, and
   0 is returned. */
int set_up(const char *command);

/* For loops that wait: ends the program, with all that it started, if it was
   told to stop (Ctrl-C, or the time limit of tests/run.sh). */
void suite_stop_if_told(void);

#endif
