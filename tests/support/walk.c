/* walk.c - the robot's whole show, from the first prompt to the end */

#include "form.h"
#include "robot.h"
#include "text.h"

int robot_walk_at(struct where where, struct robot *robot)
{
    bool from_start = robot->steps == 0;

    if (!robot->at)
        robot_prompt_at(where, robot, 1);
    robot_go_to_at(where, robot, ROBOT_END);
    robot_verify_at(where, robot);
    robot_key(robot, "");
    int status = robot_finish_at(where, robot);

    const char *wrong = from_start ? form_complaint(robot->out) : NULL;
    if (wrong && robot->options.out == STREAM_TERMINAL)
        fail_saying(where,
                    "  the text of %s has not the form of tests/support/form.h"
                    "\n  %s\n", robot->name, wrong);
    return status;
}
