/* 12-no-such-thing - there is no such thing as a container

   The question: what is the difference between your shell and a container?  You
   will see every row in which two processes can differ, two shells that differ
   in none, the container of lesson 10 that differs in some, boxes of well-known
   programs that differ in the same ones, and one kernel that answers them all.

   See also: namespaces(7), cgroups(7), capabilities(7), seccomp(2), proc(5). */

#include "common/failure.h"
#include "common/options.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/10-container/sealed.h"
#include "lessons/12-no-such-thing/answers.h"
#include "lessons/12-no-such-thing/arguments.h"
#include "lessons/12-no-such-thing/box.h"
#include "lessons/12-no-such-thing/bytes.h"
#include "lessons/12-no-such-thing/engines.h"
#include "lessons/12-no-such-thing/show.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME "12-no-such-thing"

static struct child shells[2];
static struct portrait first, second, boxed; /* two shells, and a container */

/* ---- the steps --------------------------------------------------------- */

static int become_shell(int deed, char *answer, size_t size)
{
    char *const shell[] = { "sh", "-c", "read -r line", NULL };

    (void) deed;
    (void) answer;
    (void) size;
    return child_becomes(shell);
}

static int make_shell(struct child *child, const char *what)
{
    if (undo_later(child_stop, child, what, NULL) == -1
        || child_fork(child, become_shell) == -1)
        return -1;
    return child_order_exec(child, 1);
}

static int two_shells(void)
{
    same_as("sh -c 'read -r line' & sh -c 'read -r line' &");
    pause_here();
    if (make_shell(&shells[0], "the first shell") == -1
        || make_shell(&shells[1], "the second shell") == -1)
        return -1;
    if (portrait_take(&first, shells[0].pid) == -1
        || portrait_take(&second, shells[1].pid) == -1)
        return -1;
    fact("host", "processes %d (%s) and %d (%s)", (int) first.pid, first.name,
         (int) second.pid, second.name);
    show_sums(&first, &second);
    verify("diff -s /proc/%d/limits /proc/%d/limits", (int) first.pid,
           (int) second.pid);
    expect("identical");
    return 0;
}

static int another_view(void)
{
    same_as("sudo build/10-container --no-network --memory=64M --cpus=0.5 "
            "--pids=64 -- sh");
    ask("this shell becomes the container of lesson 10. In which rows of its "
        "view will it differ?");
    pause_here();
    if (boxed_start() == -1 || portrait_take(&boxed, boxed_pid()) == -1)
        return -1;
    show_rows(&first, &boxed, VIEW);
    fact("note", "a row of numbers is a namespace: lessons 2 and 3");
    verify("sudo readlink /proc/%d/ns/net", (int) boxed.pid);
    for (int i = 0; questions[i].name; i++)
        if (strcmp(questions[i].name, "net") == 0)
            expect("net:[%s]", boxed.rows[i].value);
    return 0;
}

static int another_amount(void)
{
    same_as("sudo build/" NAME " %d %d", (int) first.pid, (int) boxed.pid);
    pause_here();
    show_rows(&first, &boxed, AMOUNT);
    fact("note", "a group is a directory with limits: lesson 4");
    verify("cat /proc/%d/cgroup", (int) boxed.pid);
    expect("loac-");
    return 0;
}

static int another_permission(void)
{
    same_as("grep -E 'Cap|NoNew|Secc' /proc/%d/status /proc/%d/status",
            (int) first.pid, (int) boxed.pid);
    pause_here();
    show_rows(&first, &boxed, PERMISSION);
    fact("note", "sets of capabilities: lesson 5; a filter: lesson 6");
    verify("grep -E 'NoNewPrivs|Seccomp:' /proc/%d/status", (int) boxed.pid);
    expect("2");
    return 0;
}

/* ABSENT gets the names of those of which no container runs. */
static int show_engine(const struct engine *engine, char *absent, size_t size)
{
    static struct portrait theirs;
    char why[200], words[256];
    pid_t pid;

    if (engine_box(engine, &pid, why, sizeof why) == -1)
        return -1;
    if (!pid && !engine->start) {
        size_t used = strlen(absent);
        snprintf(absent + used, size - used, " %s", engine->program);
        return 0;
    }
    if (!pid) {
        fact("note", "%s: %s", engine->program,
             shown(why, words, sizeof words));
        return engine_stop();
    }
    if (portrait_take(&theirs, pid) == -1) {
        if (engine->start || last_failure()->signal)
            return -1;
        fact("note", "%s: %s", engine->program, last_failure()->call);
        return 0;
    }
    show_differences(engine->program, &first, &theirs);
    return engine_stop();
}

