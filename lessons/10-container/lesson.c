/* 10-container - the life of a container

   The question: what is a container?  You will see a process being born, waiting,
   and getting one thing after another that lessons 1 to 9 have shown; then it
   becomes a shell, and is what everybody calls a container.  At the end all of it
   is taken away again, last made first.

   See also: clone(2), execve(2), namespaces(7), cgroups(7), capabilities(7),
   seccomp(2). */

#include "common/failure.h"
#include "common/options.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/03-veth-pair/names.h"
#include "lessons/04-cgroup-memory/size.h"
#include "lessons/05-caps/caps.h"
#include "lessons/10-container/command.h"
#include "lessons/10-container/container.h"
#include "lessons/10-container/talk.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME_ "10-container"

static struct container container;
static struct settings settings;
static struct talk talk;
static char *shell[] = { "sh", NULL };
static char notes[2][120]; /* what this machine or user cannot have */

/* ---- what is said ------------------------------------------------------ */

static void keep_note(const char *what)
{
    snprintf(notes[notes[0][0] != '\0'], sizeof notes[0], "%s", what);
}

static int pid(void)
{
    return (int) container.box.pid;
}

/* "net uts ...": the namespaces that are not ours. */
static int own_namespaces(char *names, size_t size)
{
    static const char *const types[] = { "mnt", "pid", "net", "uts", "ipc",
                                         "cgroup", "user", "time" };
    struct namespace_id ours, theirs;
    int count = 0;

    names[0] = '\0';
    for (int i = 0; i < 8; i++) {
        if (namespace_of(getpid(), types[i], &ours) == -1
            || namespace_of(container.box.pid, types[i], &theirs) == -1)
            return -1;
        if (same_namespace(&ours, &theirs))
            continue;
        snprintf(names + strlen(names), size - strlen(names), "%s%s",
                 count++ ? " " : "", types[i]);
    }
    return count;
}

static int typed(const char *command)
{
    char text[1000];

    int status = talk_say(&talk, command, text, sizeof text);
    if (status == -1)
        return -1;
    fact("box", "$ %s", command);
    fact("box", "%s", text[0] ? text : "(nothing)");
    return status;
}

/* ---- the steps --------------------------------------------------------- */

static int who_is_there(void)
{
    pause_here();
    if (container_do(&container, RESERVE, HIRE) == -1)
        return -1;
    fact("parent", "pid %d, on the host: makes what is made from outside",
         (int) getpid());
    fact("janitor", "pid %d: waits for the end of a pipe that only the parent "
                    "holds, and cleans up if the parent is killed",
         (int) container.janitor.helper.pid);
    fact("note", "to come: the box, process 1 of the container, and the "
                 "command, its process 2");
    for (int i = 0; i < 2 && notes[i][0]; i++)
        fact("note", "%s", notes[i]);
    verify("ps -o pid,ppid,comm -p %d", (int) container.janitor.helper.pid);
    expect("%d", (int) getpid());
    return 0;
}

static int a_child_that_waits(void)
{
    char names[64];

    same_as("%s --fork --pid --mount --net --uts --ipc sh",
            container.has_userns ? "unshare -Ur" : "sudo unshare");
    pause_here();
    if (container_do(&container, BIRTH, MAP_IDS) == -1)
        return -1;
    int count = own_namespaces(names, sizeof names);
    if (count == -1)
        return -1;
    fact("box", "pid %d, in %d new namespaces: %s", pid(), count, names);
    fact("box", "waits for the first order; it has not run a line of its own");
    verify("%sreadlink /proc/%d/ns/pid_for_children", sudo(), pid());
    expect("pid:[");
    return 0;
}

