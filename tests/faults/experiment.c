/* experiment.c - a lesson meets one fault: was it as it must be? */

#include "experiment.h"

#include "calls.h"
#include "lessons/06-seccomp/syscalls.h"
#include "tests/support/clock.h"
#include "tests/support/host.h"
#include "tests/support/processes.h"
#include "tests/support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define LATE_SECONDS 5
#define BASELINE_MS 60000

static int out = -1, err = -1;
static struct host host;

static void must(bool worked, const char *call)
{
    if (worked)
        return;
    fprintf(stderr, "faults: %s: %s\n", call, strerror(errno));
    exit(2);
}

void experiment_begin(void)
{
    out = memfd_create("stdout", MFD_CLOEXEC);
    err = memfd_create("stderr", MFD_CLOEXEC);
    must(out != -1 && err != -1, "memfd_create");
    host_snapshot(&host);
}

/* ---- one run ----------------------------------------------------------- */

static void empty(int fd)
{
    must(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0, "ftruncate");
}

static void take_text(int fd, char *text, size_t size)
{
    ssize_t got = pread(fd, text, size - 1, 0);

    text[got > 0 ? got : 0] = '\0';
}

/* The lines that are typed at the pauses of --step: help, the last verify line
   once there is one, and Enter. */
static const char keys[] = "?\n\n\nv\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
#define LINE_OF_V 4

/* A new terminal that echoes nothing, with a reader who types ahead.  Returns the
   other side, pty(7), which keeps it alive. */
static int open_terminal(char *path, size_t size)
{
    struct termios settings;
    int reader = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

    must(reader != -1 && grantpt(reader) == 0 && unlockpt(reader) == 0
         && ptsname_r(reader, path, size) == 0
         && tcgetattr(reader, &settings) == 0, "posix_openpt");
    settings.c_lflag &= ~(tcflag_t) ECHO;
    must(tcsetattr(reader, TCSANOW, &settings) == 0, "tcsetattr");
    must(write(reader, keys, strlen(keys)) == (ssize_t) strlen(keys),
         "write(terminal)");
    return reader;
}

static void start(struct start *how, const struct injection *injection,
                  struct calls *record, struct run *run)
{
    how->out = out;
    how->err = err;
    empty(out);
    empty(err);
    must(run_program(how, injection, record, &run->outcome) == 0,
         how->argv[0]);
    take_text(out, run->out, sizeof run->out);
    take_text(err, run->err, sizeof run->err);
}

static void start_on_terminal(struct start *how,
                              const struct injection *injection,
                              struct calls *record, struct run *run)
{
    static char path[64];
    int reader = open_terminal(path, sizeof path);

    how->terminal = path;
    start(how, injection, record, run);
    if (how->typed) {
        ssize_t got = read(reader, run->out, sizeof run->out - 1);
        run->out[got > 0 ? got : 0] = '\0';
    }
    close(reader);
}

/* What a lesson wants to know before it runs a command. */
static void add_wanted_option(const struct subject *subject, char *argv[])
{
    static const struct {
        const char *lesson;
        char *option;
    } wanted[] = { { "05-", "--keep=net_admin" }, { "06-", "--deny=kill" } };

    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (strncmp(subject->name, wanted[i].lesson, 3) == 0)
            *argv = wanted[i].option;
}

static void start_subject(const struct subject *subject,
                          const struct injection *injection,
                          struct calls *record, struct run *run)
{
    static char *const words[SCENARIOS][7] = {
        [STORY] = { "--pace=0" },
        [STEP] = { "--step" },
        [CHECK] = { "--check" },
        [COMMAND] = { "--", "echo", PAYLOAD },
        [TERMINAL] = { "--", "echo", PAYLOAD },
        [ROOTLESS] = { "--", "echo", PAYLOAD },
        [TRY] = { "--deny=reboot", "--try=kill,tgkill,fork" },
        [FULL] = { "--publish=18080:80", "--userns", "--read-only", "--",
                   "echo", PAYLOAD },
    };
    long late_ms = clock_limit(LATE_SECONDS) - clock_ms();
    char *argv[9] = { subject->program }, **next = argv + 1;

    if (subject->scenario == COMMAND) {
        add_wanted_option(subject, next);
        next += *next != NULL;
    }
    memcpy(next, words[is_mapped(subject) ? STORY : subject->scenario],
           sizeof words[0]);
    struct start how = { .argv = argv, .limit_ms = subject->ms + late_ms,
                         .typed = subject->scenario == TERMINAL,
                         .rootless = subject->scenario == ROOTLESS,
                         .mapped = is_mapped(subject) };
    if (subject->scenario == STEP || subject->scenario == TERMINAL)
        start_on_terminal(&how, injection, record, run);
    else
        start(&how, injection, record, run);
}

/* ---- what is left ------------------------------------------------------ */

/* True for a line of host_compare() about a cgroup or a file of another run:
   these are not in a private host, and others may be at work. */
static bool is_of_another(const char *line, pid_t pid)
{
    const char *name = strstr(line, "/loac-");

    return name && !strstr(line, "/run/")
           && strtol(name + strlen("/loac-"), NULL, 10) != pid;
}

/* Returns what the run has left on the host, or NULL. */
static const char *left_on_host(pid_t pid)
{
    const char *at = host_compare(&host), *all = at, *line;
    bool others = false;

    while (at && (line = text_line(&at))) {
        if (!is_of_another(line, pid))
            return all;
        others = true;
    }
    if (others) {
        host_forget(&host);
        host_snapshot(&host);
    }
    return NULL;
}

/* After SIGKILL, or an undo that has failed and said so, --sweep must do it. */
static const char *left_behind(const struct subject *subject,
                               const struct run *run, bool sweep)
{
    static struct run sweeping;
    char *argv[] = { subject->program, "--sweep", NULL };

    if (sweep) {
        struct start how = { .argv = argv, .limit_ms = BASELINE_MS };
        start(&how, NULL, NULL, &sweeping);
        if (sweeping.outcome.status != 0)
            return text("--sweep has failed: %s", sweeping.err);
    }
    return left_on_host(run->outcome.pid);
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

/* From the line on which it was typed to the next. */
static void mark_of_v(struct calls *calls)
{
    int lines = 0;

    for (size_t i = 0; i < calls->count; i++) {
        struct call *call = &calls->list[i];

        lines += call->process == 1 && strcmp(call->object, "/dev/tty") == 0
                 && strcmp(syscall_name(call->nr), "read") == 0;
        call->of_v = lines == LINE_OF_V;
    }
}

int experiment_baseline(struct subject *subject, char *said, size_t size)
{
    static struct run run;
    const struct outcome *outcome = &run.outcome;

    subject->ms = BASELINE_MS;
    start_subject(subject, NULL, &subject->calls, &run);
    mark_last(&subject->calls);
    mark_of_v(&subject->calls);
    subject->story = story_of(run.out);
    snprintf(said, size, "%.*s", (int) strcspn(run.err, "\n"), run.err);
    subject->signals = outcome->signals;
    subject->ms = outcome->ms;
    subject->cpu_ms = outcome->cpu_ms;
    const char *left = left_on_host(outcome->pid);
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

    start_subject(subject, &injection, NULL, &run);
    if (talk)
        printf("%s%s", run.out, run.err);
    result->value = injection.value;
    result->when = outcome->when;
    result->verdict = judge(subject, mode, &result->at, &run);
    if (!outcome->hung && !outcome->orphans)
        left = left_behind(subject, &run,
                           mode == MODE_KILL
                               || strstr(run.err, "could not remove"));
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
