/* scenario.c - the ways to start a lesson, and what is typed then

   See also: memfd_create(2), pty(7). */

#include "scenario.h"

#include "lessons/06-seccomp/syscalls.h"
#include "tests/support/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#define LATE_SECONDS 5

static int out = -1, err = -1;

static void must(bool worked, const char *call)
{
    if (worked)
        return;
    fprintf(stderr, "faults: %s: %s\n", call, strerror(errno));
    exit(2);
}

void scenario_begin(void)
{
    out = memfd_create("stdout", MFD_CLOEXEC);
    err = memfd_create("stderr", MFD_CLOEXEC);
    must(out != -1 && err != -1, "memfd_create");
}

static bool is_lesson(const struct subject *subject, const char *number)
{
    return strncmp(subject->name, number, 3) == 0;
}

/* ---- what one lesson alone has, and others would only repeat ----------- */

/* At which pause of --step a lesson is killed, so that there is something to
   sweep; 0: it is not tried. */
static int pause_to_die_at(const struct subject *subject)
{
    static const struct {
        const char *lesson;
        int pause;
    } known[] = { { "02-", 7 }, { "03-", 3 } };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (is_lesson(subject, known[i].lesson))
            return known[i].pause;
    return 0;
}

bool scenario_is_of(const struct subject *subject)
{
    switch (subject->scenario) {
    case TRY:
        return is_lesson(subject, "06-");
    case FULL: case TERMINAL:
        return is_lesson(subject, "10-");
    case ROOTLESS:
        return is_lesson(subject, "10-") || is_lesson(subject, "02-");
    case SWEEP:
        return pause_to_die_at(subject) > 0;
    default:
        return true;
    }
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

/* A new terminal that echoes nothing, with a reader who types ahead.  Returns
   the other side, pty(7), which keeps it alive. */
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
        if (is_lesson(subject, wanted[i].lesson))
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
        [SWEEP] = { "--sweep" },
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

/* The lesson is killed where something has a name that outlives it.  Before
   that pause, help and v were typed as well.  Returns false if it did not come
   so far. */
static bool plant(const struct subject *subject, struct run *run)
{
    char *argv[] = { subject->program, "--step", NULL };
    struct start how = { .argv = argv, .limit_ms = MOST_MS };
    struct injection kill = { BLOW_SIGNAL,
        { .process = 1, .nr = SYS_read, .object = "/dev/tty",
          .nth = pause_to_die_at(subject) + 2 }, SIGKILL };

    start_on_terminal(&how, &kill, NULL, run);
    run->planted = run->outcome.pid;
    return run->outcome.hit;
}

void scenario_run(const struct subject *subject,
                  const struct injection *injection, struct calls *record,
                  struct run *run)
{
    run->planted = 0;
    if (subject->scenario != SWEEP) {
        start_subject(subject, injection, record, run);
    } else if (plant(subject, run)) {
        long cpu_ms = run->outcome.cpu_ms;
        start_subject(subject, injection, record, run);
        run->outcome.cpu_ms += cpu_ms;
    }
}

void scenario_sweep(const struct subject *subject, struct run *run)
{
    char *argv[] = { subject->program, "--sweep", NULL };
    struct start how = { .argv = argv, .limit_ms = MOST_MS };

    start(&how, NULL, NULL, run);
}

void scenario_mark_v(struct calls *calls)
{
    int lines = 0;

    for (size_t i = 0; i < calls->count; i++) {
        struct call *call = &calls->list[i];

        lines += call->process == 1 && strcmp(call->object, "/dev/tty") == 0
                 && strcmp(syscall_name(call->nr), "read") == 0;
        call->of_v = lines == LINE_OF_V;
    }
}
