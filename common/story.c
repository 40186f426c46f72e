/* story.c - tells a lesson: steps, pauses, and every way out */

#include "story.h"

#include "attempt.h"
#include "failure.h"
#include "files.h"
#include "options.h"
#include "owner.h"
#include "terminal.h"
#include "undo.h"
#include "voice.h"
#include "wait.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CANNOT_RUN_HERE = 77, OUR_OWN_FAILURE = 125, CHECK_LIMIT_MS = 10000 };

static const struct lesson *lesson;
static struct options options;
static int steps, current; /* current: 1 to steps, steps + 1 at the end */
static int removed;        /* things said after "cleaned up:" */

/* ---- the ways out ------------------------------------------------------ */

static void tell_removed(const char *what)
{
    if (removed++ == 0)
        voice_line("cleaned up", what);
    else
        printf("            %s\n", what);
}

/* STATUS, or 1 if standard output has not taken what was said. */
static int if_heard(int status)
{
    if (voice_lost() == 0 || status != 0)
        return status;
    speak_failure(lesson->name);
    return 1;
}

/* Every end comes through here. Nothing of ours is left when it returns. */
static int clean_up(int status)
{
    voice_mute(false);
    int left = undo_all(lesson->name, tell_removed);
    if (removed == 0 && left == 0 && !options.only)
        voice_line("cleaned up", "nothing: all that was made is gone already");
    status = if_heard(status);
    return left > 0 && status == 0 ? 1 : status;
}

static int stop_story(void)
{
    int signal = last_failure()->signal;

    voice_lost(); /* what was said comes before what went wrong */
    if (signal == 0)
        speak_failure(lesson->name);
    else
        dprintf(STDERR_FILENO, "%s: stopped by SIG%s\n", lesson->name,
                sigabbrev_np(signal));
    return clean_up(signal ? 128 + signal : 1);
}

static int end_story(void)
{
    printf("\n");
    voice_line("done", lesson->done);
    int status = clean_up(0);
    if (status == 0) {
        voice_line("known as", lesson->known_as);
        voice_line("still open", lesson->still_open);
    }
    return if_heard(status);
}

/* ---- the pause --------------------------------------------------------- */

/* Returns a key, or -1 with a failure. */
static int wait_at_step(void)
{
    bool unseen = current < options.from || current < options.only;
    char prompt[64];

    /* A signal that has come meanwhile is taken here, also without a pause. */
    if (wait_for(-1, 0) == -1 || voice_lost() == -1)
        return -1;
    if (options.step && !unseen) {
        snprintf(prompt, sizeof prompt, "[%d of %d] Enter ", current, steps);
        return terminal_ask(current > steps ? "[end] Enter " : prompt);
    }
    if (options.pace_ms > 0 && !unseen)
        return wait_for(-1, (int) options.pace_ms);
    return KEY_NEXT;
}

void pause_here(void)
{
    switch (wait_at_step()) {
    case KEY_NEXT:   return;
    case KEY_RUN_ON: options.step = false; return;
    case KEY_QUIT:   exit(clean_up(0));
    default:         exit(stop_story());
    }
}

/* ---- the story --------------------------------------------------------- */

static void open_story(void)
{
    char label[16];

    snprintf(label, sizeof label, "Lesson %d", atoi(lesson->name));
    voice_line(label, lesson->title);
    if (options.only)
        return;
    voice_line("needs", lesson->needs);
    voice_line("read along", lesson->pages);
    if (!options.step && options.pace_ms <= 0)
        voice_line("try", "--step stops in each step, so that its verify line "
                          "can be run in another terminal");
}

static int show_step(int number)
{
    const struct step *step = &lesson->steps[number - 1];

    current = number;
    voice_mute(number < options.only);
    if (number == lesson->deeper && !options.only) {
        printf("\n");
        voice_line("deeper", "a talk ends here; what follows is for readers");
    }
    voice_heading(number, steps, step->title);
    return step->show();
}

static int tell_story(void)
{
    open_story();
    for (int number = 1; number <= steps; number++) {
        if (show_step(number) == -1)
            return stop_story();
        if (number == options.only)
            break;
    }
    /* The last verify line holds until here. */
    current = steps + 1;
    pause_here();
    return options.only ? clean_up(0) : end_story();
}

/* ---- --check and --sweep ----------------------------------------------- */

/* A killed probe has found nothing out about this machine. */
static int not_here(const struct failure *why)
{
    return why->by_chance ? 1 : CANNOT_RUN_HERE;
}

/* In a child made for it. */
static int check_and_undo(void)
{
    int result = lesson->check();
    struct failure why = *last_failure();

    if (undo_all(lesson->name, NULL) > 0 && result == 0)
        return -1;
    return result == -1 ? adopt_failure(&why) : 0;
}

static int check(void)
{
    const struct failure *why = last_failure();

    if (proc_is_ours() == 0
        && (!lesson->check
            || attempt(lesson->name, check_and_undo, CHECK_LIMIT_MS) == 0)) {
        printf("runs\n");
    } else if (why->signal) {
        return stop_story();
    } else if (strncmp(lesson->needs, "root", 4) == 0 && geteuid() != 0
               && !why->root_too) {
        printf("runs as root\n");
    } else {
        printf("cannot run: %s, %s\n", why->cause[0] ? why->cause : why->call,
               why->cure[0] ? why->cure : "make doctor");
        return if_heard(0) == 0 ? not_here(why) : 1;
    }
    return if_heard(0);
}

void swept(const char *what)
{
    printf("swept: %s\n", what);
    removed++;
}

static int sweep(void)
{
    int status = 0, first = lesson->sweep ? first_namespace("pid") : 1;

    if (first == 0) {
        printf("%s: nothing is swept from here: in a pid namespace the living "
               "of outside look dead\n", lesson->name);
        return if_heard(0);
    }
    if (first == -1 || (lesson->sweep && lesson->sweep() == -1)) {
        speak_failure(lesson->name);
        status = 1;
    }
    if (status == 0 && removed == 0)
        printf("%s: nothing to sweep\n", lesson->name);
    return if_heard(status);
}

/* ------------------------------------------------------------------------ */

static int cannot_run_here(void)
{
    const struct failure why = *last_failure();

    speak_failure(lesson->name);
    undo_all(lesson->name, NULL);
    return why.signal ? 128 + why.signal : not_here(&why);
}

/* A status that no command has; arguments of the lesson's own have no command
   to confuse it with. */
static int our_own_failure(void)
{
    return options.command && !lesson->arguments ? OUR_OWN_FAILURE : 1;
}

static int run_command(void)
{
    int status = lesson->run(options.command);

    return undo_all(lesson->name, NULL) > 0 && status == 0 ? our_own_failure()
                                                           : status;
}

int tell(const struct lesson *it, int argc, char *argv[])
{
    lesson = it;
    while (lesson->steps[steps].title)
        steps++;
    read_options(&options, lesson, steps, argc, argv);
    if (guard_standard_fds() == -1 || signals_begin() == -1) {
        speak_failure(lesson->name);
        return our_own_failure();
    }
    voice_begin(&options);
    if (options.check)
        return check();
    if (options.sweep)
        return sweep();
    if (options.step && terminal_open() == -1) {
        speak_failure(lesson->name);
        return 2;
    }
    if (options.command)
        return run_command();
    if (proc_is_ours() == -1 || (lesson->ready && lesson->ready() == -1))
        return cannot_run_here();
    return tell_story();
}
