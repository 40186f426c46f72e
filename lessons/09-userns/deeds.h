/* deeds.h - what the boxes of lesson 9 do when they are told to */

#ifndef USERNS_DEEDS_H
#define USERNS_DEEDS_H

#include "lessons/01-fork-wait/child.h"

#include <stddef.h>

enum order {
    LEAVE_USER = 1, /* a new user namespace; answers as WHO */
    WHO,            /* answers "uid 0, gid 0", as the box sees itself */
    BECOME_ROOT,    /* idmap_become_root(); answers as WHO */
    PREPARE,        /* a host name, network and mounts of its own, and the place
                       for the deeds of lesson 5: deeds_prepare() */
    MAKE_FILE,      /* makes MADE_INSIDE; answers with its owner's uid */
    GIVE_FILE,      /* gives it to uid 1; answers with its owner's uid */
    OWNER_OF_ROOT,  /* answers with the uid that owns "/" */
    DROP_GROUPS,    /* setgroups(2) without groups; answers "allowed" or the
                       name of the errno */
    VISIT,          /* enters the user namespace of the box that was named by
                       deeds_visit() before this one was made */
    LEAVE_REST,     /* new host name, network and mounts, for CHECK */
    TRY = 32,       /* TRY + n: deeds[n] of lesson 5; answers with 0 or errno */
    REACH = 64,     /* REACH + n: reaches[n] of reach.h; the same */
    CHECK = 96,     /* CHECK + n: runs checked_lessons[n] --check; answers with
                       its first line */
};

#define MADE_INSIDE "made-inside"

/* The lessons that need root, and no real one; ended by NULL. */
extern const char *const checked_lessons[];

/* A deed_fn of child.h. */
int userns_deeds(int order, char *answer, size_t size);

/* Says which process's user namespace VISIT enters. */
void deeds_visit(pid_t pid);

/* Runs build/LESSON --check, for a plain user or in a box, and puts its first
   line into SAID.  Returns 0; -1 if it cannot be run. */
int lesson_check(const char *lesson, char *said, size_t size);

#endif
