/* unit-janitor - who cleans up after a parent that was killed

   Started as "unit-janitor --parent END", this program is a parent with a
   container (a sleeping process), its cgroup and a janitor, and comes to the
   given end. */

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"
#include "lessons/10-container/janitor.h"
#include "support/clock.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the parent --------------------------------------------------------- */

static struct cgroup cgroup;
static struct janitor janitor;

static void sleep_inside(void) __attribute__((noreturn));

/* It has a copy of everything that the parent had open, and keeps it. */
static void sleep_inside(void)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    for (;;)
        pause();
}

static int begin(bool with_cgroup, pid_t *container)
{
    if (signals_begin() == -1 || (with_cgroup && cgroup_plan(&cgroup) == -1)
        || janitor_start(&janitor, with_cgroup ? &cgroup : NULL, NULL) == -1)
        return -1;
    *container = fork();
    if (*container == 0)
        sleep_inside();
    if (janitor_watch(&janitor, *container) == -1)
        return -1;
    return !with_cgroup ? 0
        : cgroup_create(&cgroup) == -1 ? -1 : cgroup_join(&cgroup, *container);
}

static int take_down(pid_t container)
{
    kill(container, SIGKILL);
    waitpid(container, NULL, 0);
    return janitor_dismiss(&janitor);
}

static int come_to(const char *end, pid_t container)
{
    if (strcmp(end, "killed") == 0 || strcmp(end, "killed-with-cgroup") == 0)
        return kill(getpid(), SIGKILL);
    if (strcmp(end, "janitor-killed") == 0)
        kill(janitor.helper.pid, SIGKILL);
    if (strcmp(end, "janitor-asked") == 0) {
        kill(janitor.helper.pid, SIGTERM);
        kill(janitor.helper.pid, SIGHUP);
        kill(janitor.helper.pid, SIGINT);
        if (wait_for(janitor.helper.pidfd, 300) == 1)
            return 9;
    }
    if (strcmp(end, "twice") == 0 && take_down(container) == -1)
        return -1;
    return take_down(container);
}

static int parent(const char *end)
{
    pid_t container;

    if (begin(strstr(end, "cgroup") != NULL, &container) == -1) {
        speak_failure("parent");
        return 77;
    }
    printf("container %d janitor %d cgroup %s end\n", (int) container,
           (int) janitor.helper.pid, cgroup.of[CG_MEMORY].directory);
    fflush(stdout);
    if (strcmp(end, "descriptors") == 0) {
        if (system(text("ls -l /proc/%d/fd | sed 's/.* -> //'; cat /proc/%d/"
                        "comm", (int) janitor.helper.pid,
                        (int) janitor.helper.pid)) == -1)
            return 9;
    }
    int result = come_to(end, container);
    if (result == -1 || result == 1)
        speak_failure("parent");
    return result == -1 ? 2 : result;
}

/* ---- the tests ---------------------------------------------------------- */

static struct robot *comes_to(const char *end)
{
    return shell(text("%s/tests/unit-janitor --parent %s", launch_build(),
                      end));
}

static pid_t pid_after(struct robot *robot, const char *word)
{
    const char *at = strstr(robot->out, word);

    assert_non_null(at);
    return (pid_t) strtol(at + strlen(word), NULL, 10);
}

/* A zombie has ended: whoever inherits it reaps it in his own time. */
static bool has_ended(pid_t pid)
{
    char letter = process_state(pid);

    return letter == 0 || letter == 'Z';
}

static bool ends_soon(pid_t pid)
{
    long end = clock_limit(5);

    while (!has_ended(pid) && clock_ms() < end)
        poll(NULL, 0, 5);
    return has_ended(pid);
}

static void assert_nothing_is_left(struct robot *robot)
{
    if (!ends_soon(pid_after(robot, "container ")))
        fail_saying(HERE, "  the container lives on; see signal(7)\n");
    if (!ends_soon(pid_after(robot, "janitor ")))
        fail_saying(HERE, "  the janitor lives on\n");
}

static void goodbye_is_the_end_of_it(void **state)
{
    (void) state;
    struct robot *robot = comes_to("well");

    assert_status(robot, 0, "the janitor had nothing to do");
    assert_nothing_is_left(robot);
    assert_status(comes_to("twice"), 0, "dismissed once more is no failure");
}

/* The container has a copy of the parent's socket: its end alone would not
   tell. */
static void a_killed_parent_leaves_no_container(void **state)
{
    (void) state;
    struct robot *robot = comes_to("killed");

    assert_status(robot, 128 + SIGKILL, "nobody can catch SIGKILL; signal(7)");
    assert_nothing_is_left(robot);
}

static void nor_a_cgroup(void **state)
{
    (void) state;
    need_root();
    struct stat status;
    struct robot *robot = comes_to("killed-with-cgroup");

    if (robot->status == 77)
        skip_because("no cgroup can be made here: %s", robot->err);
    assert_nothing_is_left(robot);
    char *directory = strstr(robot->out, "cgroup ") + strlen("cgroup ");
    *strstr(directory, " end") = '\0';
    assert_text("the directory", directory, "/loac-", "it is ours");
    long end = clock_limit(5);
    while (stat(directory, &status) == 0 && clock_ms() < end)
        poll(NULL, 0, 5);
    assert_int_equal(stat(directory, &status), -1);
}

static void signals_do_not_move_it(void **state)
{
    (void) state;
    assert_status(comes_to("janitor-asked"), 0,
                  "it takes SIGTERM, SIGHUP and SIGINT and stays");
}

static void its_own_death_is_noticed(void **state)
{
    (void) state;
    struct robot *robot = comes_to("janitor-killed");

    assert_status(robot, 1, "without it a killed parent would leave things");
    assert_text("stderr", robot->err, "the janitor has ended early",
                "it says what happened");
    assert_nothing_is_left(robot);
}

/* Standard input and output, messages, its socket, the parent's pidfd, an
   epoll and a signalfd. */
static void it_holds_nothing_of_the_callers(void **state)
{
    (void) state;
    const char *self = text("%s/tests/unit-janitor", launch_build());
    struct robot *robot = shell(text("exec 8</ 9</etc; %s --parent descriptors",
                                     self));

    assert_status(robot, 0, "it was only looked at");
    assert_no_text("its descriptors", robot->out, "/etc",
                   "all others are closed; see close_range(2)");
    assert_text("its name", robot->out, "janitor", "for ps(1)");
}

static void a_process_that_is_gone_cannot_be_watched(void **state)
{
    (void) state;
    need_command("strace");
    struct robot *robot = shell(text(
        "ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null -e "
        "inject=pidfd_open:error=ESRCH:when=1 %s/tests/unit-janitor --parent "
        "well", launch_build()));

    assert_status(robot, 77, "the parent hears of it");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goodbye_is_the_end_of_it),
        cmocka_unit_test(a_killed_parent_leaves_no_container),
        cmocka_unit_test(nor_a_cgroup),
        cmocka_unit_test(signals_do_not_move_it),
        cmocka_unit_test(its_own_death_is_noticed),
        cmocka_unit_test(it_holds_nothing_of_the_callers),
        cmocka_unit_test(a_process_that_is_gone_cannot_be_watched),
    };

    if (argc > 2 && strcmp(argv[1], "--parent") == 0)
        return parent(argv[2]);
    return run_unit_tests("unit-janitor", tests, argc, argv);
}
