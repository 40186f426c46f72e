/* 04-cgroup-memory - the second telling of lesson 4: claims, and their proof

   The kernel is asked from outside: the files of the cgroup are read with the
   shell, found by name and not by what the lesson says of them.  One program
   for cgroup v1, v2 and both at once: the machine's own file names decide. */

#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <stdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "04-cgroup-memory";

/* ---- witnesses ---------------------------------------------------------- */

static const char *output_of(const char *command)
{
    struct robot *run = shell(command);

    return text("%.*s", (int) strcspn(run->out, "\n"), run->out);
}

/* The file of the box that is called V2 on cgroup v2 and V1 on v1. */
static const char *file_of(const struct robot *robot, const char *v2,
                           const char *v1)
{
    return output_of(text("find /sys/fs/cgroup -path '*/loac-%d-*' "
                          "\\( -name %s -o -name %s \\)",
                          (int) robot->pid, v2, v1));
}

static const char *memory_limit(const struct robot *robot)
{
    return file_of(robot, "memory.max", "memory.limit_in_bytes");
}

/* The directory of the box that limits memory. */
static const char *box_of(const struct robot *robot)
{
    const char *file = memory_limit(robot);
    const char *slash = strrchr(file, '/');

    return slash ? text("%.*s", (int) (slash - file), file) : "/no/such/box";
}

static long number_in(const char *file)
{
    return strtol(output_of(text("cat %s", file)), NULL, 10);
}

/* "oom_kill 1" in FILE: 1. */
static long counter_in(const char *file, const char *key)
{
    return strtol(output_of(text("sed -n 's/^%s //p' %s", key, file)), NULL,
                  10);
}

/* True if memory is on a hierarchy of that version here. */
static bool machine_has(int version)
{
    struct robot *run = shell("grep -q '^[1-9].*:memory:' /proc/self/cgroup");

    return (run->status == 0) == (version == 1);
}

static void assert_number(const char *what, long seen, long expected,
                          const char *why)
{
    if (seen != expected)
        fail_saying(HERE, "  expected: %s %ld\n  seen:     %ld\n"
                          "  why:      %s\n", what, expected, seen, why);
}

static void assert_at_most(const char *what, long seen, long most,
                           const char *why)
{
    if (seen > most)
        fail_saying(HERE, "  expected: %s at most %ld\n  seen:     %ld\n"
                          "  why:      %s\n", what, most, seen, why);
}

static void assert_at_least(const char *what, long seen, long least,
                            const char *why)
{
    if (seen < least)
        fail_saying(HERE, "  expected: %s at least %ld\n  seen:     %ld\n"
                          "  why:      %s\n", what, least, seen, why);
}

/* A lesson that waits at the prompt of STEP; what came before it has shown
   without pauses. */
static struct robot *at_step(int step)
{
    struct robot *robot = robot_start(lesson, .args = { "--from",
                                                        text("%d", step) });

    robot_prompt(robot, step);
    return robot;
}

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

/*            limit 10 MB                no limit
   box: greedy takes 9 MiB, killed     host: its twin takes 32 MiB, content */
