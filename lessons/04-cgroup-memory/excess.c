/* excess.c - the story of lesson 4 when somebody wants too much

   The question: who did it?  A process that was killed does not tell by whom,
   one that is slow not why; the counters of its cgroup do.  And its twin, which
   wants the same at the same moment outside, is content.

   See also: cgroups(7), wait(2), getrusage(2), fork(2). */

#include "lessons/04-cgroup-memory/excess.h"

#include "common/failure.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/04-cgroup-memory/deeds.h"
#include "lessons/04-cgroup-memory/greedy.h"
#include "lessons/04-cgroup-memory/names.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/wait.h>

#define CPU_PERCENT 20
#define CPU_BUSY 50
#define CPU_GRACE 10 /* one second may touch eleven periods */
#define MORE_PROCESSES 3

static struct greedy inside, outside;

static int make_greedy(struct greedy *greedy)
{
    if (undo_later(greedy_stop, greedy, "a greedy child", NULL) == -1)
        return -1;
    return greedy_fork(greedy);
}

static int end_greedy(struct greedy *greedy, struct greedy_end *end)
{
    if (greedy_wait(greedy, end) == -1)
        return -1;
    undo_forget(greedy);
    return 0;
}

/* One in the box and its twin outside want the same at the same moment. */
static int let_both(const struct cgroup *box, enum greed greed,
                    struct greedy_end *in, struct greedy_end *out)
{
    if (make_greedy(&inside) == -1 || make_greedy(&outside) == -1
        || cgroup_join(box, inside.child.pid) == -1
        || greedy_begin(&inside, greed) == -1
        || greedy_begin(&outside, greed) == -1)
        return -1;
    return end_greedy(&outside, out) == -1 || end_greedy(&inside, in) == -1
        ? -1 : 0;
}

static void tell_greedy(const char *who, const char *which,
                        const struct greedy_end *end)
{
    char text[64], shell[32] = "";

    if (WIFSIGNALED(end->status))
        snprintf(shell, sizeof shell, "; a shell says %d",
                 exit_status(end->status));
    fact(who, "%s took %d of %d MiB and %s%s%s", which, end->mebibytes,
         GREEDY_WISH_MIB, shell[0] ? "was " : "",
         fate(end->status, text, sizeof text), shell);
}

static int no_harm_done(const struct greedy_end *end, const char *which)
{
    if (WIFEXITED(end->status) && end->mebibytes == GREEDY_WISH_MIB)
        return 0;
    if (WIFSIGNALED(end->status) && WTERMSIG(end->status) != SIGKILL) {
        char text[64];

        failed_saying(fate(end->status, text, sizeof text), "%s", which);
        cause("somebody has sent it a signal; the kernel's is SIGKILL");
        return cure("run the lesson again");
    }
    failed_saying("killed without a limit of ours", "%s", which);
    cause("it took %d MiB: your session has a memory limit of its own, or the "
          "machine has no memory left", end->mebibytes);
    return cure("free memory, or start the lesson in another session");
}

/* ---- the steps --------------------------------------------------------- */

int greedy_without_limit(void)
{
    struct greedy_end end;

    same_as("head -c 32M /dev/zero | tail | wc -c");
    pause_here();
    if (make_greedy(&outside) == -1
        || greedy_begin(&outside, GREED_MEMORY) == -1
        || end_greedy(&outside, &end) == -1
        || no_harm_done(&end, "the greedy child") == -1)
        return -1;
    tell_greedy("host", "a greedy child", &end);
    fact("note", "malloc(3) promises memory; a page is given, and counted, "
                 "when it is touched");
    verify("head -c 32M /dev/zero | tail | wc -c");
    expect("33554432");
    return 0;
}

static int limit_did_not_hold(const char *file, const char *what)
{
    failed_saying("the limit did not hold", "%s", file);
    cause("%s, and the kernel counted no kill, wait or refusal", what);
    return cure("make doctor; please report this with the kernel's version");
}

static int tell_peak(const struct cgroup *box)
{
    uint64_t peak;

    if (cgroup_read(box, MEMORY_PEAK, &peak) == 0) {
        fact("box", "%s: %llu bytes, never more",
             cgroup_file(box, MEMORY_PEAK), (unsigned long long) peak);
        return 0;
    }
    if (last_failure()->error != ENOENT)
        return -1;
    fact("note", "this kernel keeps no peak (%s came with Linux 5.19)",
         cgroup_file(box, MEMORY_PEAK));
    return 0;
}

