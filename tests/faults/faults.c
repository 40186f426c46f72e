/* faults.c - every call of a lesson fails once, and it is stopped at every call

   The question: does a lesson leave a laptop as it was, whatever happens, and
   does it say what happened?  Each run strikes one call of one process; then
   the host is compared, the exit status and the message are judged.  You will
   see one line for each lesson and mode, and a way to repeat each bad run.

   See also: ptrace(2), strace(1), tests/faults.allow. */

#include "calls.h"
#include "exceptions.h"
#include "experiment.h"
#include "lessons/06-seccomp/syscalls.h"
#include "report.h"
#include "scenario.h"
#include "tests/support/clock.h"
#include "tests/support/host.h"

#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static struct {
    int mode;        /* enum mode, or -1 for all */
    int how;         /* enum scenario, or -1 for all */
    const char *at;  /* PROCESS:CALL:NTH:OBJECT, or NULL */
    bool quick;      /* one call of each kind */
    bool all;        /* nothing is left out: say which exceptions are unused */
    int jobs;        /* 0: as many as fit */
} options = { -1, -1, NULL, false, false, 0 };

/* The experiments of one lesson and mode: shared by the workers, each of which
   takes the next one. */
struct plan {
    atomic_int next;
    int count;
    struct result results[];
};

/* ---- the plan ---------------------------------------------------------- */

static bool is_wanted(enum mode mode, const struct call *call)
{
    switch (mode) {
    case MODE_ERR: return call_error(call->nr) != 0;
    case MODE_BOX: return call->process > 1;
    default:       return call->process == 1;
    }
}

static bool is_at(const struct call *call)
{
    char address[160];

    snprintf(address, sizeof address, "%d:%s:%d:%s", call->process,
             syscall_name(call->nr), call->nth, call->object);
    return strcmp(address, options.at) == 0;
}

static bool is_first_of_its_kind(const struct plan *plan,
                                 const struct call *call)
{
    for (int i = 0; i < plan->count; i++)
        if (call_is_like(&plan->results[i].at, call))
            return false;
    return true;
}

/* What is about the terminal, and what v does; the rest of --step is as in the
   story. */
static bool is_of_scenario(enum scenario scenario, const struct call *call)
{
    return scenario != STEP || call->of_v
           || strncmp(call->object, "/dev/tty", 8) == 0
           || strncmp(call->object, "/dev/pts", 8) == 0;
}

/* --quick: how many experiments of one mode, so that they take about a second;
   those that mostly wait do so side by side. */
static int quick_limit(const struct subject *subject)
{
    long cost_ms = 30 + subject->cpu_ms + subject->ms / 8;
    long limit = (subject->scenario == STORY ? 1200 : 400) / cost_ms;

    return limit < 6 ? 6 : (int) limit;
}

/* Leaves LIMIT of them, from the first to the last. */
static void thin_out(struct plan *plan, int limit)
{
    for (int i = 0; plan->count > limit && i < limit; i++)
        plan->results[i] = plan->results[(long) i * plan->count / limit];
    if (plan->count > limit)
        plan->count = limit;
}

static struct plan *make_plan(const struct subject *subject, enum mode mode)
{
    size_t most = subject->calls.count;
    struct plan *plan = mmap(NULL, sizeof *plan + most * sizeof(struct result),
                             PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (plan == MAP_FAILED)
        return NULL;
    for (size_t i = 0; i < most; i++) {
        const struct call *call = &subject->calls.list[i];

        if (is_wanted(mode, call) && is_of_scenario(subject->scenario, call)
            && (!options.at || is_at(call))
            && (!options.quick || is_first_of_its_kind(plan, call)))
            plan->results[plan->count++].at = *call;
    }
    if (options.quick)
        thin_out(plan, quick_limit(subject));
    return plan;
}

/* ---- the work ---------------------------------------------------------- */

static void work(const struct subject *subject, enum mode mode,
                 struct plan *plan)
{
    int i;

