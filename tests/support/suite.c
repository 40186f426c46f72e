/* suite.c - runs the tests of one program

   cmocka runs them; each is wrapped in a function that compares the host before
   and after.  The results go to the file named by LOAC_RESULTS as well, for
   tests/run.sh: cmocka's own output differs between its versions, and its TAP
   calls a skip a failure in 1.1.5. */

#include "suite.h"

#include "host.h"
#include "processes.h"
#include "robot.h"
#include "text.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A test as its author wrote it, and what became of it. */
struct wrapped {
    const struct CMUnitTest *test;
    void *state;
    struct host before;
    bool passed;
    const char *skipped; /* the reason */
};

static struct wrapped *running;
static int results = -1;
static bool compares; /* the host, around each test */

/* ---- one test ---------------------------------------------------------- */

void assert_host_at(struct where where, const struct host *before,
                    const char *since)
{
    char *difference = host_compare(before);

    if (difference)
        fail_saying(where,
                    "  expected: the host as it was before %s\n"
                    "  seen:     what stays different (+ has come, - has gone)"
                    "\n%s", since, text_quoted(difference, "    ", 0));
}

static int begin_test(void **state)
{
    struct wrapped *wrapped = running = *state;

    wrapped->state = wrapped->test->initial_state;
    if (wrapped->test->setup_func)
        if (wrapped->test->setup_func(&wrapped->state) != 0)
            return -1;
    if (compares)
        host_snapshot(&wrapped->before);
    return 0;
}

static void test_and_compare(void **state)
{
    struct wrapped *wrapped = *state;
    const struct where where = { wrapped->test->name, 0 };

    wrapped->test->test_func(&wrapped->state);
    robots_must_have_ended(where);
    if (compares)
        assert_host_at(where, &wrapped->before, "the test");
    wrapped->passed = true;
}

static void record(const char *what, const char *name, const char *reason)
{
    if (results != -1)
        dprintf(results, "%s %s%s%s\n", what, name, *reason ? " " : "", reason);
}

/* Cleans up after a test that was left by longjmp(3); it does not judge. */
static int end_test(void **state)
{
    struct wrapped *wrapped = *state;
    int status = 0;

    record(wrapped->passed ? "pass" : wrapped->skipped ? "skip" : "fail",
           wrapped->test->name, wrapped->skipped ? wrapped->skipped : "");
    robots_forget();
    processes_kill();
    host_forget(&wrapped->before);
    texts_forget();
    if (wrapped->test->teardown_func)
        status = wrapped->test->teardown_func(&wrapped->state);
    running = NULL;
    return status;
}

/* ---- skips ------------------------------------------------------------- */

void skip_saying(struct where where, const char *reason, ...)
{
    char *words = NULL;
    va_list args;

    va_start(args, reason);
    if (vasprintf(&words, reason, args) == -1)
        abort();
    va_end(args);
    running->skipped = text_keep(words);
    print_message("skip: %s: %s\n", running->test->name, words);
    _skip(where.file, where.line);
    abort(); /* cmocka 1 does not say that _skip() never returns */
}

void need_root_at(struct where where)
{
    if (geteuid() != 0)
        skip_saying(where, "needs root");
}

void need_private_host_at(struct where where)
{
    if (!host_is_private())
        skip_saying(where, "needs a private host: root with CAP_SYS_ADMIN");
}

void need_command_at(struct where where, const char *name)
{
    if (!robot_has_command(name))
        skip_saying(where, "needs the command %s: make deps, or make deps "
                    "LIST=CHECK, installs it", name);
}

void need_first_pid_namespace_at(struct where where)
{
    struct stat status;

    /* PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h. */
    if (stat("/proc/self/ns/pid", &status) == -1
        || status.st_ino != 0xEFFFFFFCU)
        skip_saying(where, "a sweep needs the pid namespace of the machine");
}

int set_up(const char *command)
{
    return host_is_private() ? shell(command)->status : 0;
}

/* ---- stopping ---------------------------------------------------------- */

static volatile sig_atomic_t told_to_stop;

static void note_signal(int number)
{
    told_to_stop = number;
}

/* The second of these signals is not caught: the programs of a test notice the
   end of their starter, and end. */
static void catch_signals(void)
{
    struct sigaction action = { .sa_handler = note_signal,
                                .sa_flags = SA_RESETHAND };

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

void suite_stop_if_told(void)
{
    if (!told_to_stop)
        return;
    fprintf(stderr, "%s: stopped by SIG%s; killing what it started\n",
            running ? running->test->name : "tests",
            sigabbrev_np(told_to_stop));
    processes_kill();
    robots_remove_copies();
    _exit(128 + told_to_stop);
}

/* ---- all tests --------------------------------------------------------- */

static void open_results(void)
{
    const char *path = getenv("LOAC_RESULTS");

    if (path)
        results = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    unsetenv("LOAC_RESULTS"); /* a test program below us has none */
}

/* cmocka takes the number of tests from an array's type; we know it only now,
   so call what its macro calls. */
static int run_wrapped(const char *name, struct wrapped *wrapped, size_t count)
{
    struct CMUnitTest *all = calloc(count, sizeof *all);

    if (!all)
        abort();
    for (size_t i = 0; i < count; i++) {
        all[i] = (struct CMUnitTest){ wrapped[i].test->name, test_and_compare,
                                      begin_test, end_test, &wrapped[i] };
        record("plan", all[i].name, "");
    }
    int failed = _cmocka_run_group_tests(name, all, count, NULL, NULL);
    free(all);
    return failed == 0 ? 0 : 1;
}

int run_suite(const char *name, const struct CMUnitTest *tests, size_t count,
              int argc, char *argv[], bool in_private_host)
{
    const char *pattern = argc > 1 ? argv[1] : "*";
    struct wrapped *wrapped = calloc(count, sizeof *wrapped);
    size_t kept = 0;

    if (!wrapped)
        abort();
    for (size_t i = 0; i < count; i++)
        if (fnmatch(pattern, tests[i].name, 0) == 0)
            wrapped[kept++].test = &tests[i];
    if (kept == 0) {
        fprintf(stderr, "%s: no test is called '%s'\n", name, pattern);
        free(wrapped);
        return 2;
    }
    /* In a file too, what a test says stands below its name. */
    setvbuf(stdout, NULL, _IOLBF, 0);
    catch_signals();
    compares = in_private_host;
    if (compares)
        host_enter();
    open_results();
    int status = run_wrapped(name, wrapped, kept);
    robots_remove_copies();
    processes_forget();
    texts_forget();
    free(wrapped);
    return status;
}
