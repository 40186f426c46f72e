/* command.c - a container for one command

   The question: what is left to do when the container runs?  To copy what is
   typed and shown, to pass signals on, and to say how it ended.

   See also: wait(2), signalfd(2), pty(7). */

#include "lessons/10-container/command.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/options.h"
#include "common/owner.h"
#include "common/undo.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/run.h"
#include "lessons/04-cgroup-memory/size.h"
#include "lessons/10-container/container.h"
#include "lessons/10-container/pty.h"
#include "lessons/10-container/screen.h"
#include "lessons/10-container/sealed.h"
#include "lessons/10-container/timeline.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define NAME_ "10-container"

char **container_arguments;

static struct container container;
static struct screen screen;

static void note(const char *what)
{
    dprintf(STDERR_FILENO, NAME_ ": %s\n", what);
}

static void say_what_is_left_out(void)
{
    for (int item = 0; item < ITEMS; item++)
        if (left_out(&asked, (enum item) item))
            dprintf(STDERR_FILENO, NAME_ ": without %s: %s (lesson %d)\n",
                    item_words[item].name, item_words[item].gap,
                    item_words[item].lesson);
}

/* ---- while it runs ----------------------------------------------------- */

static int show_terminal(void)
{
    int master;

    if (pty_receive(container.terminal[0], &master) == -1)
        return -1;
    if (undo_later(raw_undo, &container.raw, "raw mode of the terminal",
                   "stty sane") == -1
        || undo_later(screen_end, &screen, "the screen", NULL) == -1)
        return -1;
    return screen_begin(&screen, &container.raw, master,
                        container.terminals & 1, container.box.pidfd);
}

static int pass_on(int signal)
{
    return signal == 0 ? -1 : container_pass_on(&container, signal);
}

static int serve_until_it_ends(int *status)
{
    while (container.terminals && screen_copy(&screen) == -1)
        if (pass_on(last_failure()->signal) == -1)
            return -1;
    while (container_wait(&container, status) == -1)
        if (pass_on(last_failure()->signal) == -1)
            return -1;
    return 0;
}

/* ---- how it ended ------------------------------------------------------ */

int container_say_why(struct container *c, int status)
{
    uint64_t killed = 0;
    char limit[32];

    if (status == 128 + SIGKILL && c->has_cgroup
        && cgroup_read(&c->cgroup, OOM_KILLS, &killed) == 0 && killed > 0)
        dprintf(STDERR_FILENO, NAME_ ": killed: out of memory (limit %s)\n",
                size_words(c->settings->memory, limit, sizeof limit));
    /* A number only: a program may exit with it, or be sent the signal. */
    if (status == 128 + SIGSYS && !left_out(c->settings, SECCOMP))
        dprintf(STDERR_FILENO, NAME_ ": status %d, 128 + SIGSYS: seccomp may "
                "have killed the command, or a child of it\n", status);
    return status;
}

/* Nothing is left of it, so the status stays the command's. */
static void say_who_is_gone(struct helper *helper, const char *who,
                            const char *meaning)
{
    char text[80];

    if (helper_fate(helper, text, sizeof text))
        dprintf(STDERR_FILENO, NAME_ ": %s %s before the container ended: %s\n",
                who, text, meaning);
}

static int run(void)
{
    int status;

    if (timeline_start(&container) == -1)
        return -1;
    if (container.terminals && show_terminal() == -1)
        return -1;
    if (serve_until_it_ends(&status) == -1)
        return -1;
    return exit_status(status);
}

void container_options_agree(bool command)
{
    const char *only = asked.without ? "--without" : "--timeline";

    if (!command && (asked.without || asked.timeline))
        usage_error(NAME_, "%s is for a command, not for the story: put '-- "
                    "COMMAND' behind it", only);
    if (asked.user.uid != 0 && (asked.caps_added || asked.all_caps))
        usage_error(NAME_, "--cap-add and --user=%u: a user other than 0 gets "
                    "no capabilities", asked.user.uid);
}

static int get_ready(char *argv[])
{
    static const int more[] = { SIGUSR1, SIGUSR2 };

    if (!left_out(&asked, SEALED) && sealed_self(container_arguments) == -1)
        return -1;
    if (proc_is_ours() == -1 || signals_also(more, 2) == -1)
        return -1;
    say_what_is_left_out();
    if (container_prepare(&container, &asked, argv, note) == -1)
        return -1;
    container.passes_signals = true;
    return 0;
}

int container_run(char *argv[])
{
    container_options_agree(true);

    int status = get_ready(argv) == -1 ? -1 : run();

    if (status == -1) {
        status = run_failure_status();
        speak_failure(NAME_);
    } else {
        container_say_why(&container, status);
    }
    say_who_is_gone(&container.relay, "relay",
                    "its ports were closed from then on");
    say_who_is_gone(&container.janitor.helper, "janitor",
                    "nobody would have cleaned up after a kill -9");
    if (asked.timeline)
        timeline_ended(status);
    int left = undo_all(NAME_, asked.timeline ? timeline_removed : NULL);
    return left > 0 && status == 0 ? 125 : status;
}
