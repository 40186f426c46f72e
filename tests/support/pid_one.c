/* pid_one.c - a command of lesson 8, seen from outside */

#include "pid_one.h"

#include "outside.h"
#include "robot.h"
#include "text.h"

struct robot *interactive(enum way way, const char *script)
{
    struct robot *robot = way == INIT
        ? robot_start("08-pid-one", .args = { "--", "sh", "-c", script })
        : robot_start("08-pid-one", .args = { "--no-init", "--", "sh", "-c",
                                              script });

    robot_prompt(robot, 1);
    return robot;
}

long process_1(const struct robot *robot)
{
    return child_of(robot->pid);
}

const char *zombies_of(long pid)
{
    return text("echo zombies: $(ps -o stat= --ppid %ld | grep -c Z)", pid);
}
