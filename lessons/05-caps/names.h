/* names.h - sets of capabilities, and the names in them

   The kernel keeps a set as 64 bits, capability number c being bit c, and
   prints it in hexadecimal.  The names are those of capabilities(7). */

#ifndef CAP_NAMES_H
#define CAP_NAMES_H

#include <stddef.h>
#include <stdint.h>

typedef uint64_t cap_set;

#define CAP_BIT(cap) ((cap_set) 1 << (cap))

/* What container engines leave to root unless told otherwise, as moby's
   caps/defaults.go and containers/common's default.go list them. */
extern const cap_set docker_keeps; /* 14, a80425fb */
extern const cap_set podman_keeps; /* 11: without MKNOD, NET_RAW, AUDIT_WRITE */

/* The name of capability CAP without its CAP_, as "NET_ADMIN"; NULL if it is
   newer than this table. */
const char *cap_name(int cap);

/* Writes the names in SET into TEXT, "CHOWN NET_ADMIN", a capability that is
   newer than the table as its number, and "none" for the empty set.  Returns
   TEXT; 700 bytes hold any set. */
const char *caps_text(cap_set set, char *text, size_t size);

int caps_count(cap_set set);

/* Reads LIST, items between commas: a name with or without CAP_ in any case, a
   number, or docker, podman or none.  Returns 0 and fills in SET; or -1, and
   the failure names the wrong item and the name that was probably meant. */
int caps_parse(const char *list, cap_set *set);

#endif
