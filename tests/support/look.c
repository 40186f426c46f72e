/* look.c - the eyes of the robot: what comes out of a program, or does not */

#include "inside.h"

#include "clock.h"
#include "leader.h"
#include "processes.h"
#include "suite.h"
#include "text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define USUAL_LIMIT 20 /* seconds */
#define MOST_OUTPUT (4 << 20)

struct output *stdout_of(struct robot_inside *inside)
{
    bool terminal = inside->robot.options.out == STREAM_TERMINAL;

    return &inside->outputs[terminal ? SCREEN : OUT];
}

void show_outputs(struct robot_inside *inside)
{
    bool terminal = inside->robot.options.err == STREAM_TERMINAL;

    inside->robot.out = stdout_of(inside)->text;
    inside->robot.err = inside->outputs[terminal ? SCREEN : ERR].text;
}

/* ---- taking what comes ------------------------------------------------- */

/* On a terminal each line ends in "\r\n", termios(3), ONLCR. */
static void append(struct output *output, const char *bytes, size_t size,
                   bool screen)
{
    for (size_t i = 0; i < size; i++)
        if (!screen || bytes[i] != '\r')
            putc(bytes[i], output->file);
}

/* Takes all that is there.  A terminal that is hung up says EIO, pts(4). */
static void drain(struct output *output, bool screen)
{
    char bytes[16384];
    ssize_t size;

    while (output->fd != -1 && output->size < MOST_OUTPUT) {
        size = read(output->fd, bytes, sizeof bytes);
        if (size == -1 && errno == EAGAIN)
            break;
        if (size <= 0)
            output->fd = -1; /* closed with the robot */
        else
            append(output, bytes, (size_t) size, screen);
        fflush(output->file);
    }
}

static void take_report(struct robot_inside *inside)
{
    struct robot *robot = &inside->robot;
    struct report report;
    ssize_t size = read(inside->launched.reports, &report, sizeof report);

    if (size != sizeof report) {
        robot->ended = true; /* the leader itself was killed */
        robot->status = -SIGKILL;
    } else if (report.error) {
        snprintf(inside->start_error, sizeof inside->start_error, "%s: %s",
                 report.call, strerror(report.error));
        robot->ended = true;
        robot->status = 127;
    } else if (report.ended) {
        robot->ended = true;
        robot->status = WIFEXITED(report.status) ? WEXITSTATUS(report.status)
                                                 : -WTERMSIG(report.status);
    }
    if (size == sizeof report && report.pid)
        robot->pid = report.pid;
    if (robot->pid)
        processes_remember(robot->pid);
}

const char *find_prompt(const char *said, int *at, int *steps)
{
    const char *prompt = strrchr(said, '[');
    long long numbers[2];

    if (!prompt)
        return NULL;
    if (strcmp(prompt, "[end] Enter ") == 0) {
        *at = ROBOT_END;
        return prompt;
    }
    const char *rest = text_match(prompt, "[# of #] Enter ", numbers);
    if (!rest || *rest)
        return NULL;
    *at = (int) numbers[0];
    *steps = (int) numbers[1];
    return prompt;
}

/* What was said on the terminal since the last key: prompts stand there, also
   when the facts go elsewhere. */
static const char *new_on_screen(const struct robot_inside *inside)
{
    const struct output *screen = &inside->outputs[SCREEN];

    return screen->text + screen->mark;
}

/* The screen comes first: what the program wrote before its prompt is in the
   pipes by then. */
void look(struct robot_inside *inside, int milliseconds)
{
    struct robot *robot = &inside->robot;
    struct pollfd fds[OUTPUTS + 1];

    for (int i = 0; i < OUTPUTS; i++)
        fds[i] = (struct pollfd){ .fd = inside->outputs[i].fd,
                                  .events = POLLIN };
    fds[OUTPUTS] = (struct pollfd){ .fd = inside->launched.reports,
                                    .events = POLLIN };
    /* Who is about is asked when there is time for it. */
    if (poll(fds, OUTPUTS + 1, milliseconds) == 0 && milliseconds > 0)
        processes_remember_all();
    if (!robot->ended && fds[OUTPUTS].revents)
        take_report(inside);
    for (int i = 0; i < OUTPUTS; i++)
        drain(&inside->outputs[i], i == SCREEN);
    show_outputs(inside);
    if (!find_prompt(new_on_screen(inside), &robot->at, &robot->steps))
        robot->at = 0;
    processes_reap();
    suite_stop_if_told();
}

static bool said_too_much(const struct robot_inside *inside)
{
    for (int i = 0; i < OUTPUTS; i++)
        if (inside->outputs[i].size >= MOST_OUTPUT)
            return true;
    return false;
}

static long limit_of(const struct robot *robot)
{
    return clock_limit(robot->options.seconds ? robot->options.seconds
                                              : USUAL_LIMIT);
}

bool look_until(struct robot *robot, bool prompt)
{
    long limit = limit_of(robot);

    for (;;) {
        look(robot->inside, 0);
        if (robot->ended || (prompt && robot->at))
            return true;
        if (clock_ms() >= limit || said_too_much(robot->inside))
            return false;
        look(robot->inside, 20);
    }
}

/* ---- when it goes wrong ------------------------------------------------ */

const char *robot_place(const struct robot *robot)
{
    return text("%s after %s", robot->name, robot->inside->last_key);
}

/* The function of the kernel in which a process sleeps, proc(5). */
static const char *sleeps_in(pid_t pid)
{
    char name[64] = "";
    FILE *file = fopen(text("/proc/%d/wchan", (int) pid), "re");

    if (file && !fgets(name, sizeof name, file))
        name[0] = '\0';
    if (file)
        fclose(file);
    return name[0] && name[0] != '0' ? text(" in %s", name) : "";
}

static const char *what_runs(void)
{
    struct process *list;
    size_t count = processes_below(getpid(), &list);
    const char *names = "";

    for (size_t i = 0; i < count; i++)
        if (!is_leader(list[i].pid))
            names = text("%s %s(%d, state %c%s)", names, list[i].name,
                         (int) list[i].pid, list[i].state,
                         sleeps_in(list[i].pid));
    free(list);
    return names;
}

static const char *what_happened(const struct robot *robot)
{
    if (robot->inside->start_error[0])
        return robot->inside->start_error;
    if (robot->ended)
        return text("it ended with status %d", robot->status);
    if (said_too_much(robot->inside))
        return "it said more than 4 MiB";
    if (robot->at == ROBOT_END)
        return "it waits at [end]";
    if (robot->at)
        return text("it waits at [%d of %d]", robot->at, robot->steps);
    return text("nothing of that within %ld s",
                (limit_of(robot) - clock_ms()) / 1000);
}

void wedged(struct where where, struct robot *robot, const char *expected)
{
    const char *what = what_happened(robot);
    const char *processes = what_runs();

    processes_kill();
    fail_saying(where,
                "  expected: %s from %s\n"
                "  seen:     %s; its last words:\n%s%s"
                "  killed:  %s\n",
                expected, robot_place(robot), what,
                text_quoted(robot->out, "            ", 20),
                robot->err == robot->out
                    ? "" : text_quoted(robot->err, "            ", 10),
                *processes ? processes : " nothing, all had ended");
}
