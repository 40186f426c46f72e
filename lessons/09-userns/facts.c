/* facts.c - what lesson 9 says of its boxes, read back from the kernel

   See also: proc(5), nsenter(1). */

#include "lessons/09-userns/facts.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/voice.h"
#include "lessons/05-caps/caps.h"
#include "lessons/05-caps/table.h"
#include "lessons/09-userns/deeds.h"
#include "lessons/09-userns/owned.h"
#include "lessons/09-userns/reach.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *inside(pid_t pid, const char *options)
{
    static char texts[4][96];
    static int next;
    char *text = texts[next++ % 4];

    snprintf(text, sizeof texts[0],
             "nsenter -t %d -U --preserve-credentials%s%s", (int) pid,
             *options ? " " : "", options);
    return text;
}

const char *made_inside(pid_t box, char *path, size_t size)
{
    snprintf(path, size, "/proc/%d/root" DEEDS_DIRECTORY "/" MADE_INSIDE,
             (int) box);
    return path;
}

/* ---- processes and files ----------------------------------------------- */

static int uid_of(pid_t pid, unsigned long *uid)
{
    char path[64], status[8192];

    snprintf(path, sizeof path, "/proc/%d/status", (int) pid);
    if (read_file(path, status, sizeof status) == -1)
        return -1;
    const char *line = strstr(status, "\nUid:");
    if (!line)
        return failed_saying("no such line", "%s: Uid", path);
    *uid = strtoul(line + 5, NULL, 10);
    return 0;
}

int fact_caps(const char *who, pid_t pid)
{
    struct caps caps;
    unsigned long uid = 0;

    if (uid_of(pid, &uid) == -1 || caps_of(pid, &caps) == -1)
        return -1;
    fact(who, "pid %d: uid %lu outside, %d capabilities", (int) pid, uid,
         caps_count(caps.effective));
    return 0;
}

int fact_visitor(pid_t pid)
{
    struct caps caps;

    if (caps_of(pid, &caps) == -1)
        return -1;
    fact("host", "my child %d, with %d capabilities, enters the first box:",
         (int) pid, caps_count(caps.effective));
    return 0;
}

static void squeeze(char *text)
{
    char *to = text;

    for (const char *from = text + strspn(text, " "); *from; from++) {
        if (*from == '\n')
            *to++ = ',';
        if (*from == '\n' || *from != ' ' || (to > text && to[-1] != ' '))
            *to++ = *from == '\n' ? ' ' : *from;
    }
    *to = '\0';
}

int fact_maps(pid_t pid)
{
    static const char *const files[] = { "uid_map", "setgroups", "gid_map" };
    char path[64], text[256];

    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "/proc/%d/%s", (int) pid, files[i]);
        if (read_file(path, text, sizeof text) == -1)
            return -1;
        squeeze(text);
        fact("host", "%s: %s", path, text);
    }
    return 0;
}

int fact_owner(const char *who, const char *path)
{
    struct stat status;

    if (stat(path, &status) == -1)
        return failed("stat(%s)", path);
    fact(who, "%s belongs to uid %u", path, status.st_uid);
    return 0;
}

int fact_uts_owner(const char *who, pid_t pid, pid_t box)
{
    struct namespace_id owner, theirs, ours;

    int seen = namespace_owner(pid, "uts", &owner);
    if (seen == -1 && last_failure()->error == EPERM) {
        fact(who, "its host name is owned by a user namespace above ours");
        return 0;
    }
    if (seen == -1 || namespace_of(box, "user", &theirs) == -1
        || namespace_of(getpid(), "user", &ours) == -1)
        return -1;
    fact(who, "its host name is owned by %s",
         same_namespace(&owner, &theirs) ? "the box's user namespace"
         : same_namespace(&owner, &ours) ? "the host's user namespace"
                                         : "another user namespace");
    return 0;
}

int fact_refused(int result, const char *what)
{
    const struct failure *why = last_failure();

    if (result == 0)
        return failed_saying("it was taken", "%s, which must be refused", what);
    if (why->error != EPERM)
        return -1;
    fact("host", "%s: refused, EPERM: %s", what, why->cause);
    return 0;
}

/* ---- tables ------------------------------------------------------------ */

static int order_row(struct child *box, int order, int *said)
{
    char answer[32];

    if (child_order(box, order, answer, sizeof answer) == -1)
        return -1;
    *said = (int) strtol(answer, NULL, 10);
    return 0;
}

int show_deeds(struct child *box)
{
    static const column none;
    column said = { 0 };

    for (int row = 0; deeds[row].what; row++)
        if (order_row(box, TRY + row, &said[row]) == -1)
            return -1;
    table_show(WANTING, none, (struct shown){ "KERNEL", said },
               (struct shown){ 0 });
    return 0;
}

int show_reaches(struct child *box)
{
    int said = 0;

    fact("box", "%-23s %-16s %s", "DEED ON THE HOST", "WANTS", "KERNEL");
    for (int row = 0; reaches[row].what; row++) {
        if (order_row(box, REACH + row, &said) == -1)
            return -1;
        fact("box", "%-23s %-16s %s", reaches[row].what,
             cap_name(reaches[row].wants),
             said ? strerrorname_np(said) : "allowed");
    }
    return 0;
}
