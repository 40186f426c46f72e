/* names.c - sets of capabilities, and the names in them

   The question: what do the 64 bits of CapEff in /proc/PID/status mean?  One
   table, in the order of the numbers in linux/capability.h.  The kernel knows
   no names: a newer one may have more bits than this table, and those are shown
   as numbers.

   See also: capabilities(7), capsh(1) with --decode. */

#include "lessons/05-caps/names.h"

#include "common/failure.h"
#include "common/nearest.h"

#include <linux/capability.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ANCHOR: names */
static const char *const names[] = {
    "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL",
    "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE", "NET_BIND_SERVICE",
    "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER",
    "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT",
    "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME",
    "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL",
    "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM",
    "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF", "CHECKPOINT_RESTORE",
};
/* ANCHOR_END: names */

#define NAMES ((int) (sizeof names / sizeof names[0]))

#define PODMAN                                                             \
    (CAP_BIT(CAP_CHOWN) | CAP_BIT(CAP_DAC_OVERRIDE) | CAP_BIT(CAP_FOWNER)  \
     | CAP_BIT(CAP_FSETID) | CAP_BIT(CAP_KILL) | CAP_BIT(CAP_SETGID)       \
     | CAP_BIT(CAP_SETUID) | CAP_BIT(CAP_SETPCAP)                          \
     | CAP_BIT(CAP_NET_BIND_SERVICE) | CAP_BIT(CAP_SYS_CHROOT)             \
     | CAP_BIT(CAP_SETFCAP))

const cap_set podman_keeps = PODMAN;
const cap_set docker_keeps = PODMAN | CAP_BIT(CAP_MKNOD) | CAP_BIT(CAP_NET_RAW)
                             | CAP_BIT(CAP_AUDIT_WRITE);

const char *cap_name(int cap)
{
    return cap >= 0 && cap < NAMES ? names[cap] : NULL;
}

const char *caps_text(cap_set set, char *text, size_t size)
{
    size_t used = 0;

    snprintf(text, size, "none");
    for (int cap = 0; cap < 64 && used < size; cap++) {
        const char *space = used ? " " : "";

        if (!(set & CAP_BIT(cap)))
            continue;
        int more = cap_name(cap)
            ? snprintf(text + used, size - used, "%s%s", space, cap_name(cap))
            : snprintf(text + used, size - used, "%s%d", space, cap);
        used += (size_t) more;
    }
    return text;
}

int caps_count(cap_set set)
{
    return __builtin_popcountll(set);
}

/* ---- from names to bits ------------------------------------------------ */

static const struct list {
    const char *name;
    const cap_set *keeps;
} lists[] = {
    { "docker", &docker_keeps },
    { "podman", &podman_keeps },
    { "none", &(const cap_set){ 0 } },
};

#define LISTS ((int) (sizeof lists / sizeof lists[0]))

/* All words that caps_parse() takes, for nearest(). */
static const char *word(int i)
{
    if (i < NAMES)
        return names[i];
    return i - NAMES < LISTS ? lists[i - NAMES].name : NULL;
}

static bool parse_number(const char *item, cap_set *set)
{
    char *end;
    unsigned long cap = strtoul(item, &end, 10);

    if (*item < '0' || *item > '9' || *end != '\0' || cap > 63)
        return false;
    *set = CAP_BIT(cap);
    return true;
}

static int parse_item(const char *item, cap_set *set)
{
    bool has_prefix = strncasecmp(item, "CAP_", 4) == 0;
    const char *name = has_prefix ? item + 4 : item;

    for (int i = 0; i < LISTS; i++)
        if (strcasecmp(item, lists[i].name) == 0) {
            *set = *lists[i].keeps;
            return 0;
        }
    for (int cap = 0; cap < NAMES; cap++)
        if (strcasecmp(name, names[cap]) == 0) {
            *set = CAP_BIT(cap);
            return 0;
        }
    if (parse_number(item, set))
        return 0;

    const char *meant = nearest(name, word);
    if (!meant)
        return failed_saying("capabilities(7) lists them",
                             "'%s' is no capability", item);
    char words[64];
    snprintf(words, sizeof words, "did you mean %s?", meant);
    return failed_saying(words, "'%s' is no capability", item);
}

int caps_parse(const char *list, cap_set *set)
{
    char item[80];
    cap_set one = 0;

    *set = 0;
    for (;;) {
        size_t length = strcspn(list, ",");

        snprintf(item, sizeof item, "%.*s", (int) length, list);
        if (length == 0)
            return failed_saying("expected names between commas, or docker, "
                                 "podman or none", "an empty name");
        if (length >= sizeof item)
            return failed_saying("is too long for a capability", "'%s...'",
                                 item);
        if (parse_item(item, &one) == -1)
            return -1;
        *set |= one;
        if (list[length] == '\0')
            return 0;
        list += length + 1;
    }
}
