/* 12-engines - the second telling of step 5: what other programs make of a
   process

   Started here, as the lesson starts them; and run beside it, as it finds
   them. */

#include "support/launch.h"
#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static const char lesson[] = "12-no-such-thing";

static void unshare_and_bubblewrap_differ_in_the_same_rows(void **state)
{
    (void) state;
    need_root();
    need_command("bwrap");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 6);
    assert_said(robot, "host: unshare: process", "it was started and found");
    assert_said(robot, "host: bwrap: process", "see bwrap(1)");
    assert_said(robot, "box: view: cgroup ipc mnt net pid uts mounts",
                "what unshare(1) was asked for");
    assert_said(robot, "effective permitted bounding no_new_privs",
                "bwrap(1): --cap-drop, and no_new_privs always");
    const char *children = text("ps -o args= --ppid %d", (int) robot->pid);
    assert_hides(children, "bwrap --unshare-all", "it is ended at once");
    assert_hides(children, "unshare --fork", "and so is this");
    assert_int_equal(robot_quit(robot), 0);
}

/* A machine where they fail: a program that ends with a message. */
static void a_program_that_fails_is_quoted(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .args = { "--only=5" },
        .wrapper = { "sh", "-c",
            ("d=$(mktemp -d) && "
             "printf '#!/bin/sh\\necho cannot do that; exit 1\\n' >$d/bwrap && "
             "chmod +x $d/bwrap && PATH=$d:$PATH \"$0\" \"$@\"; s=$?; "
             "rm -r $d; exit $s") });

    assert_status(robot, 0, "that others cannot is no failure of ours");
    assert_text("step 5", robot->out, "bwrap: cannot do that",
                "its own words are told");
}

/*   /run/runc/mybox/state.json: "init_process_pid":4242  --  the lesson

   On a machine with both cgroup versions crun refuses to work, so it is shown
   none. */
static void a_container_of_runc_or_crun_is_found_by_its_file(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    need_command("runc");
    need_command("crun");
    static const struct { const char *run, *engine; } cases[] = {
        { "exec runc run mybox", "runc" },
        { "unshare -m sh -c 'mount -n -t tmpfs none /sys/fs/cgroup && "
          "exec crun --cgroup-manager=disabled run mybox'", "crun" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *engine = cases[i].engine;
        struct robot *found = shell(text(
            "mkdir /run/bundle && cd /run/bundle && %s spec && sed -i "
            "-e 's/\"terminal\": true/\"terminal\": false/' "
            "-e 's|\"path\": \"rootfs\"|\"path\": \"%s/image\"|' "
            "-e '/\"args\": \\[/,/\\]/s/\"sh\"/\"sleep\", \"60\"/' config.json; "
            "(%s) >/run/said 2>&1 & "
            "n=0; until pid=$(%s state mybox 2>/dev/null | "
            "sed -n 's/^ *\"pid\": \\([0-9]*\\),$/\\1/p') && [ -n \"$pid\" ] && "
            "grep -q sleep /proc/$pid/comm; do sleep 0.1; n=$((n + 1)); "
            "test $n -lt 100 || break; done; "
            "%s/12-no-such-thing --only=5; echo its pid: $pid; kill -9 $pid; "
            "wait; cat /run/said; %s delete -f mybox 2>/dev/null; "
            "rm -rf /run/bundle /run/said /run/runc /run/crun", engine,
            launch_build(), cases[i].run, engine, launch_build(), engine));
        const char *pid = strstr(found->out, "its pid: ");
        assert_non_null(pid);
        assert_text(engine, found->out,
                    text("host: %s: process %d (sleep)", engine,
                         atoi(pid + strlen("its pid: "))),
                    "it keeps a file for each container below /run");
        assert_text(engine, found->out, "box:  view: ", "the same rows");
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unshare_and_bubblewrap_differ_in_the_same_rows),
        cmocka_unit_test(a_container_of_runc_or_crun_is_found_by_its_file),
        cmocka_unit_test(a_program_that_fails_is_quoted),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
