/* 04-cgroup-memory - how much, not what

   The question: the box has its own network, but what keeps it from taking all
   of the host's memory?  You will see one greedy child content without a limit
   and killed with one, and the kernel's own count that says who killed it; then
   the same for CPU and for processes.

   See also: cgroups(7), malloc(3), wait(2), the kernel's
   admin-guide/cgroup-v2.rst. */

#include "common/failure.h"
#include "common/files.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/04-cgroup-memory/cgroup.h"
#include "lessons/04-cgroup-memory/control.h"
#include "lessons/04-cgroup-memory/deeds.h"
#include "lessons/04-cgroup-memory/ending.h"
#include "lessons/04-cgroup-memory/excess.h"
#include "lessons/04-cgroup-memory/names.h"
#include "lessons/04-cgroup-memory/size.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIMIT_LEAST (4 << 20)
#define LIMIT_MOST (30 << 20) /* less than a greedy child wants: 32M */
#define NO_LIMIT_ABOVE (INT64_MAX / 2) /* v1 writes the most whole pages */

static uint64_t limit = 10000000;
static struct cgroup box;
static struct child member; /* the process that lives in the box */

/* ---- the steps --------------------------------------------------------- */

static int where_cgroups_live(void)
{
    const struct hierarchy *memory = &box.of[CG_MEMORY].hierarchy;
    char list[512];

    same_as("grep cgroup /proc/self/mountinfo; cat /proc/self/cgroup");
    pause_here();
    cgroup_tell_places(&box);
    if (memory->version == 2) {
        if (control_read(memory->mount, "cgroup.controllers", list,
                         sizeof list) == -1)
            return -1;
        fact("host", "all controllers there: %s", list);
    }
    fact("host", "my own cgroup%s: %s",
         memory->version == 2 ? "" : " for memory",
         cgroup_tail(memory->own, 60));
    verify("cat /proc/%d/cgroup", (int) getpid());
    expect("%s%s", strlen(memory->own) > 55 ? "" : ":",
           strlen(memory->own) > 55 ? strrchr(memory->own, '/') : memory->own);
    return 0;
}

static void tell_swept(const char *path)
{
    fact("note", "a killed run had left %s: removed", path);
}

static int make_box(void)
{
    char what[128], by_hand[160];

    if (in_first_namespace("pid") && cgroup_sweep(&box, tell_swept) == -1)
        return -1;
    cgroup_words(&box, what, by_hand);
    if (undo_later(cgroup_undo, &box, what, by_hand) == -1)
        return -1;
    return cgroup_create(&box);
}

static int mkdir_makes_a_cgroup(void)
{
    same_as("%smkdir %s%s", sudo(), box.scope[0] ? "-p " : "",
            cgroup_shown_all(&box, NULL, PATH_MAX));
    pause_here();
    if (make_box() == -1)
        return -1;
    if (box.scope[0])
        fact("host", "I am in %s/lesson now: a v2 cgroup has processes or "
                     "hands controllers to its children, not both", box.name);
    if (cgroup_tell_files(&box) == -1)
        return -1;
    fact("note", "the kernel made them; used here: cgroup.procs %s %s %s %s",
         cgroup_file(&box, MEMORY_LIMIT), cgroup_file(&box, OOM_KILLS),
         cgroup_file(&box, CPU_LIMIT), cgroup_file(&box, PIDS_LIMIT));
    verify("ls %s", cgroup_shown(&box, CG_MEMORY, NULL, 62));
    expect("%s", cgroup_file(&box, MEMORY_LIMIT));
    return 0;
}

static int tell_swap(void)
{
    char words[32];
    uint64_t swap;

    if (cgroup_read(&box, SWAP_LIMIT, &swap) == -1)
        return last_failure()->error == ENOENT ? 0 : -1;
    fact("box", "%s: %s, so swap cannot hide anything",
         cgroup_file(&box, SWAP_LIMIT),
         cgroup_value_words(swap, words, sizeof words));
    return 0;
}

static int whole_pages(void)
{
    char words[32];
    uint64_t before, after;
    uint64_t page = (uint64_t) sysconf(_SC_PAGESIZE);

    same_as("echo %llu | %stee %s", (unsigned long long) limit, sudo(),
            cgroup_shown_value(&box, MEMORY_LIMIT, 60));
    ask("%llu bytes are written. Which number is read back?",
        (unsigned long long) limit);
    pause_here();
    if (cgroup_read(&box, MEMORY_LIMIT, &before) == -1
        || cgroup_limit_memory(&box, limit) == -1
        || cgroup_read(&box, MEMORY_LIMIT, &after) == -1)
        return -1;
    fact("box", "%s before: %s%s", cgroup_file(&box, MEMORY_LIMIT),
         cgroup_value_words(before, words, sizeof words),
         before > NO_LIMIT_ABOVE ? ", which is no limit" : "");
    fact("box", "%llu written, %llu read back -> %s",
         (unsigned long long) limit, (unsigned long long) after,
         after == limit ? "same" : "different");
    fact("note", "memory is given in whole pages: %llu of %llu bytes each",
         (unsigned long long) (after / page), (unsigned long long) page);
    if (tell_swap() == -1)
        return -1;
    cgroup_other_name(&box, MEMORY_LIMIT);
    verify("cat %s", cgroup_shown_value(&box, MEMORY_LIMIT, 61));
    expect("%llu", (unsigned long long) after);
    return 0;
}