    host_enter();
    experiment_begin();
    while ((i = atomic_fetch_add(&plan->next, 1)) < plan->count) {
        struct result *result = &plan->results[i];

        experiment(subject, mode, result, options.at != NULL);
        result->excepted = result->verdict > MISSED
                           && is_exception(subject, mode, result);
    }
    fflush(stdout);
    _exit(0);
}

/* As many at once as there are processors; more if the lesson mostly waits. */
static int worker_count(const struct subject *subject)
{
    int processors = (int) sysconf(_SC_NPROCESSORS_ONLN);

    if (options.jobs > 0)
        return options.jobs;
    return subject->ms > 1000 ? 8 * processors : processors;
}

/* Returns 0, or -1 if a worker did not come through. */
static int work_together(const struct subject *subject, enum mode mode,
                         struct plan *plan)
{
    int workers = worker_count(subject), result = 0, status;
    pid_t pids[64];

    if (workers > 64)
        workers = 64;
    if (workers > plan->count)
        workers = plan->count;
    fflush(stdout);
    for (int i = 0; i < workers; i++) {
        pids[i] = fork();
        if (pids[i] == 0)
            work(subject, mode, plan);
    }
    for (int i = 0; i < workers; i++)
        if (pids[i] == -1 || waitpid(pids[i], &status, 0) == -1 || status != 0)
            result = -1;
    return result;
}

/* ---- one lesson -------------------------------------------------------- */

static void strike_all(const struct subject *subject)
{
    for (int mode = 0; mode < MODES; mode++) {
        if (options.mode != -1 && options.mode != mode)
            continue;
        long start = clock_ms();
        struct plan *plan = make_plan(subject, mode);

        if (!plan || work_together(subject, mode, plan) == -1) {
            report_bad("%s %s: a worker has ended early\n", subject->name,
                       mode_names[mode]);
        }
        if (plan && plan->count > 0)
            report_mode(subject, mode, plan->results, plan->count,
                        clock_ms() - start);
    }
}

static void try_scenario(char *program, enum scenario scenario)
{
    const char *slash = strrchr(program, '/');
    struct subject subject = { .name = slash ? slash + 1 : program,
                               .program = program, .scenario = scenario };
    char said[200];

    if (!scenario_is_of(&subject))
        return;
    switch (experiment_baseline(&subject, said, sizeof said)) {
    case 0:
        strike_all(&subject);
        break;
    case 77:
        report_skipped("%s: skipped: %s\n", subject.name, said);
        break;
    case 2:
        if (scenario == COMMAND)
            break; /* it takes no command */
        /* fall through */
    default:
        report_bad("%s: fails without any fault: %s\n", subject.name, said);
    }
    free(subject.calls.list);
    free(subject.story);
}

static void try_lesson(char *program)
{
    for (int scenario = 0; scenario < SCENARIOS; scenario++)
        if (options.how == -1 || options.how == scenario)
            try_scenario(program, scenario);
}

/* ------------------------------------------------------------------------ */

static void usage(void)
{
    fprintf(stderr, "Usage: faults [--mode=err|int|kill|box] "
                    "[--how=story|step|check|command|try|full|"
                    "terminal|rootless|sweep]\n"
                    "              [--at=PROCESS:CALL:NTH:OBJECT] [--quick] "
                    "[--all]\n              [--jobs=N] LESSON...\n");
    exit(2);
}

static int word(const char *given, const char *const words[], int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(given, words[i]) == 0)
            return i;
    usage();
    return -1;
}

static void read_options(int argc, char *argv[])
{
    static const struct option known[] = {
        { "mode", required_argument, NULL, 'm' },
        { "how", required_argument, NULL, 'h' },
        { "at", required_argument, NULL, 'a' },
        { "all", no_argument, NULL, 'A' },
        { "quick", no_argument, NULL, 'q' },
        { "jobs", required_argument, NULL, 'j' },
        { 0 },
    };
    int key;

    while ((key = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (key) {
        case 'm': options.mode = word(optarg, mode_names, MODES); break;
        case 'h': options.how = word(optarg, scenario_names, SCENARIOS); break;
        case 'a': options.at = optarg; break;
        case 'A': options.all = true; break;
        case 'q': options.quick = true; break;
        case 'j': options.jobs = (int) strtol(optarg, NULL, 10); break;
        default:  usage();
        }
    }
    if (optind == argc)
        usage();
}

int main(int argc, char *argv[])
{
    setlinebuf(stdout);
    read_options(argc, argv);
    if (exceptions_read("tests/faults.allow") == -1)
        return 2;
    host_enter();
    experiment_begin();
    for (int i = optind; i < argc; i++)
        try_lesson(argv[i]);
    if (options.all)
        exceptions_unused();
    return report_end() > 0 ? 1 : 0;
}