int too_much_memory(const struct cgroup *box)
{
    struct greedy_end in, out;
    uint64_t before, after;

    same_as("%ssh -c 'echo $$ >%s && head -c 32M /dev/zero | tail | wc -c'",
            cgroup_way_in(box), cgroup_shown(box, CG_MEMORY, "cgroup.procs", PATH_MAX));
    pause_here();
    if (cgroup_read(box, OOM_KILLS, &before) == -1
        || let_both(box, GREED_MEMORY, &in, &out) == -1
        || cgroup_read(box, OOM_KILLS, &after) == -1
        || no_harm_done(&out, "the twin outside") == -1)
        return -1;
    tell_greedy("box", "the greedy child", &in);
    if (!WIFSIGNALED(in.status) || after == before)
        return limit_did_not_hold(cgroup_file(box, MEMORY_LIMIT),
                                  "it took more than allowed");
    fact("box", "%s: oom_kill %llu before, %llu now: the kernel did it",
         cgroup_file(box, OOM_KILLS), (unsigned long long) before,
         (unsigned long long) after);
    if (tell_peak(box) == -1)
        return -1;
    tell_greedy("host", "its twin outside", &out);
    cgroup_other_name(box, OOM_KILLS);
    verify("grep kill %s", cgroup_shown_value(box, OOM_KILLS, 55));
    expect("oom_kill %llu", (unsigned long long) after);
    return 0;
}

/* In hundredths of one CPU. */
static long share_of(const struct greedy_end *end)
{
    return end->cpu_ms * 100 / (end->elapsed_ms ? end->elapsed_ms : 1);
}

static void tell_share(const char *who, const char *which,
                       const struct greedy_end *end)
{
    char text[64];

    fact(who, "%s had %ld ms of CPU in %ld ms, %ld %% of one; %s", which,
         end->cpu_ms, end->elapsed_ms, share_of(end),
         fate(end->status, text, sizeof text));
}

static int was_not_killed(const struct greedy_end *end, const char *which)
{
    char text[64];

    if (WIFEXITED(end->status))
        return 0;
    failed_saying(fate(end->status, text, sizeof text), "%s", which);
    cause("not its limit: too much CPU makes a process wait, and kills nobody");
    return cure("run the lesson again, and let it end by itself");
}

int too_much_cpu(const struct cgroup *box)
{
    struct greedy_end in, out;
    uint64_t before, after;

    if (box->of[CG_CPU].hierarchy.version == 2)
        same_as("echo 20000 100000 | %stee %s", sudo(),
                cgroup_shown_value(box, CPU_LIMIT, 60));
    else
        same_as("echo 20000 | %stee %s", sudo(),
                cgroup_shown_value(box, CPU_LIMIT, 60));
    ask("it wants all of a CPU and may have a fifth. Is it killed, too?");
    pause_here();
    fact("note", "both compute for one second");
    if (cgroup_limit_cpu(box, CPU_PERCENT) == -1
        || cgroup_read(box, CPU_THROTTLED, &before) == -1
        || let_both(box, GREED_CPU, &in, &out) == -1
        || cgroup_read(box, CPU_THROTTLED, &after) == -1
        || was_not_killed(&in, "the greedy child") == -1
        || was_not_killed(&out, "its twin outside") == -1)
        return -1;
    tell_share("box", "a child", &in);
    tell_share("host", "its twin", &out);
    if (share_of(&out) < CPU_BUSY)
        fact("note", "this machine gives even the twin less than half a CPU");
    if (after == before && share_of(&in) > CPU_PERCENT + CPU_GRACE)
        return limit_did_not_hold(cgroup_file(box, CPU_LIMIT),
                                  "it never had to wait");
    fact("box", "%s: nr_throttled %llu before, %llu now: it %s",
         cgroup_file(box, CPU_THROTTLED), (unsigned long long) before,
         (unsigned long long) after,
         after > before ? "was made to wait"
                        : "did not get its fifth, this machine is too busy");
    cgroup_other_name(box, CPU_LIMIT);
    verify("grep 'throttled %s' %s", after > 0 ? "[1-9]" : "0",
           cgroup_shown_value(box, CPU_THROTTLED, 42));
    expect("nr_throttled");
    return 0;
}

int too_many_processes(const struct cgroup *box, struct child *member)
{
    char answer[128];
    uint64_t members, before, after, now;

    if (cgroup_read(box, PIDS_NOW, &members) == -1)
        return -1;
    long most = (long) members + MORE_PROCESSES;
    same_as("echo %ld | %stee %s", most, sudo(),
            cgroup_shown_value(box, PIDS_LIMIT, 60));
    pause_here();
    if (cgroup_limit_pids(box, most) == -1
        || cgroup_read(box, PIDS_REFUSED, &before) == -1
        || child_order(member, FORK_ON, answer, sizeof answer) == -1
        || cgroup_read(box, PIDS_REFUSED, &after) == -1
        || cgroup_read(box, PIDS_NOW, &now) == -1)
        return -1;
    fact("box", "%llu processes, %ld allowed: %s",
         (unsigned long long) members, most, answer);
    if (after == before)
        return limit_did_not_hold(cgroup_file(box, PIDS_LIMIT),
                                  "it forked more than allowed");
    fact("box", "%s: max %llu before, %llu now",
         cgroup_file(box, PIDS_REFUSED), (unsigned long long) before,
         (unsigned long long) after);
    fact("note", "memory kills, CPU slows, pids refuses");
    verify("cat %s", cgroup_shown_value(box, PIDS_NOW, 61));
    expect("%llu", (unsigned long long) now);
    return 0;
}
