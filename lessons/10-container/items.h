/* items.h - what a container is made of, one by one, for --without=ITEM

   Each item is one protection.  To leave it out is the best way to see what it
   is for; each has a test that fails without it. */

#ifndef ITEMS_H
#define ITEMS_H

#include <stdbool.h>

enum item {
    PRIVATE_MOUNTS, PID_NAMESPACE, NET_NAMESPACE, UTS_NAMESPACE, IPC_NAMESPACE,
    CGROUP, CGROUP_NAMESPACE, MASKS, READONLY_PATHS, TERMINAL, DESCRIPTORS,
    KEYRING, ENVIRONMENT, UMASK, LIMITS, HIDDEN, INIT, CAPS, NO_NEW_PRIVS,
    SECCOMP, SEALED, JANITOR, ITEMS
};

struct item_words {
    const char *name; /* in --without */
    int lesson;       /* which explains it */
    const char *gap;  /* what can be done when it is left out */
};

extern const struct item_words item_words[ITEMS];

/* Reads LIST, names between commas, into WITHOUT, bits 1 << item.  Returns 0,
   or -1 with a failure that names the nearest. */
int items_parse(const char *list, unsigned *without);

#endif
