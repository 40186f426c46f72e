/* report.c - what the campaign has found, in lines */

#include "report.h"

#include "calls.h"
#include "lessons/06-seccomp/syscalls.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct {
    int runs, bad, excepted, skipped;
} total;

void report_bad(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    total.bad++;
}

void report_skipped(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    total.skipped++;
}

static void print_command(const struct subject *subject, enum mode mode,
                          const struct result *result)
{
    const struct call *at = &result->at;

    /* Without -f, strace looks at the lesson only: then its count is ours. */
    if (at->process == 1 && subject->scenario == STORY
        && !call_is_done_anyway(at->nr))
        printf("    strace -e inject=%s:%s=%s%s:when=%d %s\n",
               syscall_name(at->nr), mode == MODE_ERR ? "error" : "signal",
               mode == MODE_ERR ? "" : "SIG",
               mode == MODE_ERR ? strerrorname_np(result->value)
                                : sigabbrev_np(result->value),
               result->when, subject->program);
    printf("    make faults LESSON=%s HOW=%s MODE=%s AT='%d:%s:%d:%s'\n",
           subject->name, scenario_names[subject->scenario], mode_names[mode],
           at->process, syscall_name(at->nr), at->nth, at->object);
}

/* Bad results of one kind are told once, with their number. */
static void print_bad(const struct subject *subject, enum mode mode,
                      struct result *results, int count)
{
    for (int i = 0; i < count; i++) {
        struct result *result = &results[i];
        int like = 0;

        if (result->verdict <= MISSED || result->excepted)
            continue;
        for (int j = i; j < count; j++) {
            struct result *other = &results[j];

            if (other->verdict == result->verdict && !other->excepted
                && call_is_like(&other->at, &result->at)) {
                other->excepted = j > i;
                like++;
            }
        }
        printf("  %s: %s(%s) of %s, %d times: %.*s\n",
               verdict_names[result->verdict], syscall_name(result->at.nr),
               result->at.object,
               result->at.process == 1 ? "the lesson" : "a child", like,
               (int) strcspn(result->detail, "\n"), result->detail);
        print_command(subject, mode, result);
    }
}

void report_mode(const struct subject *subject, enum mode mode,
                 struct result *results, int count, long ms)
{
    static const char *const how[SCENARIOS] = {
        "", " --step", " --check", " -- CMD", " --try",
        " --publish --userns --read-only -- CMD", " -- CMD at a terminal",
        " without root", " --sweep",
    };
    int counts[VERDICTS] = { 0 }, excepted = 0, bad = 0;

    for (int i = 0; i < count; i++) {
        const struct result *result = &results[i];

        excepted += result->excepted;
        if (!result->excepted)
            counts[result->verdict]++;
        bad += result->verdict > MISSED && !result->excepted;
    }
    int runs = count - counts[MISSED];
    printf("%s%s %s: %d injections, %d leaks, %d hangs, %d silent, "
           "%d without message", subject->name, how[subject->scenario],
           mode_names[mode], runs, counts[LEAK], counts[HANG],
           counts[SILENT], counts[NOMSG]);
    if (counts[DEADLY] + counts[WRONGCODE] + counts[RAN] > 0)
        printf(", %d died of a signal, %d wrong status, %d ran all the same",
               counts[DEADLY], counts[WRONGCODE], counts[RAN]);
    printf(" (%d excepted, %.1f s)\n", excepted, (double) ms / 1000);
    total.runs += runs;
    total.bad += bad;
    total.excepted += excepted;
    print_bad(subject, mode, results, count);
}

int report_end(void)
{
    printf("%d injections, %d bad, %d excepted, %d lessons skipped\n",
           total.runs, total.bad, total.excepted, total.skipped);
    return total.bad;
}