static void too_much_memory_is_a_kill_that_the_kernel_counts(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(6);
    const char *events = file_of(robot, "memory.events", "memory.oom_control");
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

/* For a shell: the next command comes before all others on this machine;
   nice(1), and sched(7), autogroup.  The machines of tests/vm have no others,
   and their kernel needs some time for itself. */
static const char *first(void)
{
    return getenv("LOAC_MACHINE")
               ? "exec " : "echo -20 2>/dev/null > /proc/self/autogroup; "
                           "exec nice -n -20 ";
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

/* ---- every way out ------------------------------------------------------ */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

    for (int step = 1; step <= 10; step++) {
        struct robot *robot = at_step(step);

        if (step % 4 == 0) {
            assert_int_equal(robot_quit(robot), 0);
            continue;
        }
        int number = signals[step % 3];
        robot_signal(robot, number);
        assert_status(robot, 128 + number,
                      "a signal is passed on as 128+n; see signal(7)");
    }
}

/* A second Ctrl-C does not stop the clean-up. */
static void impatience_does_not_hurt(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = at_step(6);
    for (int i = 0; i < 3; i++)
        robot_type(robot, "\003");
    assert_status(robot, 130, "Ctrl-C is SIGINT; see termios(3)");
}

/* What is left after SIGKILL: the directories, and here a stranger in one. */
static struct robot *leave_a_stranger(void)
{
    struct robot *robot = at_step(6);
    const char *box = box_of(robot);
    shell(text("sh -c 'echo $$ > %s/cgroup.procs; exec sleep 1000' "
               ">/dev/null 2>&1 & until cat $(sed 's:.*:/proc/&/comm:' "
               "%s/cgroup.procs) | grep sleep; do :; done", box, box));
    robot_signal(robot, SIGKILL);
    assert_status(robot, -SIGKILL, "nobody survives SIGKILL");
    assert_shows(text("cat $(sed 's:.*:/proc/&/comm:' %s/cgroup.procs)", box),
                 "sleep", "a cgroup outlives who made it; see cgroups(7)");
    return robot;
}

static const char *left_of(const struct robot *robot)
{
    return text("find /sys/fs/cgroup -name 'loac-%d-*' | wc -l",
                (int) robot->pid);
}

static void what_a_killed_run_left_is_swept_by_the_next(void **state)
{
    (void) state;
    need_root();
    struct robot *killed = leave_a_stranger();
    struct robot *next = at_step(4);
    assert_said(next, text("loac-%d-", (int) killed->pid),
                "it says what it removed");
    assert_shows(left_of(killed), "0", "nothing is left of the killed run");
    assert_int_equal(robot_quit(next), 0);
}

static void sweep_removes_the_dead_and_leaves_the_living(void **state)
{
    (void) state;
    need_root();
    struct robot *alive = at_step(6);
    struct robot *killed = leave_a_stranger();
    struct robot *sweep = robot_run(lesson, .args = { "--sweep" });
    assert_status(sweep, 0, "sweeping works");
    assert_text("--sweep", sweep->out, "swept: /", "it says what it removed");
    assert_shows(left_of(killed), "0", "nothing is left of the killed run");
    assert_text("the box", memory_limit(alive), "memory.",
                "what belongs to a living lesson is left alone");
    assert_int_equal(robot_walk(alive), 0);
}

/* unshare(1) makes a pid namespace: the lesson is pid 1 there, and nothing on
   the host says whether the pid 1 of some namespace is alive. */
static void a_run_in_another_pid_namespace_is_not_swept(void **state)
{
    (void) state;
    need_root();
    struct robot *alive = robot_start(lesson, .args = { "--from=6" },
        .wrapper = { "unshare", "-pf", "--mount-proc" });
    robot_prompt(alive, 6);
    struct robot *sweep = robot_run(lesson, .args = { "--sweep" });
    assert_status(sweep, 0, "there is nothing to sweep");
    assert_no_text("--sweep", sweep->out, "loac-1-",
                   "a pid of another namespace names nobody here; see "
                   "pid_namespaces(7)");
    assert_no_text("the next run",
                   robot_run(lesson, .args = { "--only=3" })->out, "loac-1-",
                   "nor does the next run take it for dead");
    robot_key(alive, "c");
    assert_status(alive, 0, "it has all that it made, and goes on");
}

static void two_at_once_both_succeed(void **state)
{
    (void) state;
    need_root();
    struct robot *one = at_step(6), *other = at_step(6);

    assert_string_not_equal(box_of(one), box_of(other));
    assert_int_equal(robot_walk(one), 0);
    assert_int_equal(robot_walk(other), 0);
}

static void ten_runs_in_a_row_leave_nothing(void **state)
{
    (void) state;
    need_root();
    for (int i = 0; i < 10; i++)
        assert_status(robot_run(lesson, .args = { "--only=6" }), 0,
                      "each run stands alone");
}

/* Numbers aside, and whether the machine was too busy to slow anybody down, the
   same text twice. */
static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    const char *run = text("%s%s --pace=0 | tr -s ' \\n' ' ' "
                           "| sed 's/[0-9][0-9]*/N/g; "
                           "s/now: it [^:]* note/now: note/'",
                           first(), launch_path(lesson, false));
    struct robot *once = shell(run), *again = shell(run);

    assert_string_equal(once->out, again->out);
}

/* ---- where it cannot be shown ------------------------------------------- */

/* Runs the lesson in a mount namespace of its own, after SCRIPT. */
static struct robot *run_after(const char *script)
{
    return robot_run(lesson, .wrapper = { "unshare", "-m", "sh", "-c",
        text("set -e; cgroups() { sed -n 's/ - cgroup.*//p' "
             "/proc/self/mountinfo | cut -d' ' -f5; }; %s; set +e; "
             "\"$0\" \"$@\"; status=$?; "
             "find /sys/fs/cgroup -name 'loac-*'; exit $status", script) });
}

