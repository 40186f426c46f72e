/* told_lived.c - the second half of the story: it runs a shell, and ends

   See also: execve(2), nsenter(1), cgroups(7), wait(2). */

#include "lessons/10-container/told.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/04-cgroup-memory/names.h"
#include "lessons/04-cgroup-memory/size.h"
#include "lessons/08-pid-one/look.h"
#include "lessons/10-container/seen.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* From here on the story looks at process 2: its process 1 has closed itself,
   also to a plain user who owns it; PR_SET_DUMPABLE of prctl(2). */
static int find_payload(void)
{
    struct children children;

    if (children_of(told.container.box.pid, &children) == -1)
        return -1;
    if (children.count != 1)
        return failed_saying("expected one", "children of %d", told_box());
    told.payload = children.pids[0];
    return 0;
}

int now_it_is_a_container(void)
{
    char names[64], name[32];

    pause_here();
    if (container_do(&told.container, COMMAND, COMMAND) == -1
        || find_payload() == -1)
        return -1;
    talk_given(&told.talk);
    int count = seen_namespaces(told.payload, names, sizeof names);
    int inside = (int) pid_inside(told.payload);
    if (count == -1 || inside == -1)
        return -1;
    fact("box", "process 1, pid %d here, has a child, process %d", told_box(),
         inside);
    fact("box", "that is pid %d here, and has become %s", (int) told.payload,
         process_name(told.payload, name, sizeof name));
    fact("box", "namespaces that are not mine: %d, %s", count, names);
    enter("%s sh", seen_enter(told.payload, told_is_plain(), "-a"));
    command("compare", "%sbuild/12-no-such-thing %d %d", sudo(), (int) getpid(),
            (int) told.payload);
    verify("%s ps", seen_enter(told.payload, told_is_plain(), "-p -m"));
    expect("sh");
    return 0;
}

static int typed(const char *command)
{
    char text[600];

    int status = talk_say(&told.talk, command, text, sizeof text);
    if (status == -1)
        return -1;
    fact("box", "$ %s", command);
    fact("box", "%s", text[0] ? text : "(nothing)");
    return status;
}

static bool is_refusal(int status)
{
    return status > 0 && status < 126; /* else the image has no such command */
}

/* Of the two that need CAP_SYS_ADMIN.  Where one is done and the other not,
   what was typed says enough. */
static int tell_what_it_may(int named, int mounted)
{
    char nothing[64];
    int other = talk_say(&told.talk, "test $(id -u) -eq 0", nothing,
                         sizeof nothing);

    if (other == -1)
        return -1;
    const char *who = other ? "it is not root" : "it is root";
    if (is_refusal(named) && is_refusal(mounted))
        fact("note", "%s, and what it asks for is refused: the capability is "
             "missing, and the filter would not let the call through", who);
    else if (named == 0 && mounted == 0)
        fact("note", "%s, and both are done: it has CAP_SYS_ADMIN, and to whom "
             "has that the filter allows them", who);
    return 0;
}

int type_in_it(void)
{
    int named, mounted;

    pause_here();
    if (typed("hostname; id -u") == -1 || typed("echo /*") == -1
        || typed("cat /proc/1/comm; echo I am $$") == -1
        || (named = typed("hostname other")) == -1
        || (mounted = typed("mount -t tmpfs x /tmp")) == -1
        || tell_what_it_may(named, mounted) == -1)
        return -1;
    verify("awk '/^NSpid/ { print $3 }' /proc/%d/status", (int) told.payload);
    expect("2");
    return 0;
}

/* Twice what is allowed, in one piece. */
static int make_it_end(void)
{
    char line[96];

    if (!told.container.has_cgroup)
        return talk_tell(&told.talk, "exit 7");
    snprintf(line, sizeof line,
             "exec dd if=/dev/zero of=/dev/null count=1 bs=%llu",
             (unsigned long long) told.settings.memory * 2);
    return talk_tell(&told.talk, line);
}

static int it_ended_otherwise(void)
{
    failed_saying("no member was killed for want of memory",
                  "the end of the container");
    cause("somebody else has ended it, or the limit did not hold; cgroups(7)");
    return cure("run the lesson again");
}

int it_ends(void)
{
    uint64_t killed = 0;
    int status;
    char text[64], limit[32];

    if (told.container.has_cgroup)
        ask("it wants twice the %s that it may use. Who notices, and how?",
            size_words(told.settings.memory, limit, sizeof limit));
    pause_here();
    if (make_it_end() == -1 || container_wait(&told.container, &status) == -1)
        return -1;
    fact("box", "process 1 %s", fate(status, text, sizeof text));
    if (told.container.has_cgroup) {
        if (cgroup_read(&told.container.cgroup, OOM_KILLS, &killed) == -1)
            return -1;
        fact("host", "members killed for want of memory: %d", (int) killed);
        if (killed == 0)
            return it_ended_otherwise();
        fact("note",
             "137 is 128 + 9, SIGKILL. That memory was the reason, only "
             "this counter knows");
    } else {
        fact("note", "its process 2 said exit 7, and process 1 passed it on");
    }
    refused("ls -d /proc/%d", (int) told.payload);
    expect("No such file or directory");
    return 0;
}

int teardown(void)
{
    const char *directory = cgroup_shown(&told.container.cgroup, CG_MEMORY,
                                         NULL, 58);

    if (told.container.has_cable)
        same_as("%sip link delete %s", sudo(),
                told.container.cable.veth.near_name);
    if (told.container.has_cgroup)
        same_as("%srmdir %s", sudo(), directory);
    pause_here();
    if (undo_now(&told.container.relay) == -1
        || undo_now(&told.container.cable.veth) == -1
        || undo_now(&told.container.cgroup) == -1)
        return -1;
    int gone = undo_now(&told.container.janitor);
    if (gone == -1 || undo_now(&told.container.cable.subnet) == -1)
        return -1;
    if (told.container.has_cgroup)
        fact("host", "%s is %s", directory,
             access(told.container.cgroup.of[CG_MEMORY].directory, F_OK) == -1
             && errno == ENOENT ? "gone" : "still there");
    fact("note",
         "its namespaces and mounts went with its last process, and the "
         "cable with its network; the janitor was %s",
         gone == 1 ? "gone already: somebody killed it" : "told goodbye");
    if (told.container.has_cable) {
        refused("ip link show %s", told.container.cable.veth.near_name);
        expect("does not exist");
    }
    if (told.container.has_cgroup) {
        refused("ls -d %s", directory);
        expect("No such file or directory");
    }
    return 0;
}
