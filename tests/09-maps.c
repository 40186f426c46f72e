/* 09-maps - the three files of lesson 9, and their order

   The witness is a shell that writes them. */

#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

static const char lesson[] = "09-userns";

/* The witness: a shell of the same user that writes the files of a
   process of unshare(1). */
static struct robot *write_maps(const char *commands)
{
    return robot_run("/bin/sh", .plain_user = true, .args = { "-c",
        text("unshare -U sleep 60 & p=$!; "
             "while test $(readlink /proc/$p/ns/user) = "
             "$(readlink /proc/self/ns/user); do sleep 0.01; done; "
             "cd /proc/$p; %s; kill $p; wait $p", commands) });
}

static void setgroups_comes_before_gid_map(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .plain_user = true);

    robot_go_to(robot, 6);
    assert_said(robot, "gid_map: refused, EPERM: setgroups is not denied yet",
                "the cause is probed; see user_namespaces(7)");
    assert_said(robot, "setgroups: deny. gid_map: written", "the right order");
    assert_said(robot, "gid_map again: refused, EPERM: a map is written once",
                "the cause is probed; see user_namespaces(7)");
    assert_said(robot, "to drop its groups: EPERM", "that was the price");
    assert_int_equal(robot_quit(robot), 0);

    struct robot *early = write_maps("echo 0 $(id -g) 1 > gid_map || "
                                     "echo refused");
    assert_text("a shell, gid_map first", early->out, "refused",
                "see user_namespaces(7), setgroups");
    struct robot *late = write_maps("echo deny > setgroups && "
                                    "echo 0 $(id -g) 1 > gid_map && echo did");
    assert_text("a shell, setgroups first", late->out, "did",
                "see user_namespaces(7), setgroups");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setgroups_comes_before_gid_map),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
