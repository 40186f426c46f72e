/* launch.h - what a program needs to be started: its path, arguments,
   environment, terminal and pipes */

#ifndef TEST_LAUNCH_H
#define TEST_LAUNCH_H

#include "robot.h"

/* The robot's ends; -1 where there is none. */
struct launched {
    pid_t leader;
    int screen;   /* of the terminal */
    int terminal; /* the program's end of it, to look at its settings */
    int out, err;
    int reports;  /* struct report, leader.h */
};

/* Starts PROGRAM as OPTIONS say; no stream is STREAM_USUAL any more.  Returns
   NULL, or what went wrong. */
const char *launch(const char *program, const struct robot_options *options,
                   struct launched *launched);

/* The directory of the lessons: that of the test program, which is
   BUILD/tests/NN-topic, or LOAC_BUILD. */
const char *launch_build(void);

/* Where NAME, "02-unshare", is: in launch_build(); for a plain user, where the
   copy of it is. */
const char *launch_path(const char *name, bool plain_user);

/* The directories where root, or a plain user, looks for commands. */
const char *launch_search_path(bool plain_user);

#endif
