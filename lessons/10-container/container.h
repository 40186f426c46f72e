/* container.h - a container, made of what lessons 1 to 9 have left

   Its life is a list of stages.  Those up to FIRST_INSIDE are done by the
   parent on the host, the others by the container's first process, when it is
   told to. */

#ifndef CONTAINER_H
#define CONTAINER_H

#include "lessons/01-fork-wait/child.h"
#include "lessons/04-cgroup-memory/cgroup.h"
#include "lessons/04-cgroup-memory/gate.h"
#include "lessons/06-seccomp/filter.h"
#include "lessons/09-userns/idmap.h"
#include "lessons/10-container/cable.h"
#include "lessons/10-container/janitor.h"
#include "lessons/10-container/raw.h"
#include "lessons/10-container/relay.h"
#include "lessons/10-container/settings.h"

#include <stdbool.h>
#include <sys/ioctl.h>

enum stage {
    RESERVE, HIRE, BIRTH, MAP_IDS, LIMIT, PLUG, ANSWER,
    JOIN, FIRST_INSIDE = JOIN, BE_ROOT, OWN_GROUPS, PRIVATE, LAYERS,
    PROC_AND_SYS, DEVICES, ENTER, MASK, PROTECT, SEAL, NAME, NETWORK,
    OWN_TERMINAL, OWN_KEYRING, OWN_ENVIRONMENT, OWN_UMASK, NO_CORES, CLOSE,
    RIGHTS, LOCK, FILTER, HIDE, COMMAND, SERVE, STAGES
};

struct stage_words {
    int lesson;
    const char *what;
    const char *calls; /* the system calls that matter */
};

extern const struct stage_words stage_words[STAGES];

struct container {
    const struct settings *settings;
    char **command;

    struct child box;      /* its first process; pid 0: not born or gone */
    pid_t payload;         /* the command, as the container numbers it */
    const char *image;
    bool has_userns, has_cgroup, has_cable;
    struct cgroup cgroup;
    struct cgroup_gate gate;
    struct idmap ids;
    struct cable cable;
    struct filter filter;
    struct janitor janitor;
    struct helper relay;
    struct route_in routes[MOST_PUBLISHED];
    const int *inside;     /* its standard input and output; NULL: ours */
    unsigned terminals;    /* of descriptors 0 to 2, pty.h */
    int terminal[2];       /* unix sockets: the master comes by the first */
    struct winsize window; /* how large the terminal is at first */
    bool passes_signals;   /* one that arrives while the command starts is for
                              the command; else it stops us */
    int interrupts;        /* how often SIGINT was passed on */
    struct raw raw;
};

/* Decides what can be had here and gets ready; nothing is made yet.  NOTE is
   called with what has to be done without, in words (a plain user gets no cable
   and perhaps no cgroup); what was asked for and cannot be had is a failure.
   Returns 0, or -1. */
int container_prepare(struct container *container,
                      const struct settings *settings, char *command[],
                      void (*note)(const char *what));

/* True if there is something to do at STAGE of this container. */
bool container_has(const struct container *container, enum stage stage);

/* Goes through the stages from FROM to UNTO; those on the host register their
   undo.  COMMAND returns when the command runs.  Returns 0, or -1. */
int container_do(struct container *container, enum stage from, enum stage to);

/* Waits for the end of the container and takes its wait status.  Returns 0, or
   -1 with a failure, which is a signal's if one has arrived: pass it on with
   container_pass_on(), and call again. */
int container_wait(struct container *container, int *status);

/* Passes on SIGNAL, which was sent to us.  The first SIGINT is the command's;
   who asks again means it, and the container is killed.  Returns 0, or -1. */
int container_pass_on(struct container *container, int signal);

/* Sends SIGNAL to its first process, which passes it on to the command.
   Returns 0, or -1. */
int container_signal(struct container *container, int signal);

#endif