static int how_much(void)
{
    char text[32];
    uint64_t memory = 0, pids = 0;

    pause_here();
    if (!container.has_cgroup) {
        fact("note", "no cgroup may be made here: the box has no limits");
        return 0;
    }
    if (container_do(&container, LIMIT, LIMIT) == -1
        || cgroup_read(&container.cgroup, MEMORY_LIMIT, &memory) == -1
        || cgroup_read(&container.cgroup, PIDS_LIMIT, &pids) == -1)
        return -1;
    fact("host", "the cgroup %s has a member: pid %d", container.cgroup.name,
         pid());
    fact("host", "memory %s, processes %d", size_words(memory, text, 32),
         (int) pids);
    fact("note", "before the box runs: what it used earlier would not count");
    verify("cat /proc/%d/cgroup", pid());
    expect("%s", container.cgroup.name);
    return 0;
}

static int a_cable(void)
{
    pause_here();
    if (!container.has_cable) {
        fact("note", "no cable: its far end could be made, but not the end "
                     "in the host's network");
        return 0;
    }
    if (container_do(&container, PLUG, ANSWER) == -1)
        return -1;
    fact("host", "%s has an address out of %s", container.cable.veth.near_name,
         container.cable.subnet.text);
    fact("box", "eth0 is the far end; it was born there, so it goes with the box");
    verify("ip -br link show %s", container.cable.veth.near_name);
    expect("%s", container.cable.veth.near_name);
    return 0;
}

static int another_root(void)
{
    pause_here();
    if (container_do(&container, BE_ROOT, SEAL) == -1)
        return -1;
    fact("box", "an image, and over it an empty layer in memory, is its /");
    fact("box", "/proc, /sys and /dev are new; what tells of the host is covered");
    verify("%s cat /etc/os-release", nsenter(pid(), "-m"));
    expect("PRETTY_NAME");
    return 0;
}

static int a_name_and_a_network(void)
{
    char inside[65] = "";

    pause_here();
    if (container_do(&container, NAME, CLOSE) == -1)
        return -1;
    (void) inside;
    fact("box", "host name, network, environment, keyring, umask are its own; "
                "no file of ours is open in it");
    verify("%s hostname", nsenter(pid(), "-u"));
    expect("%s", settings.hostname);
    return 0;
}

static int rights_and_questions(void)
{
    struct caps caps;
    char text[700];

    ask("capabilities, seccomp filter, the command: in which order, and why?");
    pause_here();
    if (container_do(&container, RIGHTS, HIDE) == -1
        || caps_of(container.box.pid, &caps) == -1)
        return -1;
    fact("box", "%d capabilities: %s", caps_count(caps.effective),
         caps_text(caps.effective, text, sizeof text));
    fact("box", "no_new_privs %d, and a filter of %zu instructions",
         caps.no_new_privs, container.filter.length);
    fact("note", "the filter comes last: it refuses capset's neighbours, "
                 "mount, pivot_root and sethostname, which came before");
    verify("grep Seccomp: /proc/%d/status", pid());
    expect("2");
    return 0;
}

static int now_it_is_a_container(void)
{
    char names[64];

    pause_here();
    if (container_do(&container, COMMAND, COMMAND) == -1)
        return -1;
    int count = own_namespaces(names, sizeof names);
    if (count == -1)
        return -1;
    fact("box", "process 1, pid %d here, has started process %d, and that "
                "became sh", pid(), (int) container.payload);
    fact("box", "namespaces of its own: %d, %s", count, names);
    enter("%s sh", nsenter(pid(), "-a"));
    verify("%s ps", nsenter(pid(), "-p -m"));
    expect("sh");
    return 0;
}

static int type_in_it(void)
{
    pause_here();
    if (typed("hostname") == -1 || typed("id -u") == -1 || typed("ls /") == -1
        || typed("ps | wc -l") == -1 || typed("hostname other") == -1
        || typed("mount -t tmpfs x /mnt") == -1)
        return -1;
    verify("%s cat /proc/1/comm", nsenter(pid(), "-p -m"));
    expect(NAME_);
    return 0;
}

