/* permission.c - what may a process do?

   The question: who is it, which of root's deeds may it do, which system calls
   may it ask for?  All of it stands in /proc/PID/status, but for the maps of
   its user namespace and the label of a security module.

   See also: capabilities(7), credentials(7), seccomp(2), user_namespaces(7). */

#include "lessons/12-no-such-thing/answers.h"

#include "common/failure.h"
#include "lessons/05-caps/caps.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int answer_line(const struct target *target, const char *what,
                struct row *row)
{
    if (target_status(target, what, row->value, sizeof row->value) == -1)
        return -1;
    if (row->value[0] == '\0')
        snprintf(row->value, sizeof row->value, "none");
    return 0;
}

int answer_file(const struct target *target, const char *what,
                struct row *row)
{
    ssize_t length = target_read(target, what, row->value, sizeof row->value);

    return length == -1 ? -1 : 0;
}

/* Four ids stand there, in most processes the same one; credentials(7). */
int answer_ids(const struct target *target, const char *what, struct row *row)
{
    char line[128];
    unsigned real, effective, saved, files;

    if (target_status(target, what, line, sizeof line) == -1)
        return -1;
    if (sscanf(line, "%u %u %u %u", &real, &effective, &saved, &files) != 4)
        return failed_saying("not four numbers", "%s: %s", what, line);
    if (real == effective && real == saved && real == files)
        snprintf(row->value, sizeof row->value, "%u", real);
    else
        snprintf(row->value, sizeof row->value,
                 "real %u, effective %u, saved %u, for files %u", real,
                 effective, saved, files);
    return 0;
}

int answer_caps(const struct target *target, const char *what,
                struct row *row)
{
    char line[64], names[700];
    int last = caps_last();

    if (last == -1
        || target_status(target, what, line, sizeof line) == -1)
        return -1;
    cap_set set = strtoull(line, NULL, 16);
    cap_set all = CAP_BIT(last) | (CAP_BIT(last) - 1);
    snprintf(row->key, sizeof row->key, "%s", line);
    if (set == 0)
        snprintf(row->value, sizeof row->value, "none");
    else if (set == all)
        snprintf(row->value, sizeof row->value, "all %d", last + 1);
    else if (caps_count(all & ~set) < caps_count(set))
        snprintf(row->value, sizeof row->value, "all %d but %s", last + 1,
                 caps_text(all & ~set, names, sizeof names));
    else
        snprintf(row->value, sizeof row->value, "%d: %s", caps_count(set),
                 caps_text(set, names, sizeof names));
    return 0;
}

int answer_yes_no(const struct target *target, const char *what,
                  struct row *row)
{
    char line[32];

    if (target_status(target, what, line, sizeof line) == -1)
        return -1;
    snprintf(row->value, sizeof row->value, "%s",
             strcmp(line, "0") == 0 ? "no" : "yes");
    return 0;
}

int answer_seccomp(const struct target *target, const char *what,
                   struct row *row)
{
    static const char *const modes[] = { "off", "strict", "a filter" };
    char line[32];

    if (target_status(target, what, line, sizeof line) == -1)
        return -1;
    unsigned long mode = strtoul(line, NULL, 10);
    snprintf(row->value, sizeof row->value, "%s",
             mode < 3 ? modes[mode] : line);
    return 0;
}

/* Lines of three numbers: first id inside, first id as seen from our own user
   namespace, how many; user_namespaces(7). */
int answer_id_map(const struct target *target, const char *what,
                  struct row *row)
{
    char text[16384], *rest = text;
    size_t used = 0;

    if (target_read(target, what, text, sizeof text) == -1)
        return -1;
    snprintf(row->value, sizeof row->value, "empty");
    for (char *line; (line = strsep(&rest, "\n"));) {
        unsigned inside, outside, count;
        if (sscanf(line, "%u %u %u", &inside, &outside, &count) != 3)
            continue;
        used += (size_t) snprintf(row->value + used, sizeof row->value - used,
                                  "%s%u is %u here (%u ids)",
                                  used ? ", " : "", inside, outside, count);
        if (used >= sizeof row->value)
            return failed_saying("longer than expected", "/proc/%d/%s",
                                 (int) target->pid, what);
    }
    return 0;
}

/* EINVAL: no module of this kernel gives labels; "attr/current" in proc(5). */
int answer_label(const struct target *target, const char *what,
                 struct row *row)
{
    ssize_t length = target_read(target, what, row->value, sizeof row->value);

    if (length == -1 && last_failure()->error != EINVAL)
        return -1;
    if (length <= 0 || row->value[0] == '\0')
        snprintf(row->value, sizeof row->value, "none");
    return 0;
}
