/* look.h - which namespaces processes are in, as the story says it */

#ifndef UNSHARE_LOOK_H
#define UNSHARE_LOOK_H

#include <sys/types.h>

#define MOST_TYPES 16
typedef char type_name[16];

/* Lists the types in /proc/self/ns, and counts its links: there are two more,
   which say where the next child will be; namespaces(7).  Returns how many
   types, or -1. */
int list_types(type_name types[MOST_TYPES], int *links);

/* Of how many of the COUNT types the processes A and B are in the same
   namespace; -1 if one of them may not be looked at, proc(5). */
int count_same(pid_t a, pid_t b, type_name types[], int count);

/* "same", "different" or "(cannot be read)". */
const char *said_namespaces(pid_t a, pid_t b, const char *type);

#endif
