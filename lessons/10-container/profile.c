/* profile.c - the system calls that a container may use

   The question: which of some 370 system calls does a program need that
   administers nothing?  Docker's answer, used by most containers since 2016, is
   a list of what is let in; profile_table.c has it.

   See also: seccomp(2), syscalls(2), capabilities(7). */

#include "lessons/10-container/profile.h"

#include "lessons/10-container/profile_table.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <string.h>

#define MOST_RULES 512 /* all together are some 390 */

static struct rule rules[MOST_RULES + 1]; /* the last one stays empty */
static int count;

static void add(struct rule rule)
{
    if (count < MOST_RULES)
        rules[count++] = rule;
}

static void add_all(const struct rule *more)
{
    for (; more->call; more++)
        add(*more);
}

static void allow(const char *call)
{
    add((struct rule){ .call = call, .answer = ALLOW });
}

/* Docker compares all 64 bits, though the kernel reads an int: a value with a
   bit in the upper half is refused. */
static void allow_if_first(const char *call, enum compare compare,
                           uint64_t value)
{
    add((struct rule){ call, ALLOW, { 0, LONG_BITS, compare, value } });
}

static bool is_there(const char *call)
{
    for (int i = 0; i < count; i++)
        if (strcmp(rules[i].call, call) == 0)
            return true;
    return false;
}

static void add_with(cap_set kept)
{
    for (int i = 0; profile_with[i].call; i++)
        if ((kept & CAP_BIT(profile_with[i].cap))
            && !is_there(profile_with[i].call))
            allow(profile_with[i].call);
    if (!(kept & CAP_BIT(CAP_SYS_ADMIN)))
        add_all(profile_no_namespaces);
}

static const struct policy *put_together(cap_set kept, bool typing)
{
    static const struct policy policy = {
        .rules = rules, .otherwise = REFUSE(EPERM), .foreign = KILL,
    };

    memset(rules, 0, sizeof rules);
    count = 0;
    if (!typing)
        add_all(profile_no_typing);
    allow("ioctl");
    for (int i = 0; profile_always[i]; i++)
        allow(profile_always[i]);
    allow_if_first("socket", BELOW, 12);
    for (int i = 0; profile_families[i]; i++)
        allow_if_first("socket", EQUAL, profile_families[i]);
    for (int i = 0; i < PROFILE_PERSONALITIES; i++)
        allow_if_first("personality", EQUAL, profile_personalities[i]);
    add_with(kept);
    return &policy;
}

const struct policy *profile_docker(cap_set kept)
{
    return put_together(kept, true);
}

const struct policy *profile_policy(cap_set kept)
{
    return put_together(kept, false);
}
