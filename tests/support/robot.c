/* robot.c - the robot instructor: runs a lesson as a person at a terminal does

   Here a program begins and ends.  What comes out of it: look.c; keys and
   prompts: keys.c; the verify lines: verify.c; the whole show: walk.c; how a
   program is started: launch.c, leader.c. */

#include "inside.h"

#include "host.h"
#include "text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* All of the running test; suite.c ends them. */
static struct robot_inside *robots;

/* ---- starting ---------------------------------------------------------- */

static void open_output(struct output *output, int fd)
{
    output->fd = fd;
    output->file = open_memstream(&output->text, &output->size);
    if (!output->file || fflush(output->file) == EOF)
        abort();
}

static struct robot *start(struct where where, const char *name,
                           const char *program,
                           const struct robot_options *options)
{
    struct robot_inside *inside = calloc(1, sizeof *inside);

    if (!inside)
        abort();
    if (options->real_host)
        host_watch_real();
    inside->robot = (struct robot){ .name = text("%s", name),
                                    .options = *options, .inside = inside };
    snprintf(inside->last_key, sizeof inside->last_key, "the start");
    const char *error = launch(program, options, &inside->launched);
    if (error)
        fail_saying(where, "  cannot start %s: %s\n", program, error);

    inside->next = robots;
    robots = inside;
    open_output(&inside->outputs[SCREEN], inside->launched.screen);
    open_output(&inside->outputs[OUT], inside->launched.out);
    open_output(&inside->outputs[ERR], inside->launched.err);
    if (inside->launched.terminal != -1)
        tcgetattr(inside->launched.terminal, &inside->settings);
    show_outputs(inside);
    return &inside->robot;
}

static void if_usual(enum stream *stream, enum stream instead)
{
    if (*stream == STREAM_USUAL)
        *stream = instead;
}

static const char *short_name(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash ? slash + 1 : name;
}

struct robot *robot_start_at(struct where where, const char *name,
                             struct robot_options options)
{
    const size_t most = sizeof options.args / sizeof options.args[0];

    if_usual(&options.in, STREAM_TERMINAL);
    if_usual(&options.out, STREAM_TERMINAL);
    if_usual(&options.err, STREAM_TERMINAL);
    memmove(options.args + 1, options.args,
            (most - 1) * sizeof options.args[0]);
    options.args[0] = "--step";
    return start(where, short_name(name),
                 launch_path(name, options.plain_user), &options);
}

struct robot *robot_run_at(struct where where, const char *name,
                           struct robot_options options)
{
    if_usual(&options.in, options.input ? STREAM_PIPE : STREAM_NOTHING);
    if_usual(&options.out, STREAM_PIPE);
    if_usual(&options.err, STREAM_PIPE);
    struct robot *robot = start(where, short_name(name),
                                launch_path(name, options.plain_user),
                                &options);
    robot_finish_at(where, robot);
    return robot;
}

/* ---- the end ----------------------------------------------------------- */

static void compare_settings(struct where where, struct robot_inside *inside)
{
    struct termios now, *before = &inside->settings;

    if (inside->launched.terminal == -1
        || tcgetattr(inside->launched.terminal, &now) == -1)
        return;
    if (now.c_iflag == before->c_iflag && now.c_oflag == before->c_oflag
        && now.c_cflag == before->c_cflag && now.c_lflag == before->c_lflag
        && memcmp(now.c_cc, before->c_cc, sizeof now.c_cc) == 0)
        return;
    fail_saying(where,
                "  expected: the terminal as it was before %s\n"
                "  seen:     c_iflag %#o, was %#o; c_oflag %#o, was %#o;\n"
                "            c_lflag %#o, was %#o\n"
                "  why:      a raw terminal shows no keys; see termios(3)\n",
                inside->robot.name, now.c_iflag, before->c_iflag, now.c_oflag,
                before->c_oflag, now.c_lflag, before->c_lflag);
}

/* The leader goes, and with it the session.  Its pid is sure to be its own as
   long as it is our child: wait(2) says 0, "not ended yet". */
static void dismiss_leader(struct robot_inside *inside)
{
    pid_t leader = inside->launched.leader;

    if (leader > 0 && waitpid(leader, NULL, WNOHANG) == 0) {
        kill(leader, SIGKILL);
        waitpid(leader, NULL, 0);
    }
    inside->launched.leader = 0;
}

static void close_once(int *fd)
{
    if (*fd != -1)
        close(*fd);
    *fd = -1;
}

static void close_all(struct robot_inside *inside)
{
    for (int i = 0; i < OUTPUTS; i++)
        inside->outputs[i].fd = -1;
    close_once(&inside->launched.screen);
    close_once(&inside->launched.terminal);
    close_once(&inside->launched.out);
    close_once(&inside->launched.err);
    close_once(&inside->launched.reports);
}

int robot_finish_at(struct where where, struct robot *robot)
{
    struct robot_inside *inside = robot->inside;

    if (inside->launched.leader == 0)
        return robot->status;
    if (!look_until(robot, false))
        wedged(where, robot, "the end");
    look(inside, 0); /* what it wrote last */
    if (inside->start_error[0])
        wedged(where, robot, "a start");
    compare_settings(where, inside);
    dismiss_leader(inside);
    close_all(inside);
    return robot->status;
}

int robot_quit_at(struct where where, struct robot *robot)
{
    robot_key(robot, "q");
    return robot_finish_at(where, robot);
}

bool is_leader(pid_t pid)
{
    const struct robot_inside *it = robots;

    while (it && it->launched.leader != pid)
        it = it->next;
    return it != NULL;
}

void robots_must_have_ended(struct where where)
{
    for (struct robot_inside *it = robots; it; it = it->next)
        if (it->launched.leader != 0)
            fail_saying(where,
                        "  %s was still running when the test ended: end it "
                        "with robot_walk,\n  robot_quit or robot_finish\n",
                        robot_place(&it->robot));
}

void robots_forget(void)
{
    while (robots) {
        struct robot_inside *it = robots;

        robots = it->next;
        dismiss_leader(it);
        close_all(it);
        for (int i = 0; i < OUTPUTS; i++) {
            fclose(it->outputs[i].file);
            free(it->outputs[i].text);
        }
        free(it);
    }
}

/* ---- shell commands ---------------------------------------------------- */

static struct robot *run_shell(struct where where, const char *command,
                               struct robot_options options)
{
    options.in = STREAM_NOTHING;
    options.out = options.err = STREAM_PIPE;
    options.args[0] = "-c";
    options.args[1] = command;
    struct robot *robot = start(where, text("sh -c '%s'", command), "/bin/sh",
                                &options);
    robot_finish_at(where, robot);
    return robot;
}

struct robot *robot_shell(struct where where, const char *command)
{
    return run_shell(where, command, (struct robot_options){ 0 });
}

struct robot *robot_second_terminal(struct where where,
                                    const struct robot *robot,
                                    const char *command, bool as_root)
{
    return run_shell(where, command, (struct robot_options){
        .plain_user = !as_root,
        .real_host = robot->options.real_host,
        .seconds = 10,
    });
}

bool robot_has_command(const char *name)
{
    const char *at = text("%s", launch_search_path(false));
    char *directories = text("%s", at);

    for (char *one; (one = strsep(&directories, ":"));)
        if (access(text("%s/%s", one, name), X_OK) == 0)
            return true;
    return false;
}
