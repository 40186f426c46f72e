/* robot.h - the robot instructor: runs a lesson as a person at a terminal does

   It starts the program in a terminal of its own, with --step, waits for the
   prompt "[3 of 9] Enter ", reads what was said, runs the `verify:` lines as a
   second terminal would, and presses Enter.

       struct robot *robot = robot_start("02-unshare", .columns = 60);
       robot_prompt(robot, 1);
       robot_key(robot, "");
       robot_prompt(robot, 2);
       assert_said(robot, "-> same", "...; see namespaces(7)");
       robot_verify(robot);
       robot_key(robot, "q");
       assert_status(robot, 0, "q is a good end");

   A program that does not do what is waited for in time is killed with all that
   it started, and the test fails and says where.  Everything here lives until
   the end of the test; nothing is to be freed. */

#ifndef TEST_ROBOT_H
#define TEST_ROBOT_H

#include "teach.h"

#include <stddef.h>
#include <sys/types.h>

/* What a standard descriptor of the program is. */
enum stream {
    STREAM_USUAL,     /* robot_start(): the terminal; robot_run(): nothing to
                         read, pipes to write */
    STREAM_TERMINAL,
    STREAM_PIPE,      /* read: INPUT, then its end; written: to .out or .err */
    STREAM_CLOSED,
    STREAM_NOTHING,   /* /dev/null */
    STREAM_FULL,      /* /dev/full: every write fails, ENOSPC; full(4) */
    STREAM_NO_READER, /* a pipe whose reader is gone: EPIPE, SIGPIPE; pipe(7) */
};

/* How the program is run. The environment is PATH, HOME, TERM and LC_ALL=C, the
   directory is "/", unless these say something else. */
struct robot_options {
    const char *args[24];    /* after the name, and after --step */
    const char *env[16];     /* more of the form NAME=VALUE */
    const char *wrapper[16]; /* comes before the program: "unshare", "-Urm" */
    const char *cwd;
    const char *input; /* on standard input, then its end; under 64 KiB */
    enum stream in, out, err;
    bool plain_user;  /* as uid and gid 65534 without groups, by a real set*id,
                         from a copy that everybody may execute; if the tests
                         are a plain user's already, as that one */
    bool real_host;   /* in the real namespaces, not those of host.h */
    int columns;      /* of the terminal; 80 */
    const char *term; /* TERM; "dumb", so without colour */
    int seconds;      /* time limit of each wait, before the factor of clock.h;
                         20 */
};

/* One of the options: the program below strace(1), where the kernel answers as
   FAULT says: "capset:retval=0".  Needs the command strace, and text.h. */
#define WITH_FAULT(fault)                                         \
    .wrapper = { "strace", "-f", "-qq", "-o", "/dev/null", "-e", \
                 text("inject=%s", fault) }

/* A program that the robot has started. */
struct robot {
    const char *name;
    struct robot_options options;
    pid_t pid;  /* of the program (of its wrapper, if it has one) */
    bool ended; /* then the next three are complete */
    int status; /* exit status, or -n: killed by signal n */
    const char *out, *err; /* all that was written so far; on a terminal both
                              are the screen, keys included */
    int at;     /* the prompt it waits at: step, ROBOT_END or, elsewhere, 0 */
    int steps;  /* their number, known from the first prompt on */
    struct robot_inside *inside; /* robot.c's own */
};

enum { ROBOT_END = 9999 }; /* the prompt "[end] Enter " after the last step */

/* Starts build/NAME --step (a NAME with a slash: that file) in a terminal.  The
   options are fields of struct robot_options: .plain_user = true. */
#define robot_start(name, ...)                                       \
    robot_start_at(HERE, name, (struct robot_options){ __VA_ARGS__ })
struct robot *robot_start_at(struct where where, const char *name,
                             struct robot_options options);

/* Runs build/NAME without --step and, unless a stream is STREAM_TERMINAL,
   without any terminal, to its end. */