static void a_directory_without_a_controller_is_no_cgroup(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = run_after("cgroups | tac | xargs -n1 umount -n; "
                                    "mount -n -t tmpfs t /sys/fs/cgroup; "
                                    "mkdir /sys/fs/cgroup/memory "
                                    "/sys/fs/cgroup/cpu /sys/fs/cgroup/pids");

    assert_status(robot, 77, "this machine cannot run it");
    assert_text("stderr", robot->err, "not mounted",
                "a path proves nothing; see cgroups(7)");
    assert_string_equal(robot->out, "");
}

/* mountinfo still lists the hierarchy, but the path leads elsewhere. */
static void a_covered_cgroup_is_no_cgroup(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = run_after("for m in $(cgroups); do "
                                    "mount -n -t tmpfs t $m; done");

    assert_status(robot, 77, "this machine cannot run it");
    assert_text("stderr", robot->err, "another file system is mounted over it",
                "statfs(2) knows what the directory is");
    assert_string_equal(robot->out, "");
}

static void a_read_only_cgroup_is_named(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = run_after("for m in $(cgroups); do "
                                    "mount -n -o remount,ro,bind $m; done");

    assert_status(robot, 77, "this machine cannot run it");
    assert_text("stderr", robot->err, "read-only",
                "the cause is named; see mount(2)");
    assert_text("stderr", robot->err, "cure:", "and the cure");
}

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .plain_user = true);

    assert_status(robot, 77, "77: not on this machine, or not as this user");
    assert_text("stderr", robot->err, machine_has(1) ? "belong to you"
                                                     : "delegated to you",
                "the cause is named; see cgroups(7)");
    assert_text("stderr", robot->err,
                access("/run/systemd/system", F_OK) == 0 && machine_has(2)
                    ? "systemd-run --user --scope -p Delegate=yes" : "sudo ",
                "the cure is named");
}

/* ---- a plain user with a cgroup of his own ------------------------------ */

/* The mount points of the hierarchies that matter. */
#define PLACES                                                           \
    "awk '{ for (i = 7; $i != \"-\"; i++); "                             \
    "super = \",\" $(i + 3) \",\"; if ($(i + 1) == \"cgroup2\" || "        \
    "$(i + 1) == \"cgroup\" && super ~ /,(memory|cpu|pids),/) print $5 }' " \
    "/proc/self/mountinfo"

#define AS_USER                                                           \
    "setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" \"$@\""

/* A shell script: makes a cgroup for tests there, gives it to uid 65534, enters
   it, and becomes the lesson as that user. */
static const char *delegated(void)
{
    return "for m in $(" PLACES "); do d=$m/loac-test; mkdir -p $d; "
           "chown 65534:65534 $d $d/cgroup.*; echo $$ > $d/cgroup.procs; done; "
           "exec " AS_USER;
}

static void forget_delegated(void)
{
    shell("find /sys/fs/cgroup -depth -type d -path '*/loac-test*' -delete");
}

/* Alone in it, the lesson moves to a leaf and back (v2). */
static void a_plain_user_with_a_delegated_cgroup_sees_it_all(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    struct robot *robot = robot_start(launch_path(lesson, true),
        .wrapper = { "sh", "-c", delegated() });

    robot_go_to(robot, 4);
    assert_text("the box", memory_limit(robot), "/loac-test/",
                "it is made in the delegated part; see cgroups(7)");
    if (machine_has(2))
        assert_shows(text("cat /proc/%d/cgroup", (int) robot->pid), "/lesson",
                     "no process may be where controllers are handed down; "
                     "see cgroups(7)");
    int status = robot_walk(robot);
    assert_hides("cat /sys/fs/cgroup/loac-test/cgroup.subtree_control "
                 "2>/dev/null || true", "memory",
                 "what was enabled is disabled again");
    forget_delegated();
    assert_int_equal(status, 0);
}

/* ---- cgroup v2 alone ---------------------------------------------------- */

static void need_v2(void)
{
    if (machine_has(1))
        skip_because("the rule is one of cgroup v2");
}