static int it_ends(void)
{
    uint64_t killed = 0;
    int status;
    char text[64], limit[32];

    ask("it asks for 128M where %s are allowed. Who notices?",
        size_words(settings.memory, limit, sizeof limit));
    pause_here();
    if (talk_tell(&talk, container.has_cgroup
                  ? "exec dd if=/dev/zero of=/dev/null bs=128M count=1"
                  : "exit 7") == -1)
        return -1;
    if (container_wait(&container, &status) == -1)
        return -1;
    fact("box", "process 1 %s", fate(status, text, sizeof text));
    if (!container.has_cgroup)
        return 0;
    if (cgroup_read(&container.cgroup, OOM_KILLS, &killed) == -1)
        return -1;
    fact("host", "members killed for want of memory: %d", (int) killed);
    fact("note", "137 is 128 + 9; that memory was the reason, only the counter "
                 "knows");
    return 0;
}

static int teardown(void)
{
    pause_here();
    if (undo_now(&container.relay) == -1 || undo_now(&container.cable.veth) == -1
        || undo_now(&container.cgroup) == -1
        || undo_now(&container.cable.subnet) == -1
        || undo_now(&container.janitor) == -1)
        return -1;
    fact("host", "the cable, the cgroup, the addresses and the janitor are gone, "
                 "last made first");
    fact("host", "its namespaces and mounts went with its last process");
    refused("ls -d /sys/fs/cgroup/*/%s /sys/fs/cgroup/%s",
            container.cgroup.name, container.cgroup.name);
    expect("No such file or directory");
    return 0;
}

static const struct step steps[] = {
    { "Who is there", who_is_there },
    { "A child in new namespaces, and it waits", a_child_that_waits },
    { "How much it may use, before it runs", how_much },
    { "A cable", a_cable },
    { "Another root", another_root },
    { "A name, a network, and nothing of ours", a_name_and_a_network },
    { "Rights, and then questions", rights_and_questions },
    { "It becomes the command: now it is a container", now_it_is_a_container },
    { "Type in it", type_in_it },
    { "It ends", it_ends },
    { "Everything is taken away again", teardown },
    { 0 },
};

/* ------------------------------------------------------------------------ */

static int ready(void)
{
    if (talk_open(&talk) == -1)
        return -1;
    settings = asked;
    if (!settings.limits_asked)
        settings.memory = 64 << 20;
    settings.without = 0;
    if (container_prepare(&container, &settings, shell, keep_note) == -1)
        return -1;
    container.inside = talk.inside;
    container.terminals = 0;
    return 0;
}

static int check(void)
{
    static char *command[] = { "true", NULL };
    int status;

    settings = default_settings;
    if (container_prepare(&container, &settings, command, keep_note) == -1)
        return -1;
    container.terminals = 0;
    if (container_do(&container, 0, COMMAND) == -1
        || container_wait(&container, &status) == -1)
        return -1;
    return undo_all(NAME_, NULL) == 0 ? 0 : -1;
}

static int sweep(void)
{
    if (cgroup_sweep(NULL, swept) == -1)
        return -1;
    return netlink_allowed() == 0 ? sweep_links(swept) : 0;
}

static const struct lesson lesson = {
    .name = NAME_,
    .title = "the life of a container",
    .needs = "root (without it: no cable, and limits only where a cgroup is "
             "yours)",
    .pages = "clone(2), execve(2), namespaces(7), cgroups(7), capabilities(7), "
             "seccomp(2)",
    .steps = steps,
    .tour = 9,
    .done = "a container was born, lived and died: every part of it was one "
            "system call of lessons 1 to 9",
    .known_as = "docker run; runc create, start and delete",
    .still_open = "one machine has one port 80 (lesson 11)",
    .ready = ready,
    .check = check,
    .sweep = sweep,
    .run = container_run,
    .options = settings_options,
    .usage_status = 125,
};

int main(int argc, char *argv[])
{
    container_arguments = argv;
    return tell(&lesson, argc, argv);
}
