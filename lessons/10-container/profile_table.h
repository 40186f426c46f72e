/* profile_table.h - the tables that profile.c puts together */

#ifndef PROFILE_TABLE_H
#define PROFILE_TABLE_H

#include "lessons/06-seccomp/filter.h"

#include <stdint.h>

/* Let in whatever is kept; ended by NULL.  ioctl(2) is not in it. */
extern const char *const profile_always[];

/* Let in with one capability more; ended by one without a call. */
struct profile_with {
    int cap;
    const char *call;
};
extern const struct profile_with profile_with[];

/* Address families of socket(2) that may be used besides those below 12; ended
   by 0.  What personality(2) may be asked for. */
#define PROFILE_PERSONALITIES 5
extern const unsigned char profile_families[];
extern const uint32_t profile_personalities[PROFILE_PERSONALITIES];

/* Without CAP_SYS_ADMIN: no new namespaces.  And what Docker's profile does not
   have, no typing into a terminal.  Ended by one without a call. */
extern const struct rule profile_no_namespaces[], profile_no_typing[];

#endif
