/* outside.c - a container's life on the host: what its parent does

   The question: what can only be done from outside?  To say how much it may
   use, which ids it has, and to put one end of a cable into it.

   See also: clone(2), cgroups(7), user_namespaces(7), veth(4). */

#include "lessons/10-container/container.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"
#include "common/wait.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/10-container/inside.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool without(const struct container *c, enum item item)
{
    return left_out(c->settings, item);
}

/* ---- the stages on the host -------------------------------------------- */

static int reserve(struct container *c)
{
    for (size_t i = 0; i < c->settings->publishes; i++) {
        c->routes[i].port = c->settings->published[i].box_port;
        if (publish_listen(&c->settings->published[i], &c->routes[i].listener)
            == -1)
            return -1;
    }
    if (c->settings->bridged)
        c->cable = *c->settings->bridged;
    return c->has_cable && !c->settings->bridged ? cable_reserve(&c->cable) : 0;
}

static int hire_janitor(struct container *c)
{
    if (undo_later(janitor_dismiss, &c->janitor, "the janitor", NULL) == -1)
        return -1;
    return janitor_start(&c->janitor, c->has_cgroup ? &c->cgroup : NULL,
                         c->terminals ? &c->raw : NULL);
}

/* ANCHOR: birth */
static int namespaces_of(const struct container *c)
{
    return CLONE_NEWNS | (c->has_userns ? CLONE_NEWUSER : 0)
         | (without(c, PID_NAMESPACE) ? 0 : CLONE_NEWPID)
         | (without(c, NET_NAMESPACE) ? 0 : CLONE_NEWNET)
         | (without(c, UTS_NAMESPACE) ? 0 : CLONE_NEWUTS)
         | (without(c, IPC_NAMESPACE) ? 0 : CLONE_NEWIPC);
}

/* The directories are made first, for who is born in one need not be moved; the
   limits are set when somebody is there. */
static int make_cgroup(struct container *c)
{
    char what[128], by_hand[160];

    if (!c->settings->cgroup) {
        cgroup_words(&c->cgroup, what, by_hand);
        if (undo_later(cgroup_undo, &c->cgroup, what, by_hand) == -1
            || cgroup_create(&c->cgroup) == -1)
            return -1;
    }
    return cgroup_gate_open(&c->cgroup, &c->gate);
}

static int give_birth(struct container *c)
{
    container_is(c);
    if (c->has_cgroup && make_cgroup(c) == -1)
        return -1;
    if (undo_later(child_stop, &c->box, "the container", NULL) == -1
        || box_clone_into(&c->box, namespaces_of(c), c->gate.birthplace,
                          container_deeds) == -1)
        return -1;
    cgroup_gate_close(&c->gate);
    return c->janitor.helper.pid ? janitor_watch(&c->janitor, c->box.pid) : 0;
}
/* ANCHOR_END: birth */

/* ANCHOR: limit */
static int limit(struct container *c)
{
    const struct settings *s = c->settings;

    if (s->cgroup)
        return 0;
    if (cgroup_limit_memory(&c->cgroup, s->memory) == -1
        || cgroup_limit_pids(&c->cgroup, s->pids) == -1)
        return -1;
    return s->cpu > 0 ? cgroup_limit_cpu(&c->cgroup, s->cpu) : 0;
}
/* ANCHOR_END: limit */

static int answer_ports(struct container *c)
{
    struct in_addr address = subnet_address(&c->cable.subnet,
                                            c->cable.number);

    if (undo_later(relay_stop, &c->relay, "the relay", NULL) == -1
        || relay_start(&c->relay, address, c->routes, c->settings->publishes)
            == -1)
        return -1;
    for (size_t i = 0; i < c->settings->publishes; i++)
        close(c->routes[i].listener);
    return 0;
}

static int on_the_host(struct container *c, enum stage stage)
{
    switch (stage) {
    case RESERVE: return reserve(c);
    case HIRE:    return hire_janitor(c);
    case BIRTH:   return give_birth(c);
    case MAP_IDS: return idmap_write(c->box.pid, &c->ids);
    case LIMIT:   return limit(c);
    case PLUG:    return cable_plug(&c->cable, c->box.pid);
    case ANSWER:  return answer_ports(c);
    default:      return -1;
    }
}

