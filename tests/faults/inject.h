/* inject.h - one call of one process goes wrong, and what became of it

   As strace(1) does it with -e inject=..., by ptrace(2).  But strace counts
   calls in each process by itself and strikes every process: the third read of
   the parent goes wrong before its child gets to a third read.  (Of 76 calls of
   the box of lesson 2, 55 would never be reached.)  Here each call of each
   process has an address. */

#ifndef FAULTS_INJECT_H
#define FAULTS_INJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The NTH call with number NR about OBJECT (a file, a descriptor, or "") in a
   process.  Process 1 is the program, 2 the first child that it makes, 3 the
   next or the first child of that, and so on.  In the program itself calls
   count from main() on: those before are the loader's. */
struct call {
    int process, nr, nth;
    char object[80];
    bool last; /* after it the program waits no more, poll(2) */
    bool of_v; /* made because somebody has typed v at a pause of --step */
};

/* The same call of the same side, program or child, about the same thing. */
bool call_is_like(const struct call *a, const struct call *b);

enum blow {
    NO_BLOW,
    BLOW_ERROR, /* the call is not executed and fails with errno VALUE */
    BLOW_SIGNAL /* the process gets signal VALUE when it enters the call */
};

struct injection {
    enum blow blow;
    struct call at;
    int value;
};

/* The calls of one run in their order, for run_program() to fill in. */
struct calls {
    struct call *list;
    size_t count, room;
};

struct outcome {
    pid_t pid;              /* of the program */
    bool hit;               /* the call was made */
    int when;               /* then: as strace(1) counts, see when= there */
    bool hung;              /* not ended within the limit: killed */
    int status;             /* wait status of the program, wait(2) */
    int orphans;            /* processes that lived on 3 s after it: killed */
    unsigned long long signals; /* bit N: a process of it died of signal N,
                                   such as SIGSEGV, that nobody has sent */
    long ms, cpu_ms;        /* time it took, and that of processors */
    char stuck[200];        /* of hung or orphans: which, where */
};

/* How a program is started: with OUT and ERR as standard output and error, and
   TERMINAL (may be NULL) as its controlling terminal, tty(4). */
struct start {
    char *const *argv;
    int out, err;
    const char *terminal; /* of its session, or NULL */
    bool typed;           /* standard input and output are that terminal */
    bool rootless;        /* as user and group 65534 */
    bool mapped;          /* and then as root in a user namespace of his own */
    long limit_ms; /* then it is killed */
};

/* Runs a program in a session of its own.  WHAT (may be NULL) goes wrong; the
   calls are added to CALLS (may be NULL).  A process that has become another
   program is followed but not counted.  Returns 0, or -1 with errno. */
int run_program(const struct start *start, const struct injection *what,
                struct calls *calls, struct outcome *what_became);

#endif
