/* experiment.c - a lesson meets one fault: was it as it must be? */

#include "experiment.h"

#include "calls.h"
#include "lessons/06-seccomp/syscalls.h"
#include "scenario.h"
#include "tests/support/host.h"
#include "tests/support/processes.h"
#include "tests/support/text.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static struct host host;

void experiment_begin(void)
{
    scenario_begin();
    host_snapshot(&host);
}

/* ---- what is left ------------------------------------------------------ */

/* True for a line of host_compare() about a cgroup or a file of another run:
   these are not in a private host, and others may be at work. */
static bool is_of_another(const char *line, const struct run *run)
{
    const char *name = strstr(line, "/loac-");

    if (!name || strstr(line, "/run/"))
        return false;
    long pid = strtol(name + strlen("/loac-"), NULL, 10);
    return pid != run->outcome.pid && pid != run->planted;
}

/* Returns what the run has left on the host, or NULL. */
static const char *left_on_host(const struct run *run)
{
    const char *at = host_compare(&host), *all = at, *line;
    bool others = false;

    while (at && (line = text_line(&at))) {
        if (!is_of_another(line, run))
            return all;
        others = true;
    }
    if (others) {
        host_forget(&host);
        host_snapshot(&host);
    }
    return NULL;
}

/* After SIGKILL, or an undo or a --sweep that has failed and said so, --sweep
   must do it. */
static bool may_be_swept(const struct subject *subject, enum mode mode,
                         const struct run *run)
{
    return mode == MODE_KILL || strstr(run->err, "could not remove")
           || (subject->scenario == SWEEP && run->outcome.status != 0);
}

static const char *left_behind(const struct subject *subject, enum mode mode,
                               const struct run *run)
{
    static struct run sweeping;

    if (may_be_swept(subject, mode, run)) {
        scenario_sweep(subject, &sweeping);
        if (sweeping.outcome.status != 0)
            return text("--sweep has failed: %s", sweeping.err);
    }
    return left_on_host(run);
}

/* What is left would be in the way of the next run: that gets another host. */
static void make_clean(void)
{
    processes_kill();
    host_enter();
    host_forget(&host);
    host_snapshot(&host);
}

/* ------------------------------------------------------------------------ */

static void mark_last(struct calls *calls)
{
    bool waits = false;

    for (size_t i = calls->count; i-- > 0;) {
        struct call *call = &calls->list[i];

        if (call->process == 1
            && strstr("poll ppoll", syscall_name(call->nr)) != NULL)
            waits = true;
        call->last = !waits;
    }
}

int experiment_baseline(struct subject *subject, char *said, size_t size)
{
    static struct run run;
    const struct outcome *outcome = &run.outcome;

    subject->ms = MOST_MS;
    scenario_run(subject, NULL, &subject->calls, &run);
    mark_last(&subject->calls);
    scenario_mark_v(&subject->calls);
    subject->story = story_of(run.out);
    snprintf(said, size, "%.*s", (int) strcspn(run.err, "\n"), run.err);
    subject->signals = outcome->signals;
    subject->ms = outcome->ms;
    subject->cpu_ms = outcome->cpu_ms;
    if (subject->scenario == SWEEP && outcome->status == 0
        && !strstr(run.out, "swept: ")) {
        snprintf(said, size, "nothing was there to sweep");
        return -1;
    }
    const char *left = left_on_host(&run);
    if (!left && !outcome->orphans && !outcome->hung)
        return WIFEXITED(outcome->status) ? WEXITSTATUS(outcome->status) : -1;
    describe(subject, &run, LEAK, left, said, size);
    make_clean();
    return -1;
}

static struct injection injection_of(enum mode mode, const struct call *at)
{
    if (mode == MODE_ERR)
        return (struct injection){ BLOW_ERROR, *at, call_error(at->nr) };
    return (struct injection){ BLOW_SIGNAL, *at,
                               mode == MODE_INT ? SIGINT : SIGKILL };
}

void experiment(const struct subject *subject, enum mode mode,
                struct result *result, bool talk)
{
    static struct run run;
    const struct outcome *outcome = &run.outcome;
    struct injection injection = injection_of(mode, &result->at);
    const char *left = NULL;

    scenario_run(subject, &injection, NULL, &run);
    if (talk)
        printf("%s%s", run.out, run.err);
    result->value = injection.value;
    result->when = outcome->when;
    result->verdict = judge(subject, mode, &result->at, &run);
    if (!outcome->hung && !outcome->orphans)
        left = left_behind(subject, mode, &run);
    if (left)
        result->verdict = LEAK;
    else if (!outcome->hit && result->verdict > LEAK)
        result->verdict = MISSED;
    describe(subject, &run, result->verdict, left, result->detail,
             sizeof result->detail);
    if (left || outcome->hung || outcome->orphans)
        make_clean();
    texts_forget();
}
