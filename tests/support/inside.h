/* inside.h - the robot's inside, for robot.c, look.c and keys.c */

#ifndef TEST_INSIDE_H
#define TEST_INSIDE_H

#include "launch.h"
#include "robot.h"

#include <stdio.h>
#include <termios.h>

enum { SCREEN, OUT, ERR, OUTPUTS };

/* What comes out of the program. */
struct output {
    int fd;
    FILE *file; /* open_memstream(3): TEXT and SIZE */
    char *text;
    size_t size;
    size_t mark; /* where it stood when the last key was pressed */
};

struct robot_inside {
    struct robot robot;
    struct robot_inside *next;
    struct launched launched; /* its leader is 0 after the end */
    struct output outputs[OUTPUTS];
    struct termios settings; /* of the terminal, before */
    char start_error[128];   /* why there is no program, or "" */
    char last_key[32];       /* "the start", "Enter at [2 of 7]" */
};

/* Where the program's standard output goes. */
struct output *stdout_of(struct robot_inside *inside);

/* The texts move when they grow: makes robot.out and robot.err right. */
void show_outputs(struct robot_inside *inside);

/* One look at all that comes, at most MILLISECONDS long. */
void look(struct robot_inside *inside, int milliseconds);

/* Looks until the program has ended or, with PROMPT, waits at a prompt.  False
   if it does neither within its time. */
bool look_until(struct robot *robot, bool prompt);

/* The prompt at the end of TEXT, or NULL; *AT and *STEPS are what it says. */
const char *find_prompt(const char *text, int *at, int *steps);

/* Fails the test: EXPECTED did not come.  Kills all programs. */
void wedged(struct where where, struct robot *robot, const char *expected)
    __attribute__((noreturn));

/* True if PID is the leader of a robot, leader.h. */
bool is_leader(pid_t pid);

#endif
