/* subid.h - who may use which ids besides his own: /etc/subuid, /etc/subgid */

#ifndef SUBID_H
#define SUBID_H

#include "lessons/09-userns/idmap.h"

/* Reads one LINE, "ann:100000:65536", for the user NAME (or NULL) with the
   number UID, who may stand there by either; subuid(5).  Returns true and fills
   in RANGE (its INSIDE is 0).  A line of another user, or one that is not
   exactly two numbers after a name and colons, of ids from 1 to 2^32 - 2, is no
   range. */
bool subid_line(const char *line, const char *name, uid_t uid,
                struct id_run *range);

/* The largest range that the file PATH has for them, the first of equal ones.
   Returns 1; 0 if there is none, or no such file; -1 on failure. */
int subid_find(const char *path, const char *name, uid_t uid,
               struct id_run *range);

#endif
