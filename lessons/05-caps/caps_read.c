/* caps_read.c - the five capability sets of a process, read

   The question: what may this process do?  Asked in two ways, the system calls
   and /proc, because a step that took something away is checked by both.

   See also: capabilities(7), capget(2), prctl(2), proc(5). */

#include "lessons/05-caps/caps.h"

#include "common/failure.h"
#include "common/files.h"

#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int caps_last(void)
{
    char text[32], *end;

    if (read_file("/proc/sys/kernel/cap_last_cap", text, sizeof text) == -1)
        return -1;
    long last = strtol(text, &end, 10);
    if (end == text || *end != '\0' || last < 0 || last > 63)
        return failed_saying("is not a number from 0 to 63",
                             "cap_last_cap: '%s'", text);
    return (int) last;
}

/* ANCHOR: capget */
/* Version 3 has 64 bits in two words of 32, the low one first; capget(2). */
static int read_three_sets(struct caps *caps)
{
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct data[2] = { 0 };

    if (syscall(SYS_capget, &header, data) == -1)
        return failed("capget(version 3)");
    caps->effective = data[0].effective | (cap_set) data[1].effective << 32;
    caps->permitted = data[0].permitted | (cap_set) data[1].permitted << 32;
    caps->inheritable
        = data[0].inheritable | (cap_set) data[1].inheritable << 32;
    return 0;
}
/* ANCHOR_END: capget */

/* The bounding and the ambient set are asked for bit by bit; prctl(2). */
static int read_two_sets(struct caps *caps)
{
    int last = caps_last();

    for (int cap = 0; cap <= last; cap++) {
        int bound = prctl(PR_CAPBSET_READ, cap, 0, 0, 0);
        int ambient = prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0, 0);

        if (bound == -1 || ambient == -1)
            return failed("prctl(%s, %d)", bound == -1 ? "PR_CAPBSET_READ"
                          : "PR_CAP_AMBIENT_IS_SET", cap);
        caps->bounding |= bound ? CAP_BIT(cap) : 0;
        caps->ambient |= ambient ? CAP_BIT(cap) : 0;
    }
    return last == -1 ? -1 : 0;
}

int caps_has_no_new_privs(void)
{
    int set = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);

    return set == -1 ? failed("prctl(PR_GET_NO_NEW_PRIVS)") : set;
}

int caps_read(struct caps *caps)
{
    *caps = (struct caps){ 0 };
    if (read_three_sets(caps) == -1 || read_two_sets(caps) == -1)
        return -1;
    int set = caps_has_no_new_privs();
    caps->no_new_privs = set == 1;
    return set == -1 ? -1 : 0;
}

/* A line of /proc/PID/status is "CapEff:<tab>000001ffffffffff". */
static int status_line(const char *status, const char *label, cap_set *value)
{
    const char *line = strstr(status, label);

    if (!line)
        return failed_saying("there is no such line", "/proc/PID/status, %s",
                             label + 1);
    *value = strtoull(line + strlen(label), NULL, 16);
    return 0;
}

int caps_of(pid_t pid, struct caps *caps)
{
    char path[64], status[8192];
    cap_set set = 0;

    *caps = (struct caps){ 0 };
    snprintf(path, sizeof path, pid ? "/proc/%d/status" : "/proc/self/status",
             (int) pid);
    if (read_file(path, status, sizeof status) == -1
        || status_line(status, "\nCapEff:", &caps->effective) == -1
        || status_line(status, "\nCapPrm:", &caps->permitted) == -1
        || status_line(status, "\nCapBnd:", &caps->bounding) == -1
        || status_line(status, "\nCapInh:", &caps->inheritable) == -1
        || status_line(status, "\nCapAmb:", &caps->ambient) == -1
        || status_line(status, "\nNoNewPrivs:", &set) == -1)
        return -1;
    caps->no_new_privs = set != 0;
    return 0;
}
