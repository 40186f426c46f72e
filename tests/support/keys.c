/* keys.c - the robot's hands and ears: keys, prompts, and what was said */

#include "inside.h"

#include "text.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- prompts and keys -------------------------------------------------- */

static const char *prompt_words(int step)
{
    return step == ROBOT_END ? "the prompt [end]"
                             : text("the prompt of step %d", step);
}

void robot_prompt_at(struct where where, struct robot *robot, int step)
{
    if (!look_until(robot, true) || robot->ended || robot->at != step)
        wedged(where, robot, prompt_words(step));
}

static void set_marks(struct robot_inside *inside)
{
    for (int i = 0; i < OUTPUTS; i++)
        inside->outputs[i].mark = inside->outputs[i].size;
    inside->robot.at = 0;
}

static void note_key(struct robot_inside *inside, const char *key)
{
    const struct robot *robot = &inside->robot;
    const char *where = robot->at == ROBOT_END ? " at [end]"
        : robot->at == 0 ? ""
        : text(" at [%d of %d]", robot->at, robot->steps);

    snprintf(inside->last_key, sizeof inside->last_key, "%.8s%s", key, where);
}

void robot_type(struct robot *robot, const char *bytes)
{
    ssize_t size = write(robot->inside->launched.screen, bytes, strlen(bytes));

    if (size == -1 && errno != EIO) /* EIO: nobody is there any more */
        perror("robot: typing");
}

/* The screen shows the key, as it would with echo. */
void robot_key(struct robot *robot, const char *key)
{
    struct output *screen = &robot->inside->outputs[SCREEN];

    look(robot->inside, 0);
    note_key(robot->inside, *key ? key : "Enter");
    fprintf(screen->file, "%s\n", key);
    fflush(screen->file);
    set_marks(robot->inside);
    show_outputs(robot->inside);
    robot_type(robot, key);
    robot_type(robot, "\n");
}

static int next_prompt(const struct robot *robot)
{
    return robot->at == robot->steps ? ROBOT_END : robot->at + 1;
}

void robot_enter_at(struct where where, struct robot *robot)
{
    if (!robot->at)
        robot_prompt_at(where, robot, 1);
    int next = next_prompt(robot);
    robot_key(robot, "");
    robot_prompt_at(where, robot, next);
}

void robot_go_to_at(struct where where, struct robot *robot, int step)
{
    if (!robot->at)
        robot_prompt_at(where, robot, 1);
    while (robot->at < step) {
        robot_verify_at(where, robot);
        robot_enter_at(where, robot);
    }
}

void robot_signal(struct robot *robot, int number)
{
    do {
        look(robot->inside, 0);
    } while (robot->pid == 0 && !robot->ended);
    note_key(robot->inside, text("SIG%s", sigabbrev_np(number)));
    if (!robot->ended)
        kill(robot->pid, number);
}

void robot_hang_up(struct robot *robot)
{
    struct robot_inside *inside = robot->inside;

    look(inside, 0);
    close(inside->launched.terminal);
    close(inside->launched.screen);
    inside->launched.screen = inside->launched.terminal = -1;
    inside->outputs[SCREEN].fd = -1;
    snprintf(inside->last_key, sizeof inside->last_key,
             "its terminal was closed");
}

/* ---- what was said ----------------------------------------------------- */

const char *robot_said(struct robot *robot)
{
    struct output *output = stdout_of(robot->inside);
    char *said = text("%s", output->text + output->mark);
    int at, steps;
    const char *prompt = find_prompt(said, &at, &steps);

    if (prompt)
        said[prompt - said] = '\0';
    return said;
}

const char *robot_line(struct robot *robot, const char *label)
{
    const char *at = text_unwrapped(robot_said(robot));

    for (const char *line; (line = text_line(&at));)
        if (text_labelled(line, label))
            return text_labelled(line, label);
    return NULL;
}

long robot_number_at(struct where where, struct robot *robot,
                     const char *after)
{
    const char *found = NULL;

    for (const char *at = robot->out; (at = strstr(at, after)); at++)
        found = at + strlen(after);
    char *end = NULL;
    long number = found ? strtol(found, &end, 10) : 0;
    if (!found || end == found)
        fail_saying(where,
                    "  expected: a number after \"%s\" in what %s said\n"
                    "  seen:\n%s", after, robot_place(robot),
                    text_quoted(robot->out, "            ", 40));
    return number;
}
