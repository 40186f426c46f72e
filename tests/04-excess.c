/* 04-excess - what a limit does to whom wants too much, and what it does not

   Memory kills, CPU slows, pids refuses; and each time a counter of the kernel
   says that it was the limit. */

#include "support/box_cgroup.h"
#include "support/caps.h"
#include "support/outside.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "04-cgroup-memory";

/*            limit 10 MB                no limit
   box: greedy takes 9 MiB, killed     host: its twin takes 32 MiB, content */
static void too_much_memory_is_a_kill_that_the_kernel_counts(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(6);
    const char *events = file_of(robot, "memory.events", "memory.oom_control");
    long box = number_in(file_of(robot, "cgroup.procs", "cgroup.procs"));
    /* CAP_SYS_RESOURCE is number 24. */
    if (strtoull(status_of(getpid(), "CapEff"), NULL, 16) >> 24 & 1)
        becomes(text("cat /proc/%ld/oom_score_adj", box), "-1000",
                "the greedy child alone may be chosen; see proc(5)");
    assert_number("oom_kill", counter_in(events, "oom_kill"), 0,
                  "nobody has been killed yet; see cgroups(7)");
    robot_enter(robot);
    assert_at_least("oom_kill", counter_in(events, "oom_kill"), 1,
                    "the signal alone could be anybody's, the counter is the "
                    "kernel's; see cgroups(7)");
    assert_said(robot, "was killed by signal 9 (SIGKILL); a shell says 137",
                "the out-of-memory killer sends SIGKILL; see wait(2)");
    assert_at_most("MiB taken", robot_number(robot, "the greedy child took"),
                   number_in(memory_limit(robot)) >> 20,
                   "the limit is the limit; see cgroups(7)");
    assert_said(robot, "its twin outside took 32 of 32 MiB and exited with "
                       "status 0", "the limit is the box's alone");
    const char *peak = file_of(robot, "memory.peak",
                               "memory.max_usage_in_bytes");
    if (*peak)
        assert_at_most("bytes at the peak", number_in(peak),
                       number_in(memory_limit(robot)),
                       "not one page more was given; see cgroups(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* Somebody lifts the limit in another terminal: then nobody is killed, the loop
   of the greedy child ends by itself, and the lesson does not claim otherwise.
   */
static void a_limit_that_does_not_hold_is_told(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(6);
    shell(text("cd %s; if [ -e memory.max ]; then echo max > memory.max; else "
               "for f in memory.memsw.limit_in_bytes memory.limit_in_bytes; "
               "do echo -1 > $f; done; fi", box_of(robot)));
    robot_key(robot, "");
    assert_status(robot, 1, "a step that does not show what it says fails");
    assert_text("the end", robot->out, "the limit did not hold",
                "the counter decides, not the story");
    assert_text("the end", robot->out, "took 32 of 32 MiB",
                "the loop ends by itself");
}

/* Two at the same time: one may use 20 % of a CPU. */
static void too_much_cpu_is_slowed_and_nobody_is_killed(void **state)
{
    (void) state;
    need_root();
    struct robot *robot;
    long with, without;
    int tries = 0;

    /* Other programs want CPU time as well: we come first, and five times. */
    do {
        robot = robot_start(lesson, .args = { "--from=7" },
                            .wrapper = { "sh", "-c",
                                         text("%s\"$0\" \"$@\"", first()) });
        robot_prompt(robot, 7);
        const char *limit = file_of(robot, "cpu.max", "cpu.cfs_quota_us");
        shell(text("cd $(dirname %s); if [ -e cpu.weight ]; then "
                   "echo 10000 > cpu.weight; else echo 262144 > cpu.shares; fi",
                   limit));
        robot_enter(robot);
        const char *said = text_squeezed(robot_said(robot));
        const char *box = strstr(said, "a child had "), *twin;
        twin = box ? strstr(box, "its twin had ") : NULL;
        assert_non_null(twin);
        if (sscanf(box, "a child had %*d ms of CPU in %*d ms, %ld", &with) != 1
            || sscanf(twin, "its twin had %*d ms of CPU in %*d ms, %ld",
                      &without) != 1)
            fail_saying(HERE, "  expected: two shares\n  seen:     %s\n", said);
        assert_said(robot, "exited with status 0",
                    "who wants too much CPU is not killed; see cgroups(7)");
        assert_at_least("nr_throttled",
                        counter_in(text("$(dirname %s)/cpu.stat", limit),
                                   "nr_throttled"), 1,
                        "it was the limit that made it wait; see cgroups(7)");
        assert_int_equal(robot_quit(robot), 0);
    } while ((without <= 50 || with >= 35) && ++tries < 5);
    assert_at_least("% of a CPU without the limit", without, 51,
                    "(or this machine is very busy: try again)");
    assert_at_most("% of a CPU with the limit", with, 34,
                   "20 of 100 milliseconds are allowed; see cgroups(7)");
}

/* Somebody else kills the one that computes: the story is not told as if nobody
   had been. */
static void who_is_killed_by_another_is_told(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(7);
    const char *procs = text("%s/cgroup.procs", box_of(robot));
    robot_key(robot, "");
    /* The first that has had 30 ms, in user and kernel mode, and is neither box
       nor cat, proc(5); without a fork, for there is one second. */
    shell(text("while :; do while read -r pid; do read -r stat </proc/$pid/stat;"
               " set -- $stat; case $2 in *box*|*cat*) ;; "
               "*) [ $((${14} + ${15})) -gt 2 ] && kill -9 $pid && exit ;; esac; "
               "done <%s; done", procs));
    assert_status(robot, 1, "a step that does not show what it says fails");
    assert_text("the end", robot->out,
                "the greedy child: killed by signal 9 (SIGKILL)",
                "too much CPU is no reason to kill; see cgroups(7)");
}

static void too_many_processes_are_refused(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(9);
    const char *now = file_of(robot, "pids.current", "pids.current");
    const char *most = file_of(robot, "pids.max", "pids.max");
    const char *events = file_of(robot, "pids.events", "pids.events");
    assert_said(robot, "(EAGAIN)", "fork(2) fails; see cgroups(7)");
    assert_number("processes", number_in(now), number_in(most),
                  "as many as are allowed, and not one more; see cgroups(7)");
    assert_at_least("max in pids.events", counter_in(events, "max"), 1,
                    "the counter tells this limit from RLIMIT_NPROC, which is "
                    "EAGAIN too; see fork(2)");
    assert_int_equal(robot_quit(robot), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(too_much_memory_is_a_kill_that_the_kernel_counts),
        cmocka_unit_test(a_limit_that_does_not_hold_is_told),
        cmocka_unit_test(too_much_cpu_is_slowed_and_nobody_is_killed),
        cmocka_unit_test(who_is_killed_by_another_is_told),
        cmocka_unit_test(too_many_processes_are_refused),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
