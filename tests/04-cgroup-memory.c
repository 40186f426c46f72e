/* 04-cgroup-memory - the second telling of lesson 4: claims, and their proof

   One program for cgroup v1, v2 and both at once: the machine's own file names
   decide. */

#include "support/box_cgroup.h"
#include "support/launch.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "04-cgroup-memory";

/* ---- the story ---------------------------------------------------------- */

/* Each verify line at its pause, the form of every step. */
static void the_whole_show(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
    assert_text("the end", robot->out, "nothing: all that was made is gone",
                "the last step removes the cgroup itself");
}

/*   greedy child: 32 MiB wanted, no limit, 32 MiB taken, exit 0 */
static void without_a_limit_the_greedy_child_is_content(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(3);
    assert_said(robot, "took 32 of 32 MiB and exited with status 0",
                "the control run: nobody is killed without a limit");
    assert_int_equal(robot_quit(robot), 0);
}

static void a_directory_is_a_cgroup_and_the_kernel_fills_it(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(4);
    const char *box = box_of(robot);
    assert_shows(text("stat -f -c %%T %s", box), "cgroup",
                 "it lies in a cgroup file system; see statfs(2)");
    assert_said(robot, text("%s new files in %s",
                            output_of(text("find %s -maxdepth 1 -type f "
                                           "| wc -l", box)), box),
                "mkdir makes the files as well; see cgroups(7)");
    assert_shows(text("cat %s/cgroup.procs | wc -l", box), "0",
                 "a new cgroup is empty; see cgroups(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/*   10000000 bytes written = 2441 pages and a bit  ->  2441 pages read back */
static void a_limit_is_whole_pages(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(5);
    long page = sysconf(_SC_PAGESIZE);
    assert_number("bytes in the limit", number_in(memory_limit(robot)),
                  10000000 / page * page,
                  "memory is given in whole pages; see cgroups(7)");
    assert_said(robot, text("10000000 written, %ld read back",
                            10000000 / page * page),
                "memory is given in whole pages; see cgroups(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* v2 counts swap apart: none.  v1 adds it to memory: the same limit for both.
   */
static void swap_is_limited_too(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(5);
    const char *swap = file_of(robot, "memory.swap.max",
                               "memory.memsw.limit_in_bytes");
    if (!*swap && !strchr(shell("cat /proc/swaps")->out, '/')) {
        robot_quit(robot);
        skip_because("this kernel does not count swap, and has none");
    }
    assert_number("bytes in the limit of swap", number_in(swap),
                  machine_has(2) ? 0 : number_in(memory_limit(robot)),
                  "what may go to swap is not limited, only slow; see "
                  "cgroups(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/*   lesson --- writes the pid of ---> box --- forks ---> cat
                                       (in)              (in, unwritten) */
static void a_child_is_born_into_the_cgroup_of_its_parent(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(6);
    const char *procs = text("%s/cgroup.procs", box_of(robot));
    long member = robot_number(robot, "in cgroup.procs:");
    long cat = strtol(output_of(text("tail -1 %s", procs)), NULL, 10);
    assert_shows(text("head -1 %s", procs), text("%ld", member),
                 "the process that was put in; see cgroups(7)");
    assert_shows(text("cat /proc/%ld/comm", cat), "cat",
                 "its child has joined it; see cgroups(7)");
    assert_shows(text("ps -o ppid= -p %ld", cat), text("%ld", member),
                 "a child is born into its parent's cgroup; see fork(2)");
    assert_shows(text("cat /proc/%ld/cgroup", cat),
                 text("loac-%d-", (int) robot->pid),
                 "and the kernel says the same of the process; see proc(5)");
    assert_hides(text("cat /proc/%d/cgroup", (int) robot->pid),
                 text("/loac-%d-", (int) robot->pid),
                 "the lesson itself stays outside");
    assert_int_equal(robot_quit(robot), 0);
}

/* A live process keeps the directory, its files do not. */
static void a_cgroup_goes_when_its_last_process_has_gone(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(10);
    const char *box = box_of(robot);
    assert_shows(text("rmdir %s 2>&1 || true", box), "Device or resource busy",
                 "live processes are in it; see cgroups(7)");
    robot_enter(robot);
    assert_shows(text("test -e %s || echo gone", box), "gone",
                 "nobody is left in it, so rmdir works; see cgroups(7)");
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
}

/* ---- `same as:` --------------------------------------------------------- */

/* Types the `same as:` line in the other terminal, before the deed. */
static void type_the_same(struct robot *robot)
{
    const char *command = robot_line(robot, "same as");
    struct robot *run = shell(text("sudo() { \"$@\"; }; %s", command + 2));

    assert_number("exit status", run->status, 0, command);
}

static const char *directories_of(const struct robot *robot)
{
    return shell(text("find /sys/fs/cgroup -name 'loac-%d-*'",
                      (int) robot->pid))->out;
}

/*   v2: /sys/fs/cgroup/loac-1-2     v1: .../memory/loac-1-2 .../cpu/loac-1-2 ... */
static void the_same_is_all_that_is_done(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);
    robot_go_to(robot, 3);
    type_the_same(robot);
    const char *made = directories_of(robot);
    robot_enter(robot);
    assert_text("what the line has made", made, directories_of(robot),
                "the deed finds all of it there; see cgroups(7)");

    type_the_same(robot);
    robot_enter(robot);
    assert_not_said(robot, "which is no limit",
                    "there was one already, from the other terminal");
    assert_said(robot, text("before: %ld", number_in(memory_limit(robot))),
                "and it is told");

    type_the_same(robot);
    long member = robot_number(robot, "same as: $ echo");
    assert_shows(text("grep -c loac-%d- /proc/%ld/cgroup", (int) robot->pid,
                      member),
                 output_of(text("find /sys/fs/cgroup -name 'loac-%d-*' | wc -l",
                                (int) robot->pid)),
                 "it has joined each of them; see cgroups(7)");
    robot_go_to(robot, 9);
    for (const char *line, *at = made; (line = text_line(&at)); )
        assert_said(robot, line, "each is to be removed; see rmdir(2)");
    assert_int_equal(robot_quit(robot), 0);
}

/* ---- --limit ------------------------------------------------------------ */

static void the_limit_is_the_learners_choice(void **state)
{
    (void) state;
    need_root();
    static const char *const sizes[][2] = { { "4M", "4194304" },
                                            { "8388608", "8388608" },
                                            { "30m", "31457280" } };

    for (int i = 0; i < 3; i++) {
        struct robot *robot = robot_start(lesson, .args = { "--from=5",
                                          "--limit", sizes[i][0] });
        robot_prompt(robot, 5);
        assert_shows(text("cat %s", memory_limit(robot)), sizes[i][1],
                     "K, M and G are powers of 1024");
        robot_key(robot, "c");
        assert_status(robot, 0, "the lesson holds with this limit");
    }
}

static void what_is_no_size_is_refused_before_anything_happens(void **state)
{
    (void) state;
    static const char *const wrong[] = {
        "", "0", "-1", "-5", "64Q", "8MB", "1e6", "8 M", " 8M", "0x800000",
        "99999999999999999999999", "18014398509481984K", "4194303", "31M",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct robot *robot = robot_run(lesson, .args = { "--limit",
                                                          wrong[i] });
        assert_status(robot, 2, "wrong usage is 2");
        assert_text("stderr", robot->err,
                    text("--limit: '%s': expected bytes, or a number with K, M "
                         "or G, from 4M to 30M", wrong[i]),
                    "option, value and rule are named");
        assert_string_equal(robot->out, "");
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(without_a_limit_the_greedy_child_is_content),
        cmocka_unit_test(a_directory_is_a_cgroup_and_the_kernel_fills_it),
        cmocka_unit_test(a_limit_is_whole_pages),
        cmocka_unit_test(swap_is_limited_too),
        cmocka_unit_test(a_child_is_born_into_the_cgroup_of_its_parent),
        cmocka_unit_test(a_cgroup_goes_when_its_last_process_has_gone),
        cmocka_unit_test(the_same_is_all_that_is_done),
        cmocka_unit_test(the_limit_is_the_learners_choice),
        cmocka_unit_test(what_is_no_size_is_refused_before_anything_happens),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
