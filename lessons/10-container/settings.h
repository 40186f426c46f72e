/* settings.h - what a container is asked to be

   One struct, filled in from the command line (or by a lesson), and only read
   after that. */

#ifndef SETTINGS_H
#define SETTINGS_H

#include "common/story.h"
#include "lessons/05-caps/names.h"
#include "lessons/10-container/items.h"
#include "lessons/10-container/publish.h"
#include "lessons/10-container/user.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MOST_VARIABLES 64

struct settings {
    const char *image;    /* a directory; NULL: the one that make has built */
    bool read_only;       /* the root; else writes go to a layer that is thrown
                             away */
    const char *hostname; /* 1 to 64 letters, digits, "-" and "." */
    uint64_t memory;      /* bytes, without swap */
    int cpu;              /* hundredths of one CPU; 0: no limit */
    long pids;            /* processes and threads */
    bool limits_asked; /* one of the three was given: no cgroup is an error */
    const struct cgroup *cgroup; /* one that exists, to join instead: several
                             containers share its limits, as in a pod */
    const struct cable *bridged; /* a network that it joins instead of having a
                             subnet of its own; cable.h */
    cap_set caps_added;   /* to podman's 11 */
    bool all_caps;        /* all that there are */
    cap_set caps_dropped; /* wins */
    struct user user;     /* who the command is */
    char *env[MOST_VARIABLES + 1]; /* NAME=VALUE; ended by NULL */
    bool network;         /* a cable to the host */
    struct published published[MOST_PUBLISHED];
    size_t publishes;
    bool userns;          /* root inside is nobody outside */
    bool timeline;
    unsigned without;     /* bits 1 << enum item */
};

/* What holds unless it is asked for otherwise. */
extern const struct settings default_settings;

/* What the command line asks for: the options of lesson 10, and what they have
   filled in. */
extern const struct lesson_option settings_options[];
extern struct settings asked;

/* The capabilities that root in the container keeps out of those that the
   caller HAS.  Those asked for by name are kept, or it is an error later. */
cap_set settings_caps(const struct settings *settings, cap_set has);

bool left_out(const struct settings *settings, enum item item);

#endif
