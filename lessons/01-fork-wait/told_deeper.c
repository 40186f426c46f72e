/* told_deeper.c - steps 7 to 10: the killed, the zombies and the orphans

   See also: wait(2), signal(7), prctl(2). */

#include "common/failure.h"
#include "common/files.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/01-fork-wait/deeds.h"
#include "lessons/01-fork-wait/orphan.h"
#include "lessons/01-fork-wait/told.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Returns how many of PIDS, "4242 4243", are zombies, or -1. */
static int count_zombies(const char *pids)
{
    int zombies = 0;

    for (const char *pid = pids; pid; pid = strchr(pid, ' ')) {
        pid += *pid == ' ';
        char state = process_state((pid_t) strtol(pid, NULL, 10));
        if (state == '?')
            return -1;
        zombies += state == 'Z';
    }
    return zombies;
}

int a_signal_is_a_status_too(void)
{
    char text[64];
    int status;

    same_as("sh -c 'kill -KILL $$'; echo $?");
    pause_here();
    /* Its answer says that it is there: what it is killed in is the wait. */
    if (make_child() == -1 || child_order(&child, WHO_AM_I, NULL, 0) == -1)
        return -1;
    int pid = child.pid;
    if (kill(child.pid, SIGKILL) == -1)
        return failed("kill(%d, SIGKILL)", pid);
    if (collect_child(&status) == -1)
        return -1;

    fact("parent", "wait says: pid %d %s", pid,
         fate(status, text, sizeof text));
    fact("parent", "a shell, docker and podman pass that on as 128 + %d = %d",
         WTERMSIG(status), exit_status(status));
    verify("sh -c 'kill -KILL $$'; echo $?");
    expect("137");
    return 0;
}

static char zombies[256]; /* pids, from step 8 to step 9 */

int a_parent_that_never_waits(void)
{
    char most[32];

    same_as("sh -c 'sleep 0 & sleep 0 & sleep 0 & exec sleep 60'");
    pause_here();
    if (make_child() == -1)
        return -1;
    if (child_order(&child, LITTER_ZOMBIES, zombies, sizeof zombies) == -1)
        return -1;

    int count = count_zombies(zombies);
    if (count == -1
        || read_file("/proc/sys/kernel/pid_max", most, sizeof most) == -1)
        return -1;
    fact("child", "pid %d lives, and had %d children: %s", (int) child.pid,
         LITTER_SIZE, zombies);
    fact("child", "zombies among them: %d", count);
    fact("note", "each holds a pid until somebody waits for it, and this "
                 "machine has at most %s", most);
    verify("ps -o pid,stat,comm --ppid %d", (int) child.pid);
    expect("Z");
    return 0;
}

int cured_by_waiting(void)
{
    int status, first = (int) strtol(zombies, NULL, 10);

    same_as("wait   # in the shell that started them");
    pause_here();
    if (child_order(&child, COLLECT_ZOMBIES, NULL, 0) == -1)
        return -1;
    int count = count_zombies(zombies);
    if (count == -1)
        return -1;
    fact("child", "waited %d times; zombies now: %d", LITTER_SIZE, count);
    child_let_go(&child);
    if (collect_child(&status) == -1)
        return -1;
    refused("ls -d /proc/%d", first);
    expect("No such file or directory");
    return 0;
}

static int show_orphan(const char *which, pid_t orphan)
{
    char name[32];
    pid_t parent = parent_of(orphan);

    if (parent == -1)
        return -1;
    fact("orphan", "%s, pid %d, has the parent %d (%s)", which, (int) orphan,
         (int) parent, process_name(parent, name, sizeof name));
    return 0;
}

int a_parent_that_dies_first(void)
{
    pid_t first, next;

    same_as("( sleep 60 & ); ps -o pid,ppid,comm -C sleep");
    ask("the parent ends first. Who is the orphan's parent now?");
    pause_here();
    if (undo_later(orphans_end, NULL, "two orphans", NULL) == -1
        || orphan_make(&first) == -1
        || show_orphan("the first", first) == -1)
        return -1;
    if (become_subreaper() == -1 || orphan_make(&next) == -1
        || show_orphan("the next", next) == -1)
        return -1;
    fact("parent", "I am a subreaper now, as container runtimes are: I will "
                   "have to wait for it");
    verify("ps -o pid,ppid,comm -p %d", (int) next);
    expect("%d", (int) getpid());
    return 0;
}
