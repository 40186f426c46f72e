/* plain_user.c - a lesson and a user who is not root */

#include "plain_user.h"

#include "suite.h"
#include "text.h"

#include <string.h>

static bool user_namespaces_work(void)
{
    struct robot *robot = robot_run("00-your-machine", .plain_user = true,
                                    .args = { "--only=2" });

    return strstr(robot->out, "may make and use a user namespace") != NULL;
}

void need_user_namespaces(void)
{
    if (!user_namespaces_work())
        skip_because("plain users have no user namespaces here");
}

struct robot *tell_the_way_at(struct where where, const char *lesson,
                              const char *way)
{
    struct robot *robot = robot_run_at(where, lesson,
        (struct robot_options){ .plain_user = true });

    assert_status_at(where, robot, 77,
                     "77: not on this machine, or not as this user");
    assert_text_at(where, "stderr", robot->err, "CAP_SYS_ADMIN", true,
                   "the cause is named; see capabilities(7)");
    assert_text_at(where, "stderr", robot->err, text("sudo build/%s", lesson),
                   true, "the cure is named");
    assert_text_at(where, "stderr", robot->err,
                   way && user_namespaces_work()
                       ? text("without root: unshare %s build/%s", way, lesson)
                       : "or the virtual machine: make vm",
                   true, "the other way that is open here; see unshare(1)");
    return robot;
}

struct robot *show_without_root_at(struct where where, const char *lesson,
                                   struct robot_options options)
{
    options.plain_user = true;
    struct robot *robot = robot_start_at(where, lesson, options);

    robot_walk_at(where, robot);
    assert_status_at(where, robot, 0, "the whole show");
    assert_text_at(where, "the show", robot->out, "$ sudo", false,
                   "without root no line asks for it");
    return robot;
}
