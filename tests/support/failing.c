/* failing.c - a lesson with faults, and tests that must fail because of them

   tests/unit-support.c runs this program, one test at a time, and looks at what
   it says.  Called with --step it is the lesson. */

#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <termios.h>
#include <unistd.h>

/* ---- the lesson -------------------------------------------------------- */

static void wedge(void)
{
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    if (fork() == 0)
        setsid();
    for (;;)
        pause();
}

static void leave_process(void)
{
    signal(SIGHUP, SIG_IGN); /* the end of the session must not end it */
    if (fork() == 0) {
        setsid();
        for (;;)
            pause();
    }
}

/* Four things at once, each a difference of its own. */
static void leave_things(void)
{
    FILE *file = fopen("/run/forgotten", "we");

    if (!file || fclose(file) == EOF)
        perror("/run/forgotten");
    if (mount("tmpfs", "/mnt", "tmpfs", 0, NULL) == -1)
        perror("mount");
    if (sethostname("forgotten", 9) == -1)
        perror("sethostname");
    if (system("ip link add forgotten0 type veth peer name forgotten1") != 0)
        fprintf(stderr, "no link\n");
}

static void leave_terminal_raw(void)
{
    struct termios settings;

    tcgetattr(STDIN_FILENO, &settings);
    cfmakeraw(&settings);
    tcsetattr(STDIN_FILENO, TCSANOW, &settings);
}

static void die(void)
{
    raise(SIGKILL);
}

static const struct fault {
    const char *name;
    void (*commit)(void);
    const char *check; /* NULL: a good verify line */
} faults[] = {
    { "nothing", NULL, NULL },
    { "wedged", wedge, NULL },
    { "process", leave_process, NULL },
    { "things", leave_things, NULL },
    { "raw_terminal", leave_terminal_raw, NULL },
    { "killed", die, NULL },
    { "untrue", NULL, "  verify:  $ echo one\n  expect:  two\n" },
    { "fails", NULL, "  verify:  $ echo one; false\n  expect:  one\n" },
    { "refused", NULL, "  refused: $ echo one\n  expect:  one\n" },
    { "nobody", NULL,
      "  verify:  $ stat -c %u /proc/self/\n  expect:  0 is root\n" },
    { "placeholder", NULL, "  verify:  $ ls /proc/<pid>\n  expect:  ns\n" },
    { "no_expect", NULL, "  verify:  $ true\n" },
    { "order", NULL, "  ask:     why?\n" },
};

enum { FAULTS = sizeof faults / sizeof faults[0] };

static void pause_at(const char *prompt)
{
    char line[80];

    printf("[%s] Enter ", prompt);
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin) || line[0] == 'q')
        exit(0);
}

static int tell_story(const struct fault *fault)
{
    printf("Lesson 99: a lesson with a fault: %s\nneeds: nothing\n\n"
           "Step 1 of 2: Do it\n  same as: $ true\n", fault->name);
    pause_at("1 of 2");
    if (fault->commit)
        fault->commit();
    printf("  host: done\n%s\nStep 2 of 2: Go home\n", fault->check
           ? fault->check
           : "  verify:  $ echo so it is\n  expect:  so it is\n");
    pause_at("2 of 2");
    printf("  host: at home\n");
    pause_at("end");
    printf("\ndone: it\ncleaned up: all\nknown as: a fake\nstill open: -\n");
    return 0;
}

/* ---- the tests --------------------------------------------------------- */

static char program[4096];

static void walk(void **state)
{
    const struct fault *fault = *state;
    struct robot *robot = robot_start(program, .args = { fault->name },
                                      .seconds = 1);

    assert_int_equal(robot_walk(robot), 0);
}

static void unfinished(void **state)
{
    (void) state;
    robot_prompt(robot_start(program, .args = { "nothing" }), 1);
}

static void unsaid(void **state)
{
    (void) state;
    struct robot *robot = robot_start(program, .args = { "nothing" });

    robot_prompt(robot, 1);
    assert_said(robot, "Step 1 of 3", "there are two; see intro(7)");
}

static void unshown(void **state)
{
    (void) state;
    assert_shows("echo box", "laptop", "a witness; see uname(1)");
}

static void crash(void **state)
{
    (void) state;
    abort();
}

static void skipped(void **state)
{
    (void) state;
    skip_because("needs %d moons", 2);
}

int main(int argc, char *argv[])
{
    struct CMUnitTest tests[FAULTS + 5] = {
        { "unfinished", unfinished, NULL, NULL, NULL },
        { "unsaid", unsaid, NULL, NULL, NULL },
        { "unshown", unshown, NULL, NULL, NULL },
        { "crash", crash, NULL, NULL, NULL },
        { "skipped", skipped, NULL, NULL, NULL },
    };

    for (int i = 0; i < FAULTS; i++) {
        if (argc == 3 && strcmp(argv[2], faults[i].name) == 0)
            return tell_story(&faults[i]);
        tests[5 + i] = (struct CMUnitTest){ faults[i].name, walk, NULL, NULL,
                                            (void *) &faults[i] };
    }
    if (readlink("/proc/self/exe", program, sizeof program - 1) == -1)
        return 1;
    return run_lesson_tests("failing", tests, argc, argv);
}
