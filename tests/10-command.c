/* 10-command - how a container ends, and what is left of it

   A command's status; signals; a parent, a relay or a janitor that is killed;
   and many containers at once. */

#include "support/test.h"

#include "support/box_image.h"
#include "support/image.h"
#include "support/launch.h"

#include <stdlib.h>
#include <string.h>

static const char lesson[] = "10-container";

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })

/* ---- a command's status ------------------------------------------------ */

static void the_status_is_the_commands(void **state)
{
    (void) state;
    need_root();
    static const struct {
        const char *command;
        int status;
    } ends[] = { { "exit 0", 0 }, { "exit 7", 7 }, { "exit 255", 255 },
                 { "probe; exit 300", 44 }, { "kill -TERM $$", 143 },
                 { "kill -SEGV $$", 139 }, { "kill -KILL $$", 137 } };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        assert_status(RUN(text("--image=%s", image_with_probe()), "--", "sh",
                          "-c", ends[i].command),
                      ends[i].status, ends[i].command);
}

static void what_cannot_be_run_has_a_status_of_its_own(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = RUN("--", "no-such-command");
    assert_status(robot, 127, "there is none in the image");
    assert_text("stderr", robot->err, "no-such-command", "it is named");

    robot = RUN("--", "");
    assert_status(robot, 127, "as a shell has it");
    assert_text("stderr", robot->err, "execve(\"\")", "an empty name is seen");
    assert_text("stderr", robot->err, "the command is empty", "and named");

    robot = RUN("--", "/etc");
    assert_status(robot, 126, "a directory; see execve(2)");

    robot = RUN(text("--image=%s", image_changed(
        "echo '#!/none' >bin/lost; chmod 755 bin/lost")),
                "--", "lost");
    assert_status(robot, 127, "its interpreter is missing; see execve(2)");
    assert_text("stderr", robot->err, "interpreter", "and that is said");

    robot = RUN(text("--image=%s", image_changed(
        "printf '\\177ELF\\002\\001\\001' >bin/arm; chmod 755 bin/arm")),
                "--", "arm");
    assert_status(robot, 126, "a program for another machine; see execve(2)");
    assert_text("stderr", robot->err, "does not take it for a program",
                "and no shell has read it");

    assert_status(RUN("--", "/etc/os-release"), 126,
                  "it may not be executed; see execve(2)");
    assert_status(RUN("--"), 125, "no command: wrong usage, as docker says it");
}

static void out_of_memory_is_named(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = RUN("--memory=16M", "--", "dd", "if=/dev/zero",
                              "of=/dev/null", "bs=64M", "count=1");

    assert_status(robot, 137, "128 + SIGKILL; see signal(7)");
    assert_text("stderr", robot->err, "killed: out of memory (limit 16M)",
                "the counter of its cgroup has the reason; see cgroups(7)");
    robot = RUN("--", "sh", "-c", "kill -KILL $$");
    assert_no_text("stderr", robot->err, "memory", "this 137 has another");
}

/* 159 is 128 + SIGSYS: of the filter, of kill(1), or an exit status. */
static void seccomp_is_suspected_where_there_is_a_filter(void **state)
{
    (void) state;
    need_root();
    static const char *const ends[] = {
#ifdef __x86_64__
        "exec probe itself x32",
#endif
        "kill -SYS $$", "exit 159",
    };
    const char *image = text("--image=%s", image_with_probe());

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct robot *robot = RUN(image, "--", "sh", "-c", ends[i]);
        assert_status(robot, 159, "the command's own; see signal(7)");
        assert_text("stderr", robot->err, "seccomp may have killed",
                    "it may, and nobody knows more; see seccomp(2)");
    }
    struct robot *robot = RUN(image, "--without=seccomp", "--", "sh", "-c",
                              "exit 159");
    assert_status(robot, 159, "the same number");
    assert_no_text("stderr", robot->err, "SIGSYS",
                   "without a filter it was not seccomp");
}

/* ---- signals ----------------------------------------------------------- */

/* A shell starts what is in its background with SIGINT and SIGQUIT ignored:
   env(1) gives them back. */
static const char *in_background(const char *command)
{
    need_private_host();
    return text("env --default-signal=INT,QUIT %s/10-container -- sh -c '%s' "
                ">/run/said 2>&1 & c=$!; "
                "until grep -q ready /run/said; do sleep 0.05; done; ",
                launch_build(), command);
}