static int others_do_the_same(void)
{
    char absent[64] = "";

    for (const struct engine *engine = engines; engine->program; engine++)
        if (engine->shown)
            same_as("sudo %s", engine->shown);
    pause_here();
    fact("note", "where each differs from the shell: more or fewer of the "
                 "same rows");
    show_differences("lesson 10", &first, &boxed);
    for (const struct engine *engine = engines; engine->program; engine++)
        if (show_engine(engine, absent, sizeof absent) == -1)
            return -1;
    if (absent[0])
        fact("note", "no container is found running of:%s", absent);
    return 0;
}

static int show_kernel(const char *who, pid_t pid, char *boot, size_t size)
{
    static struct target target;
    int result = target_open(&target, pid);

    if (result == 0)
        result = kernel_seen_by(&target, "random/boot_id", boot, size);
    target_close(&target);
    if (result == 0)
        fact(who, "boot id in its own /proc: %s", boot);
    return result;
}

static int one_kernel(void)
{
    char shell[64], box[64];

    same_as("cat /proc/sys/kernel/random/boot_id");
    ask("which boot id stands in the container's own /proc?");
    pause_here();
    if (show_kernel("host", first.pid, shell, sizeof shell) == -1
        || show_kernel("box", boxed.pid, box, sizeof box) == -1)
        return -1;
    fact("host", "kernel of the shell and kernel of the container -> %s",
         strcmp(shell, box) == 0 ? "same" : "different");
    show_sums(&first, &boxed);
    fact("note", "a virtual machine has a kernel of its own, and its processes "
                 "have no number here; the container's shell is process %d of "
                 "this one",
         (int) boxed.pid);
    verify("sudo cat /proc/%d/root/proc/sys/kernel/random/boot_id",
           (int) boxed.pid);
    expect("%s", shell);
    return 0;
}

static int no_such_row(void)
{
    char names[512];

    same_as("build/" NAME " --all %d %d", (int) first.pid, (int) boxed.pid);
    pause_here();
    for (enum group group = 0; group < GROUPS; group++)
        fact("host", "%s: %s", group_names[group],
             rows_list(&first, &first, group, SAME, names, sizeof names));
    fact("note", "none. The kernel has processes, and these rows. Container is "
                 "our word for a process that differs in many of them");
    refused("grep -ic container /proc/%d/status", (int) boxed.pid);
    expect("0");
    return 0;
}

static const struct step steps[] = {
    { "Two shells: every row the same", two_shells },
    { "A container: another view", another_view },
    { "The same container: another amount", another_amount },
    { "The same container: other permissions", another_permission },
    { "Other programs, the same rows", others_do_the_same },
    { "One kernel answers both", one_kernel },
    { "There is no row \"container\"", no_such_row },
    { 0 },
};

/* ------------------------------------------------------------------------ */

static char **arguments;

/* Whoever made the image may reach our program, as by /proc/1/exe. */
static int ready(void)
{
    if (arguments_are_wanted())
        usage_error(NAME, "--all and --json need the number of a process");
    return sealed_self(arguments) == -1 ? -1 : boxed_ready();
}

static int check(void)
{
    if (boxed_ready() == -1 || boxed_start() == -1
        || portrait_take(&boxed, boxed_pid()) == -1)
        return -1;
    return 0;
}

static int sweep(void)
{
    return boxed_sweep(swept);
}

static const struct lesson_option options[] = {
    { "all", NULL, "with two PIDs: rows that are the same, too",
      arguments_take_all },
    { "json", NULL, "with PIDs: as JSON, all rows", arguments_take_json },
    { 0 },
};

static const struct lesson lesson = {
    .name = NAME,
    .title = "no such thing - a container is a process with other rows",
    .needs = "root (for PIDs of your own processes: nothing)",
    .pages = "namespaces(7), cgroups(7), capabilities(7), seccomp(2), proc(5)",
    .steps = steps,
    .tour = 2,
    .done = "a shell and a container were compared row by row: other views, "
            "amounts and permissions, the same kernel, and no row for a "
            "container",
    .known_as = "docker inspect, podman inspect, lsns, systemd-cgls; and "
                "containers, all of them",
    .still_open = "nothing; go and look at the processes of your own machine",
    .ready = ready,
    .check = check,
    .sweep = sweep,
    .run = arguments_run,
    .arguments = "PID [PID]",
    .arguments_help = "its rows, or two side by side; 1 if one is\n"
                      "not there, or ends while it is read",
    .options = options,
};

int main(int argc, char *argv[])
{
    arguments = argv;
    return tell(&lesson, argc, argv);
}
