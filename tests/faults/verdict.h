/* verdict.h - was a run as it must be? */

#ifndef FAULTS_VERDICT_H
#define FAULTS_VERDICT_H

#include "inject.h"

#include <stdbool.h>

/* How a lesson is started: --pace=0; --step, on a terminal on which somebody
   presses Enter, and v once; --check; -- echo payload; --try, which lesson 6
   alone has; the command again in a container that has all that lesson 10 can
   make, at a terminal, and by a user who is not root (another lesson tells its
   story then, below unshare -Ur); --sweep, after a run that was killed and has
   left something. */
enum scenario {
    STORY, STEP, CHECK, COMMAND, TRY, FULL, TERMINAL, ROOTLESS, SWEEP,
    SCENARIOS
};
#define PAYLOAD "payload"

/* What goes wrong. */
enum mode {
    MODE_ERR,  /* a call of any process fails */
    MODE_INT,  /* the lesson is interrupted: SIGINT */
    MODE_KILL, /* the lesson is killed: SIGKILL */
    MODE_BOX,  /* a child of it is killed */
    MODES
};
extern const char *const mode_names[MODES];
extern const char *const scenario_names[SCENARIOS];

enum verdict {
    FINE,
    MISSED,    /* the call was not made this time: no experiment */
    HANG,      /* not ended 5 s after it should have */
    LEAK,      /* the host is not as it was */
    DEADLY,    /* a process of it died of a signal that nobody sent */
    NOMSG,     /* it failed and said nothing */
    WRONGCODE, /* an exit status that means something else */
    SILENT,    /* a call failed or a signal came, and exit status 0 */
    RAN,       /* a child failed, and the command ran all the same */
    VERDICTS
};
extern const char *const verdict_names[VERDICTS];

/* A lesson, started in one way, and its undisturbed run. */
struct subject {
    const char *name; /* "02-unshare" */
    char *program;    /* "build/02-unshare" */
    enum scenario scenario;
    struct calls calls;
    char *story; /* its output, pids and times taken out */
    unsigned long long signals;
    long ms, cpu_ms;
};

/* True if its story is told by the root of a user namespace. */
bool is_mapped(const struct subject *subject);

/* What came of one run of it. */
struct run {
    struct outcome outcome;
    char out[65536], err[8192]; /* what it said */
    pid_t planted; /* of the run that was killed before --sweep, or 0 */
};

/* TEXT without what differs from run to run: a number, a MAC, an address or the
   rest of a name such as loac-1-2 becomes #, white space one space.  From
   malloc(3). */
char *story_of(const char *text);

/* Judges a run into which a fault of MODE was brought at the call AT.  What is
   left on the host is not looked at. */
enum verdict judge(const struct subject *subject, enum mode mode,
                   const struct call *at, const struct run *run);

/* Says in words what became of it; LEFT (may be NULL): what is on the host. */
void describe(const struct subject *subject, const struct run *run,
              enum verdict verdict, const char *left, char *detail,
              size_t size);

#endif
