/* 00-your-machine - what can this machine show?

   The question: which of these lessons will work here, and if not, why?  You
   will see what the machine is, what each lesson found when it tried its hardest
   steps, what is missing, and one command to type next.  Nothing is changed.

   See also: uname(2), os-release(5), cgroups(7), namespaces(7). */

#include "common/failure.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/voice.h"
#include "lessons/00-your-machine/checks.h"
#include "lessons/00-your-machine/limits.h"
#include "lessons/00-your-machine/machine.h"
#include "lessons/00-your-machine/needs.h"

#include <linux/capability.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What the steps find out; the last one puts it together. */
static struct machine machine;
static struct verdict verdicts[MOST_LESSONS];
static int lessons, running, as_root, missing;
static char missing_text[2048];
static bool user_namespaces;

/* ---- the steps --------------------------------------------------------- */

static const char *who(void)
{
    if (geteuid() != 0)
        return "a plain user";
    if (!in_first_namespace("user"))
        return "root of a user namespace";
    return has_capability(CAP_SYS_ADMIN) ? "root" : "root without CAP_SYS_ADMIN";
}

static int what_the_machine_is(void)
{
    same_as("uname -srm; cat /etc/os-release");
    pause_here();
    if (machine_read(&machine) == -1)
        return -1;
    fact("host", "%s, %s", machine.kernel, machine.distribution);
    fact("host", "%s", machine.place);
    fact("host", "you are %s (uid %d)", who(), (int) geteuid());
    if (strcmp(machine.place, "WSL2") == 0)
        fact("note", "keep the lessons on the Linux disk, not below /mnt/c");
    verify("uname -srm");
    expect("%s", machine.kernel);
    return 0;
}

static int what_it_allows(void)
{
    static const char *const types[] = { "user", "mnt", "uts", "net", "pid",
                                         "ipc", "cgroup" };
    char limit[64];

    same_as("unshare -Ur true; mount -t cgroup,cgroup2; sysctl user");
    pause_here();
    fact("host", "cgroups: %s%s%s", machine.cgroups,
         strcmp(machine.cgroups, "hybrid") == 0
             ? " (controllers on v1, beside a v2 mount)" : "",
         machine.delegated && geteuid() != 0 ? ", a part is delegated to you"
                                             : "");
    user_namespaces = try_user_namespace() == 0;
    if (last_failure()->signal)
        return -1;
    if (user_namespaces)
        fact("host", "a plain user may make and use a user namespace");
    else
        fact("host", "no user namespaces for plain users: %s",
             last_failure()->cause[0] ? last_failure()->cause
                                      : last_failure()->call);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (namespace_limit_is_zero(types[i], limit, sizeof limit))
            fact("host", "%s is 0: none may be made", limit);
    verify("cat /proc/self/cgroup");
    expect(":/");
    return 0;
}

static int what_each_lesson_says(void)
{
    same_as("for l in build/[0-9]*; do $l --check; done");
    pause_here();
    lessons = ask_lessons(verdicts);
    if (lessons == -1)
        return -1;
    for (int i = 0; i < lessons; i++) {
        running += strcmp(verdicts[i].text, "runs") == 0;
        as_root += strcmp(verdicts[i].text, "runs as root") == 0;
        fact("host", "%-16s %s", verdicts[i].lesson, verdicts[i].text);
    }
    const char *folder = lessons_folder();
    if (!folder)
        return -1;
    verify("%s%s/01-fork-wait --check", sudo(), folder);
    expect("runs");
    return 0;
}

static int what_is_missing(void)
{
    same_as("lessons/00-your-machine/deps.sh --check");
    pause_here();
    missing = list_missing(missing_text, sizeof missing_text);
    if (missing == -1)
        return -1;
    fact("host", "%s", missing ? missing_text
                               : "all commands and man pages are there");
    if (missing == 0) {
        verify("man -w 2 unshare");
        expect("unshare");
    }
    return 0;
}

static const char *next_command(void)
{
    if (missing > 0)
        return "make deps";
    if (running + as_root < lessons)
        return "make vm";
    return "build/01-fork-wait --step";
}

/* "01 02 03": the numbers of the lessons that say VERDICT. */
static const char *who_says(const char *verdict)
{
    static char numbers[64];
    size_t used = 0;

    numbers[0] = '\0';
    for (int i = 0; i < lessons; i++)
        if (strcmp(verdicts[i].text, verdict) == 0)
            used += (size_t) snprintf(numbers + used, sizeof numbers - used,
                                      "%s%.2s", used ? " " : "",
                                      verdicts[i].lesson);
    return numbers;
}

static bool is_short(const char *verdict)
{
    return strcmp(verdict, "runs") == 0 || strcmp(verdict, "runs as root") == 0;
}

static void print_report(void)
{
    fact("note", "for a bug report, paste this:");
    fact("kernel", "%s; %s", machine.kernel, machine.distribution);
    fact("place", "%s; %s", machine.place, who());
    fact("cgroups", "%s%s; user namespaces %s", machine.cgroups,
         machine.delegated ? " (delegated)" : "", user_namespaces ? "yes" : "no");
    if (running > 0)
        fact("runs", "%s", who_says("runs"));
    if (as_root > 0)
        fact("runs as root", "%s", who_says("runs as root"));
    for (int i = 0; i < lessons; i++)
        if (!is_short(verdicts[i].text))
            fact(verdicts[i].lesson, "%s", verdicts[i].text);
    if (missing)
        fact("missing", "%s", missing_text);
}

static int what_to_type_next(void)
{
    char root_too[32] = "";

    same_as("%s", next_command());
    pause_here();
    print_report();
    if (as_root > 0) {
        snprintf(root_too, sizeof root_too, ", %d as root", as_root);
        fact("note", "as root: with sudo. Without sudo: make vm, or the other "
             "way that a lesson's line \"needs:\" names");
    }
    fact("next", "%s", next_command());
    fact("summary", "%d/%d run%s, cgroup %s, userns %s, missing %d, %d.%d",
         running, lessons, root_too, machine.cgroups,
         user_namespaces ? "yes" : "no", missing, machine.version[0],
         machine.version[1]);
    return 0;
}

/* ------------------------------------------------------------------------ */

static const struct step steps[] = {
    { "What this machine is", what_the_machine_is },
    { "What it allows", what_it_allows },
    { "What each lesson says", what_each_lesson_says },
    { "What is missing", what_is_missing },
    { "What to type next", what_to_type_next },
    { 0 },
};

static int check(void)
{
    return machine_read(&machine);
}

static const struct lesson lesson = {
    .name = "00-your-machine",
    .title = "your machine - what can it show?",
    .needs = "nothing (under sudo it tries more)",
    .pages = "uname(2), cgroups(7), namespaces(7), user_namespaces(7)",
    .steps = steps,
    .done = "each lesson has tried its hardest steps here, in processes that "
            "are gone again",
    .known_as = "docker info, podman info",
    .still_open = "what a process is (lesson 1)",
    .check = check,
};

int main(int argc, char *argv[])
{
    return tell(&lesson, argc, argv);
}