static int make_member(void)
{
    if (undo_later(child_stop, &member, "the process in the box", NULL) == -1
        || child_fork(&member, cgroup_deeds) == -1)
        return -1;
    return child_order(&member, BE_BOX, NULL, 0);
}

static int join_the_box(void)
{
    const char *directory = box.of[CG_MEMORY].directory;
    char members[256], cat[16];

    if (make_member() == -1)
        return -1;
    same_as("echo %d | %stee %s", (int) member.pid, sudo(),
            cgroup_shown_all(&box, "cgroup.procs", 60));
    pause_here();
    if (cgroup_join(&box, member.pid) == -1
        || child_order(&member, HAVE_CHILD, cat, sizeof cat) == -1)
        return -1;
    fact("box", "in cgroup.procs: %s",
         control_members_words(directory, members, sizeof members));
    fact("note", "%d was written there; %s is its child: nobody wrote that, it "
                 "was born there", (int) member.pid, cat);
    enter("%ssh -c 'echo $$ | tee %s && exec sh'", cgroup_way_in(&box),
          cgroup_shown_all(&box, "cgroup.procs", PATH_MAX));
    verify("cat %s", cgroup_shown(&box, CG_MEMORY, "cgroup.procs", 61));
    expect("%s", cat);
    return 0;
}

static int memory_kills(void)
{
    return too_much_memory(&box);
}

static int cpu_slows(void)
{
    return too_much_cpu(&box);
}

static int pids_refuses(void)
{
    return too_many_processes(&box, &member);
}

static int rmdir_is_refused(void)
{
    return rmdir_while_inside(&box, &member);
}

static int gone(void)
{
    return rmdir_when_empty(&box, &member);
}

/* ------------------------------------------------------------------------ */

static const struct step steps[] = {
    { "Where cgroups live on this machine", where_cgroups_live },
    { "A greedy child without a limit", greedy_without_limit },
    { "mkdir makes a cgroup", mkdir_makes_a_cgroup },
    { "A limit, written and read back", whole_pages },
    { "A process is put in, and its children are in too", join_the_box },
    { "Too much memory", memory_kills },
    { "Too much CPU", cpu_slows },
    { "Too many processes", pids_refuses },
    { "rmdir while a process is inside", rmdir_is_refused },
    { "The last process ends, and rmdir works", gone },
    { 0 },
};

static int ready(void)
{
    return cgroup_plan(&box);
}

static int try_limits(void)
{
    if (cgroup_create(&box) == -1 || cgroup_limit_memory(&box, limit) == -1
        || cgroup_limit_cpu(&box, 20) == -1
        || cgroup_limit_pids(&box, 10) == -1
        || child_fork(&member, cgroup_deeds) == -1)
        return -1;
    if (cgroup_join(&box, member.pid) == -1)
        return -1;
    return child_order(&member, BE_BOX, NULL, 0);
}

static int check(void)
{
    if (cgroup_plan(&box) == -1)
        return -1;
    int result = try_limits();
    struct failure why = *last_failure();
    if (child_stop(&member) == -1 || cgroup_undo(&box) == -1)
        return -1;
    return result == -1 ? adopt_failure(&why) : 0;
}

static int sweep(void)
{
    return cgroup_sweep(NULL, swept);
}

static int take_limit(const char *text)
{
    return parse_size("--limit", text, LIMIT_LEAST, LIMIT_MOST, &limit);
}

static const struct lesson_option options[] = {
    { "limit", "SIZE", "memory of the box, 4M to 30M; default: 10000000 bytes",
      take_limit },
    { 0 },
};

static const struct lesson lesson = {
    .name = "04-cgroup-memory",
    .title = "cgroups - how much, not what",
    .needs = "root (or a cgroup that is delegated to you)",
    .pages = "cgroups(7), malloc(3), wait(2)",
    .steps = steps,
    .tour = 6,
    .deeper = 8,
    .done = "a group of processes had a limit: memory killed, CPU slowed, pids "
            "refused, and the kernel's counters say so",
    .known_as = "docker run --memory --memory-swap --cpus --pids-limit",
    .still_open = "root in the box is still root (lesson 5)",
    .ready = ready,
    .check = check,
    .sweep = sweep,
    .options = options,
};

int main(int argc, char *argv[])
{
    return tell(&lesson, argc, argv);
}
