/* verdict.c - was a run as it must be? */

#include "verdict.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

const char *const mode_names[MODES] = { "err", "int", "kill", "box" };
const char *const scenario_names[SCENARIOS] = {
    "story", "step", "check", "command", "try", "full", "terminal", "rootless",
    "sweep",
};
const char *const verdict_names[VERDICTS] = {
    "FINE", "MISSED", "HANG", "LEAK", "DEADLY", "NOMSG", "WRONGCODE", "SILENT",
    "RAN",
};

/* ---- what it said ------------------------------------------------------ */

/* A number, a MAC, an address or a time becomes #, white space one space: what
   is left is the same in every run. */
char *story_of(const char *text)
{
    char *story = malloc(strlen(text) + 1), *to = story;

    if (!story)
        abort();
    while (*text) {
        if (isdigit((unsigned char) *text)) {
            *to++ = '#';
            text += strspn(text, "0123456789abcdef:.-*");
        } else if (isspace((unsigned char) *text)) {
            *to++ = ' ';
            text += strspn(text, " \f\n\r\t\v");
        } else {
            *to++ = *text++;
        }
    }
    *to = '\0';
    return story;
}

/* True if a line of TEXT starts with "NAME: ". */
static bool has_line_of(const char *text, const char *name)
{
    size_t length = strlen(name);

    while (text && *text) {
        if (strncmp(text, name, length) == 0 && text[length] == ':')
            return true;
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return false;
}

static bool has_message(const struct subject *subject, const struct run *run)
{
    return has_line_of(run->err, subject->name)
           || (subject->scenario == CHECK
               && (has_line_of(run->out, "cannot run")
                   || strstr(run->out, "runs as root")))
           || (subject->scenario == TRY
               && (strstr(run->out, ": refused: ")
                   || strstr(run->out, ": killed by signal ")));
}

/* Lesson 10 makes the namespace itself. */
bool is_mapped(const struct subject *subject)
{
    return subject->scenario == ROOTLESS
           && strncmp(subject->name, "10-", 3) != 0;
}

static bool runs_command(const struct subject *subject)
{
    switch (subject->scenario) {
    case COMMAND: case FULL: case TERMINAL:
        return true;
    case ROOTLESS:
        return !is_mapped(subject);
    default:
        return false;
    }
}

/* ---- the verdict ------------------------------------------------------- */

static bool says_failure(const struct subject *subject, int code)
{
    if (runs_command(subject))
        return code >= 125 && code <= 127;
    switch (subject->scenario) {
    case STORY: case ROOTLESS:
        return code == 1 || code == 77;
    case STEP:    return code == 1 || code == 77 || code == 2;
    case CHECK:   return code == 1 || code == 77;
    case TRY:     return code == 1 || code == 125;
    case SWEEP:   return code == 1;
    default:      return false;
    }
}

static enum verdict judge_failure(const struct subject *subject,
                                  const struct run *run, int code)
{
    if (!says_failure(subject, code))
        return WRONGCODE;
    return has_message(subject, run) ? FINE : NOMSG;
}

/* A signal of which a process died that does not without the fault, or 0. */
static int new_signal(const struct subject *subject, const struct run *run)
{
    int signal = 63;

    while (signal > 0
           && !(run->outcome.signals & ~subject->signals & 1ULL << signal))
        signal--;
    return signal;
}

static bool died_of_a_signal(const struct subject *subject,
                             const struct run *run)
{
    return WIFSIGNALED(run->outcome.status) || new_signal(subject, run);
}

static enum verdict judge_err(const struct subject *subject,
                              const struct call *at, const struct run *run)
{
    int code = WEXITSTATUS(run->outcome.status);

    if (died_of_a_signal(subject, run))
        return DEADLY;
    if (code == 0)
        return SILENT;
    if (runs_command(subject) && at->process > 1
        && strstr(run->out, PAYLOAD))
        return RAN;
    return judge_failure(subject, run, code);
}

/* Before the signal is held, nothing has been made, and it may just kill; after
   the last wait the story may as well be told to its end. */
static enum verdict judge_int(const struct subject *subject,
                              const struct call *at, const struct run *run)
{
    int status = run->outcome.status;

    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGINT && run->out[0] == '\0' ? FINE
                                                                 : DEADLY;
    /* What SIGINT means is decided by a command that runs, signal(7). */
    if (runs_command(subject)
        && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 128 + SIGINT))
        return FINE;
    if (WEXITSTATUS(status) == 0)
        return at->last ? FINE : SILENT;
    if (WEXITSTATUS(status) != 128 + SIGINT)
        return WRONGCODE;
    return has_message(subject, run) ? FINE : NOMSG;
}

static enum verdict judge_kill(const struct run *run)
{
    return WIFSIGNALED(run->outcome.status)
           && WTERMSIG(run->outcome.status) == SIGKILL ? FINE : WRONGCODE;
}

/* What a killed child would have done may be told as undone, or not matter. */
static enum verdict judge_box(const struct subject *subject,
                              const struct run *run)
{
    int code = WEXITSTATUS(run->outcome.status);

    if (died_of_a_signal(subject, run))
        return DEADLY;
    if (runs_command(subject) && code == 128 + SIGKILL)
        return FINE;
    return code == 0 ? FINE : judge_failure(subject, run, code);
}

enum verdict judge(const struct subject *subject, enum mode mode,
                   const struct call *at, const struct run *run)
{
    if (run->outcome.hung)
        return HANG;
    if (run->outcome.orphans)
        return LEAK;
    switch (mode) {
    case MODE_ERR:  return judge_err(subject, at, run);
    case MODE_INT:  return judge_int(subject, at, run);
    case MODE_KILL: return judge_kill(run);
    default:        return judge_box(subject, run);
    }
}

/* Where the story begins to be another, some words of both. */
static void describe_story(const struct subject *subject,
                           const struct run *run, char *detail, size_t size)
{
    char *story = story_of(run->out);
    const char *was = subject->story, *is = story;
    int same = 0;

    while (was[same] && was[same] == is[same])
        same++;
    if (was[same] == is[same]) {
        snprintf(detail, size, "the story is told as ever");
    } else {
        while (same > 0 && was[same - 1] != ':')
            same--;
        snprintf(detail, size, "'%.60s' has become '%.60s'", was + same,
                 is + same);
    }
    free(story);
}

void describe(const struct subject *subject, const struct run *run,
              enum verdict verdict, const char *left, char *detail,
              size_t size)
{
    int status = run->outcome.status;

    if (run->outcome.hung || run->outcome.orphans)
        snprintf(detail, size, "still there: process %s", run->outcome.stuck);
    else if (left)
        snprintf(detail, size, "left behind: %s", left);
    else if (verdict == SILENT)
        describe_story(subject, run, detail, size);
    else if (WIFSIGNALED(status))
        snprintf(detail, size, "killed by SIG%s",
                 sigabbrev_np(WTERMSIG(status)));
    else if (verdict == DEADLY)
        snprintf(detail, size, "a child was killed by SIG%s",
                 sigabbrev_np(new_signal(subject, run)));
    else
        snprintf(detail, size, "exit status %d; %.200s", WEXITSTATUS(status),
                 run->err);
}

