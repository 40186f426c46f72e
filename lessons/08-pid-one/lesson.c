/* 08-pid-one - first of its kind

   The question: every process has a parent, and all of them end at process 1.
   What if a container has a process 1 of its own?  You will see one process
   with two numbers, a process 1 that no SIGTERM reaches and that collects the
   zombies of others, an init that does better, and how the end of process 1 is
   the end of everybody.

   See also: pid_namespaces(7), kill(2), wait(2), signal(7). */

#include "common/failure.h"
#include "common/files.h"
#include "common/options.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/08-pid-one/command.h"
#include "lessons/08-pid-one/deeds.h"
#include "lessons/08-pid-one/look.h"
#include "lessons/08-pid-one/outside.h"
#include "lessons/08-pid-one/told.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#define PROGRAM "build/" PID_ONE_NAME
#define STOP_LIMIT_MS 3000

static struct child box;    /* its process 1 knows nothing of its duties */
static struct child better; /* its process 1 is init */

/* ---- the steps --------------------------------------------------------- */

static int two_numbers(void)
{
    char answer[128];

    same_as("%s --pid --fork sh -c 'echo $$'", told_unshare());
    pause_here();
    if (outside_ends() == -1 || told_box(&box, "the box") == -1
        || child_order(&box, WHO_AM_I, answer, sizeof answer) == -1)
        return -1;
    pid_t inside = pid_inside(box.pid);
    if (inside == -1)
        return -1;
    fact("box", "%s", answer);
    fact("host", "it is pid %d here, and pid %d there; its parent, I, has no "
         "number there", (int) box.pid, (int) inside);
    verify("awk '/^NSpid/ { print $3 }' /proc/%d/status", (int) box.pid);
    expect("1");
    return 0;
}

static int a_proc_of_its_own(void)
{
    char before[128], after[128];

    same_as("%s --pid --fork --mount-proc ps -e", told_unshare());
    pause_here();
    if (child_order(&box, LOOK_AROUND, before, sizeof before) == -1)
        return -1;
    fact("box", "%s", before);
    fact("note", "that is the host's /proc: it shows the namespace in which it "
                 "was mounted, to whoever reads it");
    if (child_order(&box, FRESH_PROC, NULL, 0) == -1
        || child_order(&box, LOOK_AROUND, after, sizeof after) == -1)
        return -1;
    fact("box", "a new one, in a mount namespace of my own:");
    fact("box", "%s", after);
    enter("%s sh", nsenter(box.pid, "-p -m"));
    verify("%s ps -e", nsenter(box.pid, "-p -m"));
    expect("00:00:00 " PID_ONE_NAME);
    return 0;
}

static int no_signal_reaches_it(void)
{
    char answer[128];
    int error;

    same_as("%skill -TERM %d", sudo(), (int) box.pid);
    ask("SIGTERM ends a process that has no handler for it. Process 1, too?");
    pause_here();
    if (kill(box.pid, SIGTERM) == -1)
        return failed("kill(%d, SIGTERM)", (int) box.pid);
    fact("host", "I send SIGTERM to pid %d: no error", (int) box.pid);
    if (child_order(&box, WHO_AM_I, answer, sizeof answer) == -1)
        return -1;
    fact("box", "I am alive: %s", answer);
    if (told_number(&box, KILL_ITSELF, &error) == -1)
        return -1;
    if (error) {
        errno = error;
        return failed("kill(1, SIGKILL)");
    }
    fact("box", "I send SIGKILL to pid 1: no error, and I am alive");
    fact("note", "the kernel drops for process 1 what it has no handler for; "
                 "only SIGKILL and SIGSTOP from outside always arrive");
    verify("%ssh -c 'kill %d && kill -0 %d && echo alive'", sudo(),
           (int) box.pid, (int) box.pid);
    expect("alive");
    return 0;
}

static int orphans_come_to_it(void)
{
    struct children children;
    pid_t payload;

    same_as("%s sh -c 'sleep 0 &'", nsenter(box.pid, "-p"));
    pause_here();
    if (told_payload(&box, &payload) == -1
        || children_settle(&box, payload, "sleep", ORPHANS + 2, ORPHANS,
                           &children) == -1)
        return -1;
    fact("box", "I start sh, which makes %d orphans that end at once, and one "
                "that stays; then it becomes sleep", ORPHANS);
    told_children(box.pid, &children);
    fact("note", "orphans become children of process 1. This one does not wait "
                 "for them: each keeps a pid until the box ends");
    verify("ps -o pid,stat,comm --ppid %d", (int) box.pid);
    expect("Z");
    return 0;
}