/* A shell in the delegated cgroup, and the lesson as its child. */
static void processes_in_the_way_are_named(void **state)
{
    (void) state;
    need_root();
    need_v2();
    need_command("setpriv");
    struct robot *robot = robot_run(launch_path(lesson, true),
        .wrapper = { "sh", "-c", "d=/sys/fs/cgroup/loac-test; mkdir -p $d; "
                     "chown 65534:65534 $d $d/cgroup.*; "
                     "echo $$ > $d/cgroup.procs; " AS_USER "; exit $?" });

    forget_delegated();
    assert_status(robot, 77, "it cannot be shown from there");
    assert_text("stderr", robot->err, "no internal processes",
                "a v2 cgroup has processes or hands controllers down; see "
                "cgroups(7)");
    assert_text("stderr", robot->err, "(sh)", "who is in the way is named");
}

/*   loac-test  hands down memory and pids  ->  loac-test/me  has no cpu */
static void a_controller_that_is_not_handed_down_is_named(void **state)
{
    (void) state;
    need_root();
    need_v2();
    need_command("setpriv");
    struct robot *robot = robot_run(launch_path(lesson, true),
        .wrapper = { "sh", "-c", "d=/sys/fs/cgroup/loac-test; mkdir -p $d; "
                     "echo +memory +pids > $d/cgroup.subtree_control; "
                     "mkdir $d/me; chown 65534:65534 $d/me $d/me/cgroup.*; "
                     "echo $$ > $d/me/cgroup.procs; exec " AS_USER });

    forget_delegated();
    assert_status(robot, 77, "it cannot be shown from there");
    assert_text("stderr", robot->err, "controllers cpu: not handed down",
                "what is missing is named");
    assert_text("stderr", robot->err, "cgroup.controllers of",
                "and the file that says so; see cgroups(7)");
}

/* docker --privileged: a cgroup namespace, its root the only cgroup, and the
   lesson alone in it. */
static void root_of_a_cgroup_namespace_divides_it(void **state)
{
    (void) state;
    need_root();
    need_v2();
    struct robot *robot = robot_run(lesson,
        .wrapper = { "sh", "-c", "d=/sys/fs/cgroup/loac-test; mkdir -p $d; "
                     "echo $$ > $d/cgroup.procs; exec unshare -C -m sh -c "
                     "'umount -n /sys/fs/cgroup; "
                     "mount -n -t cgroup2 none /sys/fs/cgroup; "
                     "exec \"$0\" \"$@\"' \"$0\" \"$@\"" });

    assert_hides("cat /sys/fs/cgroup/loac-test/cgroup.subtree_control",
                 "memory", "what was enabled is disabled again");
    forget_delegated();
    assert_status(robot, 0, "the root of the namespace is ours to divide; see "
                            "cgroup_namespaces(7)");
    assert_text("the show", robot->out, "/lesson now",
                "after a move to a leaf");
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
        cmocka_unit_test(too_much_memory_is_a_kill_that_the_kernel_counts),
        cmocka_unit_test(a_limit_that_does_not_hold_is_told),
        cmocka_unit_test(too_much_cpu_is_slowed_and_nobody_is_killed),
        cmocka_unit_test(too_many_processes_are_refused),
        cmocka_unit_test(a_cgroup_goes_when_its_last_process_has_gone),
        cmocka_unit_test(the_limit_is_the_learners_choice),
        cmocka_unit_test(what_is_no_size_is_refused_before_anything_happens),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(impatience_does_not_hurt),
        cmocka_unit_test(what_a_killed_run_left_is_swept_by_the_next),
        cmocka_unit_test(sweep_removes_the_dead_and_leaves_the_living),
        cmocka_unit_test(a_run_in_another_pid_namespace_is_not_swept),
        cmocka_unit_test(two_at_once_both_succeed),
        cmocka_unit_test(ten_runs_in_a_row_leave_nothing),
        cmocka_unit_test(two_runs_say_the_same),
        cmocka_unit_test(a_directory_without_a_controller_is_no_cgroup),
        cmocka_unit_test(a_covered_cgroup_is_no_cgroup),
        cmocka_unit_test(a_read_only_cgroup_is_named),
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(a_plain_user_with_a_delegated_cgroup_sees_it_all),
        cmocka_unit_test(processes_in_the_way_are_named),
        cmocka_unit_test(a_controller_that_is_not_handed_down_is_named),
        cmocka_unit_test(root_of_a_cgroup_namespace_divides_it),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