#define robot_run(name, ...)                                         \
    robot_run_at(HERE, name, (struct robot_options){ __VA_ARGS__ })
struct robot *robot_run_at(struct where where, const char *name,
                           struct robot_options options);

/* Runs a shell command to its end as the tests' own user: root on the private
   host.  See assert_shows() for the common use. */
#define shell(command) robot_shell(HERE, command)
struct robot *robot_shell(struct where where, const char *command);

/* Waits until the prompt of STEP (1 to M, or ROBOT_END) stands at the end of
   the output.  A heading is no proof that anything has happened. */
#define robot_prompt(robot, step) robot_prompt_at(HERE, robot, step)
void robot_prompt_at(struct where where, struct robot *robot, int step);

/* Types a line: "" for Enter, "v", "c", "q", "?". */
void robot_key(struct robot *robot, const char *key);

/* Types bytes without an end of line: "\003" is Ctrl-C, "\004" Ctrl-D. */
void robot_type(struct robot *robot, const char *bytes);

/* Sends a signal to the program alone; closes the terminal, as the window's
   close button does. */
void robot_signal(struct robot *robot, int number);
void robot_hang_up(struct robot *robot);

/* Presses Enter and waits for the next prompt: the deed of the step at whose
   prompt it stood. */
#define robot_enter(robot) robot_enter_at(HERE, robot)
void robot_enter_at(struct where where, struct robot *robot);

/* Goes on to the prompt of STEP and verifies on the way. */
#define robot_go_to(robot, step) robot_go_to_at(HERE, robot, step)
void robot_go_to_at(struct where where, struct robot *robot, int step);

/* What the program has said since the last key, without the prompt: the facts
   of a step, then heading, `same as:` and `ask:` of the next one. */
const char *robot_said(struct robot *robot);

/* The words of the first line "LABEL: words" in robot_said(), wrapped lines
   joined; NULL if there is none. */
const char *robot_line(struct robot *robot, const char *label);

/* The last number that followed the words AFTER in all that was said:
   robot_number(robot, "nsenter -t") is the pid of the box. */
#define robot_number(robot, after) robot_number_at(HERE, robot, after)
long robot_number_at(struct where where, struct robot *robot,
                     const char *after);

/* At a prompt: runs every `verify:` and `refused:` line of robot_said() and
   requires what it promises.  `sudo CMD` is run by root, CMD by uid 65534 (or,
   if the tests are not root's, by their user), in /, with sh -c and the PATH
   that such a user has.  A `sudo` line is passed over if we are not root. */
#define robot_verify(robot) robot_verify_at(HERE, robot)
void robot_verify_at(struct where where, struct robot *robot);

/* The whole show: verify and Enter at each prompt, to the end.  If it began at
   the start, the text must have the form that form.h describes.  Returns the
   exit status. */
#define robot_walk(robot) robot_walk_at(HERE, robot)
int robot_walk_at(struct where where, struct robot *robot);

/* Presses q and waits for the end.  Returns the exit status. */
#define robot_quit(robot) robot_quit_at(HERE, robot)
int robot_quit_at(struct where where, struct robot *robot);

/* Waits for the end, and requires that the terminal's settings are what they
   were.  Returns the exit status, or -n: killed by signal n. */
#define robot_finish(robot) robot_finish_at(HERE, robot)
int robot_finish_at(struct where where, struct robot *robot);

/* True if a user, or root, finds the command NAME in PATH. */
bool robot_has_command(const char *name);

/* ---- for the other files here ------------------------------------------ */

/* "02-unshare after Enter at [2 of 7]", for messages. */
const char *robot_place(const struct robot *robot);

/* Runs a shell command as another terminal of ROBOT's user would. */
struct robot *robot_second_terminal(struct where where,
                                    const struct robot *robot,
                                    const char *command, bool as_root);

void robots_must_have_ended(struct where where);
void robots_forget(void);        /* kills and frees them */
void robots_remove_copies(void); /* of programs, for plain users */

#endif