static void signals_reach_the_command(void **state)
{
    (void) state;
    need_root();
    static const char *const names[] = { "INT", "TERM", "HUP", "QUIT", "USR1",
                                         "USR2" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *start = in_background(text(
            "trap \"echo got-%s; exit 9\" %s; echo ready; while :; do "
            "sleep 0.05; done", names[i], names[i]));
        const char *said = shell(
                               text("%s kill -%s $c; wait $c; echo status $?; "
                                    "cat /run/said; rm /run/said",
                                    start, names[i]))
                               ->out;
        assert_text(names[i], said, text("got-%s", names[i]),
                    "process 1 passes it on; see kill(2)");
        assert_text(names[i], said, "status 9",
                    "and the command's answer back");
    }
}

static void a_second_interrupt_means_it(void **state)
{
    (void) state;
    need_root();
    const char *start = in_background("trap \"echo no\" INT; echo ready; "
                                      "while :; do sleep 0.05; done");
    const char *said = shell(text(
        "%s kill -INT $c; until grep -q no /run/said; do sleep 0.05; done; "
        "kill -INT $c; wait $c; echo status $?; rm /run/said", start))->out;

    assert_text("the status", said, "status 137",
                "the first was the command's, the second ends it");
}

/* ---- killed, and many -------------------------------------------------- */

/*   parent --X   SIGKILL; the janitor reads the end of its socket            */
static void a_killed_parent_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    shell(text("%s kill -KILL $c; wait $c; rm /run/said",
               in_background("echo ready; exec sleep 600")));
    /* The comparison of host.h is the proof: cgroup, link and processes. */
}

/* A container without them ends as well as any; but what was not there any more
   is said. */
static void a_killed_helper_is_told_and_no_failure(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    static const char *const names[] = { "relay", "janitor" };

    shell("mkfifo /run/go");
    for (size_t i = 0; i < 2; i++) {
        const char *said = shell(text(
            "%s/10-container --publish=18081:80 -- sh -c 'echo ready; read a' "
            ">/run/said 2>&1 <>/run/go & c=$!; exec 3<>/run/go; until grep -q "
            "ready /run/said; do sleep 0.05; done; for p in $(cat "
            "/proc/$c/task/$c/children); do grep -q %s /proc/$p/comm && kill "
            "-KILL $p; done; echo >&3; wait $c; echo status $?; cat /run/said; "
            "rm /run/said", launch_build(), names[i]))->out;
        assert_text(names[i], said, "status 0", "the command's own");
        assert_text(names[i], said, text("%s killed by signal 9", names[i]),
                    "what it does was not done any more; see wait(2)");
    }
    shell("rm /run/go");
}

static void many_at_once_do_not_collide(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    struct robot *robot = shell(text(
        "for i in $(seq 50); do %s/10-container --hostname=c$i -- sh -c "
        "'hostname; ip -4 addr show eth0 2>/dev/null || ifconfig eth0' "
        ">/run/many.$i 2>&1 || echo failed $i & done; wait; "
        "cat /run/many.*; rm /run/many.*", launch_build()));
    const char *addresses = shell(text(
        "printf '%%s' '%s' | grep -o '198\\.1[89]\\.[0-9.]*' | grep -v "
        "'\\.255$' | sort | uniq | wc -l", robot->out))->out;

    assert_no_text("all of them", robot->out, "failed", "each has ended well");
    assert_text("the names", robot->out, "c50", "each has its own");
    if (strstr(robot->out, "198."))
        assert_true(atoi(addresses) >= 50);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_status_is_the_commands),
        cmocka_unit_test(what_cannot_be_run_has_a_status_of_its_own),
        cmocka_unit_test(out_of_memory_is_named),
        cmocka_unit_test(seccomp_is_suspected_where_there_is_a_filter),
        cmocka_unit_test(signals_reach_the_command),
        cmocka_unit_test(a_second_interrupt_means_it),
        cmocka_unit_test(a_killed_parent_leaves_nothing),
        cmocka_unit_test(a_killed_helper_is_told_and_no_failure),
        cmocka_unit_test(many_at_once_do_not_collide),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
