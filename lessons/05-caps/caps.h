/* caps.h - the five capability sets of a process, read and given up

   What root may do is cut into some forty pieces; a process has five sets of
   them, and the kernel asks the effective set.  Giving up is for ever only if
   the bounding set goes too: execve(2) by uid 0 gives the rest back.  See
   capabilities(7). */

#ifndef CAPS_H
#define CAPS_H

#include "lessons/05-caps/names.h"

#include <stdbool.h>
#include <sys/types.h>

struct caps {
    cap_set effective;   /* what the kernel checks */
    cap_set permitted;   /* what may be made effective */
    cap_set bounding;    /* what execve(2) may still give */
    cap_set inheritable; /* what a program file may ask to keep */
    cap_set ambient;     /* what a plain user's program keeps */
    bool no_new_privs;   /* execve(2) gives nothing that was not there */
};

/* The highest capability number of the running kernel,
   /proc/sys/kernel/cap_last_cap; proc(5).  -1 on failure. */
int caps_last(void);

/* Reads the sets of the caller by capget(2) and prctl(2), some eighty calls.
   Returns 0, or -1. */
int caps_read(struct caps *caps);

/* Reads the sets of process PID (0: the caller) from /proc/PID/status;
   proc(5).  Returns 0, or -1. */
int caps_of(pid_t pid, struct caps *caps);

/* Gives up what is not in KEEP from the permitted and effective sets, and all
   of the inheritable set; capset(2).  The bounding set stays: execve(2) as
   uid 0 gives everything back.  Returns 0, or -1. */
int caps_lower(cap_set keep);

/* Gives up what is not in KEEP from the bounding set, for ever, and all of the
   ambient set; prctl(2), PR_CAPBSET_DROP.  Needs CAP_SETPCAP.  Returns 0, or
   -1. */
int caps_bound(cap_set keep);

/* Whether the caller has no_new_privs on, by prctl(2): 1, 0, or -1. */
int caps_has_no_new_privs(void);

/* No execve(2) of the caller and its descendants will gain a privilege, by
   set-user-ID or file capabilities; prctl(2), PR_SET_NO_NEW_PRIVS.  Returns 0,
   or -1. */
int caps_no_new_privs(void);

/* Keeps exactly KEEP: bounding, permitted and effective sets become KEEP,
   inheritable and ambient empty.  All five are read back, by two ways, before 0
   is returned.  -1 if the caller does not have all of KEEP, if the kernel
   refuses, or if it agrees and does not do it: then nothing may be run. */
int caps_keep(cap_set keep);

/* For a set that was read back, SET being its name: 0 if it is as WANTED; -1 if
   not, for then the kernel has agreed to a change and not made it. */
int caps_must_be(const char *set, cap_set wanted, cap_set found);

/* Whether execve(2) will leave KEEP to the program: 0; or -1 if the caller is
   not uid 0, or SECBIT_NOROOT is set, for then programs keep ambient
   capabilities only. */
int caps_survive_exec(cap_set keep);

#endif