static int an_init(void)
{
    struct children children;
    pid_t payload;

    same_as("%s " PROGRAM " -- sh -c '(sleep 0 &); sleep 60'",
            in_first_namespace("user") ? "sudo" : "unshare -Ur");
    ask("another box, the same sh, but process 1 is init.c. How many zombies?");
    pause_here();
    if (told_box(&better, "the box with init") == -1
        || child_order(&better, FRESH_PROC, NULL, 0) == -1
        || told_payload(&better, &payload) == -1
        || child_tell(&better, SERVE) == -1
        || children_settle(&better, payload, "sleep", 2, 0, &children)
            == -1)
        return -1;
    pid_t inside = pid_inside(payload);
    if (inside == -1)
        return -1;
    fact("box", "I start the same sh, as process %d; then I wait: for signals, "
         "and for everybody", (int) inside);
    told_children(better.pid, &children);
    fact("host", "what is left: pid %d, started, and pid %d, adopted",
         (int) children.pids[0], (int) children.pids[1]);
    verify("echo zombies: $(ps -o stat --ppid %d | grep -c Z)",
           (int) better.pid);
    expect("zombies: 0");
    return 0;
}

/* SIGTERM to init; the payload's wait status is its answer. */
static int stop_better(int *status)
{
    char text[64];

    if (kill(better.pid, SIGTERM) == -1)
        return failed("kill(%d, SIGTERM)", (int) better.pid);
    fact("host", "I send SIGTERM to pid %d: init passes it on",
         (int) better.pid);
    int answered = wait_for(better.answers, STOP_LIMIT_MS);
    if (answered == 0)
        return failed_saying("the payload has not ended", "SIGTERM to pid %d",
                             (int) better.pid);
    if (answered == -1 || child_answer(&better, text, sizeof text) == -1)
        return -1;
    *status = (int) strtol(text, NULL, 10);
    return 0;
}

static int it_ends(void)
{
    struct children children;
    char text[64];
    int status = 0, own;

    same_as("%skill -TERM %d", sudo(), (int) better.pid);
    pause_here();
    if (children_of(better.pid, &children) == -1)
        return -1;
    if (children.count == 0)
        return process_1_is_gone(better.pid);
    if (stop_better(&status) == -1)
        return -1;
    fact("box", "the payload, pid 2, was %s: exit status %d",
         fate(status, text, sizeof text), exit_status(status));
    child_let_go(&better);
    if (child_wait(&better, &own) == -1)
        return -1;
    undo_forget(&better);
    for (int i = 0; i < children.count; i++) {
        char state = process_state(children.pids[i]);
        if (state == '?')
            return -1;
        fact("host", "process 1 has ended; pid %d is %s",
             (int) children.pids[i], state ? "still there" : "gone");
    }
    fact("note", "nobody had to find and kill the adopted one: when process 1 "
                 "ends, the kernel sends SIGKILL to all others. That is how a "
                 "container is torn down");
    refused("ls -d /proc/%d", (int) children.pids[children.count - 1]);
    expect("No such file or directory");
    return 0;
}

static const struct step steps[] = {
    { "The next child is the first", the_next_child },
    { "One process, two numbers", two_numbers },
    { "A /proc of its own", a_proc_of_its_own },
    { "No SIGTERM for process 1", no_signal_reaches_it },
    { "Orphans come to process 1", orphans_come_to_it },
    { "An init that waits for everybody", an_init },
    { "Process 1 ends, and all with it", it_ends },
    { 0 },
};

/* ------------------------------------------------------------------------ */

/* What stops root as well comes first: sudo would be no cure. */
static int allowed(void)
{
    return namespaces_allowed(CLONE_NEWPID | CLONE_NEWNS) == -1
        ? -1 : need_root(PID_ONE_NAME, "-Ur");
}

static int ready(void)
{
    if (no_init_is_given())
        usage_error(PID_ONE_NAME, "--no-init needs a command: --no-init -- "
                                  "CMD");
    return allowed();
}

static int check(void)
{
    if (allowed() == -1
        || told_box(&box, "the box") == -1
        || child_order(&box, FRESH_PROC, NULL, 0) == -1
        || child_order(&box, START, NULL, 0) == -1)
        return -1;
    return 0;
}

static const struct lesson_option options[] = {
    { "no-init", NULL, "COMMAND is process 1 itself, without init above it",
      no_init_take },
    { 0 },
};

static const struct lesson lesson = {
    .name = PID_ONE_NAME,
    .title = "process 1 - first of its kind",
    .needs = "root (or a user namespace: unshare -Ur build/08-pid-one)",
    .pages = "pid_namespaces(7), kill(2), wait(2), signal(7)",
    .steps = steps,
    .tour = 4,
    .done = "a box had a process 1 that took no signal and left zombies, then "
            "one that passes signals on and waits for everybody",
    .known_as = "docker run --init (tini), podman run --init (catatonit); "
                "docker stop is SIGTERM, ten seconds, SIGKILL",
    .still_open = "root inside is root outside (lesson 9)",
    .ready = ready,
    .check = check,
    .run = pid_one_run,
    .options = options,
};

int main(int argc, char *argv[])
{
    return tell(&lesson, argc, argv);
}