/* ---- through the stages ------------------------------------------------ */

bool container_has(const struct container *c, enum stage stage)
{
    switch (stage) {
    case RESERVE:         return c->has_cable;
    case HIRE:            return !without(c, JANITOR);
    case MAP_IDS:
    case BE_ROOT:         return c->has_userns;
    case LIMIT:
    case JOIN:            return c->has_cgroup;
    case PLUG:            return c->has_cable;
    case ANSWER:          return c->settings->publishes > 0;
    case OWN_GROUPS:      return !without(c, CGROUP_NAMESPACE);
    case MASK:            return !without(c, MASKS);
    case PROTECT:         return !without(c, READONLY_PATHS);
    case SEAL:            return c->settings->read_only;
    case NAME:            return !without(c, UTS_NAMESPACE);
    case NETWORK:         return !without(c, NET_NAMESPACE);
    case OWN_TERMINAL:    return c->terminals != 0;
    case OWN_KEYRING:     return !without(c, KEYRING);
    case OWN_ENVIRONMENT: return !without(c, ENVIRONMENT);
    case OWN_UMASK:       return !without(c, UMASK);
    case NO_CORES:        return !without(c, LIMITS);
    case CLOSE:           return !without(c, DESCRIPTORS);
    case LOCK:            return !without(c, NO_NEW_PRIVS);
    case FILTER:          return !without(c, SECCOMP);
    case HIDE:            return !without(c, HIDDEN);
    default:              return true;
    }
}

/* The last stage: the box serves its command until that ends. */
static int begin_to_serve(struct container *c)
{
    if (child_tell(&c->box, SERVE) == -1)
        return -1;
    return child_let_go(&c->box);
}

/* Without init process 1 is to begin a session of its own, and leads a group
   already, which forbids it; setsid(2).  So it comes back to ours, when it has
   made that one. */
static int become_command(struct container *c)
{
    if (c->terminals && setpgid(c->box.pid, getpgrp()) == -1)
        return failed("setpgid(%d, my group)", (int) c->box.pid);
    return child_order_exec(&c->box, COMMAND);
}

/* A signal in this very moment may be passed on when the command runs. */
static int start_command(struct container *c)
{
    char answer[32] = "";
    int early = 0;

    if (child_order(&c->box, COMMAND, answer, sizeof answer) == -1) {
        early = last_failure()->signal;
        if (!early || child_answer(&c->box, answer, sizeof answer) == -1)
            return -1;
    }
    c->payload = atoi(answer);
    if (begin_to_serve(c) == -1)
        return -1;
    if (early && !c->passes_signals)
        return failed_by_signal(early);
    return early ? container_pass_on(c, early) : 0;
}

static int order(struct container *c, enum stage stage)
{
    /* A signal until here stops us; after it, it is for the command. */
    if (child_order(&c->box, stage < COMMAND ? stage : COMMAND - 1, NULL, 0)
        == -1)
        return -1;
    if (stage < COMMAND)
        return 0;
    return without(c, INIT) ? become_command(c) : start_command(c);
}

int container_do(struct container *c, enum stage from, enum stage to)
{
    for (enum stage stage = from; stage <= to && stage < FIRST_INSIDE; stage++)
        if (container_has(c, stage) && on_the_host(c, stage) == -1)
            return -1;
    if (to < FIRST_INSIDE)
        return 0;
    return order(c, to);
}

/* ---- and its end ------------------------------------------------------- */

int container_wait(struct container *c, int *status)
{
    if (wait_for(c->box.pidfd, -1) == -1
        || child_wait(&c->box, status) == -1)
        return -1;
    undo_forget(&c->box);
    return 0;
}

int container_pass_on(struct container *c, int signal)
{
    if (signal == SIGINT && ++c->interrupts > 1)
        signal = SIGKILL;
    return container_signal(c, signal);
}

int container_signal(struct container *c, int signal)
{
    if (kill(c->box.pid, signal) == -1 && errno != ESRCH)
        return failed("kill(%d, %d)", (int) c->box.pid, signal);
    return 0;
}
