/* chosen.c - a policy from the command line

   See also: syscalls(2). */

#include "lessons/06-seccomp/chosen.h"

#include "common/failure.h"
#include "common/nearest.h"
#include "lessons/06-seccomp/syscalls.h"
#include "lessons/06-seccomp/tables.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MOST_RULES 512

static struct rule rules[MOST_RULES + 1]; /* the last one stays empty */
static int count, named; /* rules; those that the user has named */
static const char *option; /* "--deny" or "--allow-only" */
static uint32_t action = REFUSE(EPERM);
static bool action_named;
static struct policy policy = { .rules = rules, .foreign = KILL };

static int unknown_call(const char *name)
{
    const char *meant = nearest(name, syscall_name_at);
    char words[LONGEST_NAME + 64];

    if (*name == '\0')
        return failed_saying("expected names between commas", "%s", option);
    if (meant)
        snprintf(words, sizeof words, "did you mean '%s'?", meant);
    else
        snprintf(words, sizeof words, "this program knows those of Linux %s; "
                 "see syscalls(2)", syscall_headers());
    return failed_saying(words, "%s: no system call '%s' is known for %s",
                         option, name, arch_name(NATIVE_ARCH));
}

static bool is_there(const char *call)
{
    for (int i = 0; i < count; i++)
        if (strcmp(rules[i].call, call) == 0)
            return true;
    return false;
}

/* Adds RULE unless there is one for that call, or no such call here. */
static void add(struct rule rule)
{
    int number = syscall_number(rule.call);

    if (number == -1 || is_there(rule.call) || count == MOST_RULES)
        return;
    rule.call = syscall_name(number); /* the table's text stays */
    rules[count++] = rule;
}

static int add_named(struct rule rule)
{
    if (syscall_number(rule.call) == -1)
        return unknown_call(rule.call);
    add(rule);
    return 0;
}

bool next_in_list(const char **list, char word[LONGEST_NAME])
{
    if (!*list)
        return false;
    size_t length = strcspn(*list, ","), i = 0;

    for (; i < length && i < LONGEST_NAME - 1; i++)
        word[i] = (*list)[i];
    word[i] = '\0';
    *list = (*list)[length] ? *list + length + 1 : NULL;
    return true;
}

static int begin(const char *which)
{
    if (option)
        return failed_saying("one list is enough", "%s after %s", which,
                             option);
    option = which;
    return 0;
}

int take_deny(const char *list)
{
    char name[LONGEST_NAME];

    if (begin("--deny") == -1)
        return -1;
    while (next_in_list(&list, name))
        if (add_named((struct rule){ .call = name }) == -1)
            return -1;
    return 0;
}

/* clone is let in as fork(2) and pthread_create(3) use it, not to make
   namespaces. */
static struct rule allowing(const char *call)
{
    struct rule rule = { .call = call, .answer = ALLOW };

    if (strcmp(call, "clone") == 0)
        rule.when = (struct condition){ 0, NAMESPACE_FLAGS, EQUAL, 0 };
    return rule;
}

int take_allow_only(const char *list)
{
    char name[LONGEST_NAME];

    if (begin("--allow-only") == -1)
        return -1;
    while (next_in_list(&list, name)) {
        if (strcmp(name, "clone3") == 0)
            return failed_saying("its flags are in memory, where no filter "
                                 "sees them: allow clone",
                                 "--allow-only: clone3");
        if (add_named(allowing(name)) == -1)
            return -1;
    }
    named = count;
    for (int i = 0; start_calls[i]; i++)
        add(allowing(start_calls[i]));
    add((struct rule){ .call = "clone3", .answer = REFUSE(ENOSYS) });
    return 0;
}

int take_action(const char *word)
{
    static const struct {
        const char *word;
        uint32_t answer;
    } actions[] = {
        { "errno", REFUSE(EPERM) }, { "kill", KILL }, { "log", LOG },
    };

    for (int i = 0; i < 3; i++) {
        if (strcmp(word, actions[i].word) == 0) {
            action = actions[i].answer;
            action_named = true;
            return 0;
        }
    }
    return failed_saying("expected errno, kill or log", "--action: '%s'", word);
}

static bool denying(void)
{
    return option && strcmp(option, "--deny") == 0;
}

const struct policy *chosen(void)
{
    bool deny = denying();

    policy.otherwise = deny ? ALLOW : action;
    for (int i = 0; deny && i < count; i++)
        rules[i].answer = action;
    return option ? &policy : NULL;
}

bool action_is_in_vain(void)
{
    return action_named && !option;
}

uint32_t chosen_action(void)
{
    return action;
}

bool chosen_denies(const char *call)
{
    return denying() && is_there(call);
}

const char *chosen_additions(char *text, size_t size)
{
    text[0] = '\0';
    for (int i = named; named && i < count; i++) {
        size_t used = strlen(text);
        if (rules[i].answer == ALLOW && used + LONGEST_NAME < size)
            snprintf(text + used, LONGEST_NAME, "%s%.62s", used ? " " : "",
                     rules[i].call);
    }
    return text;
}
