/* 10-container - the life of a container

   The question: what is a container?  You will see a process being born, waiting,
   and getting one thing after another that lessons 1 to 9 have shown; then it
   becomes a shell, and is what everybody calls a container.  At the end all of it
   is taken away again, last made first.

   See also: clone(2), execve(2), namespaces(7), cgroups(7), capabilities(7),
   seccomp(2). */

#include "common/failure.h"
#include "common/files.h"
#include "common/options.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/03-veth-pair/names.h"
#include "lessons/04-cgroup-memory/names.h"
#include "lessons/04-cgroup-memory/size.h"
#include "lessons/05-caps/caps.h"
#include "lessons/07-rootfs/look.h"
#include "lessons/07-rootfs/mountinfo.h"
#include "lessons/08-pid-one/look.h"
#include "lessons/00-your-machine/limits.h"
#include "lessons/10-container/command.h"
#include "lessons/10-container/container.h"
#include "lessons/10-container/seen.h"
#include "lessons/10-container/talk.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_ "10-container"
#define MOST_NOTES 3
#define STORY_MEMORY ((uint64_t) 64 << 20)

static struct container container;
static struct settings settings;
static struct talk talk;
static char *shell[] = { "sh", NULL };
static char notes[MOST_NOTES][120]; /* what cannot be had here */
static int noted;
static pid_t payload;      /* as the host numbers it */

/* ---- for all steps ------------------------------------------------------ */

static void keep_note(const char *what)
{
    if (noted < MOST_NOTES)
        snprintf(notes[noted++], sizeof notes[0], "%s", what);
}

static int box(void)
{
    return (int) container.box.pid;
}

static bool is_plain(void)
{
    return geteuid() != 0;
}

static int typed(const char *command)
{
    char text[600];

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
    int janitor;

    pause_here();
    if (container_do(&container, RESERVE, HIRE) == -1)
        return -1;
    janitor = (int) container.janitor.helper.pid;
    fact("parent", "pid %d: makes what has to be made from outside",
         (int) getpid());
    fact("janitor", "pid %d, child of %d: cleans up if the parent is killed",
         janitor, (int) process_parent(janitor));
    fact("note", "to come: the box, process 1 of the container, which obeys "
                 "by two pipes; the command, its process 2");
    for (int i = 0; i < noted; i++)
        fact("note", "%s", notes[i]);
    verify("ps -o ppid=,comm= -p %d", janitor);
    expect("%d janitor", (int) getpid());
    return 0;
}

static int a_child_that_waits(void)
{
    char names[64];

    same_as("%s --fork --pid --mount --net --uts --ipc sh",
            is_plain() ? "unshare -Ur" : container.has_userns
            ? "sudo unshare --user" : "sudo unshare");
    pause_here();
    if (container_do(&container, BIRTH, MAP_IDS) == -1)
        return -1;
    int count = seen_namespaces(container.box.pid, names, sizeof names);
    int inside = (int) pid_inside(container.box.pid);
    if (count == -1 || inside == -1)
        return -1;
    fact("box", "pid %d here and %d there, in %d new namespaces: %s", box(),
         inside, count, names);
    fact("note", "it reads a pipe, and does nothing before the first order "
                 "comes");
    verify("%sreadlink /proc/%d/ns/net", sudo(), box());
    expect("net:[");
    return 0;
}

static int how_much(void)
{
    char text[32];
    uint64_t memory = 0, pids = 0;

    if (container.has_cgroup)
        seen_limits_by_hand(&container.cgroup, container.box.pid,
                            settings.memory, settings.pids);
    pause_here();
    if (!container.has_cgroup) {
        fact("note", "no cgroup may be made here: the box has no limits");
        return 0;
    }
    if (container_do(&container, LIMIT, LIMIT) == -1
        || cgroup_read(&container.cgroup, MEMORY_LIMIT, &memory) == -1
        || cgroup_read(&container.cgroup, PIDS_LIMIT, &pids) == -1)
        return -1;
    fact("host", "the cgroup %s allows %s of memory and %d processes",
         container.cgroup.name, size_words(memory, text, sizeof text),
         (int) pids);
    fact("note", "now, before the box runs: what it used earlier would not "
                 "count");
    verify("cat /proc/%d/cgroup", box());
    expect("%s", container.cgroup.name);
    return 0;
}

static int a_cable(void)
{
    char names[256];

    if (container.has_cable)
        same_as("%sip link add loac%d type veth peer eth0 netns %d", sudo(),
                box(), box());
    pause_here();
    if (container.has_cable
        && container_do(&container, PLUG, ANSWER) == -1)
        return -1;
    if (seen_devices(container.box.pid, names, sizeof names) == -1)
        return -1;
    fact("box", "network devices: %s", names);
    if (!container.has_cable) {
        fact("note", settings.network
             ? "only root can put a cable's other end into the host's network"
             : "no cable was wanted: --no-network");
        return 0;
    }
    fact("host", "%s is the other end, in the subnet %s",
         container.cable.veth.near_name, container.cable.subnet.text);
    fact("note", "eth0 was born in the box, so the pair goes with it, however "
                 "it ends");
    verify("ip -br addr show %s", container.cable.veth.near_name);
    expect("198.1");
    return 0;
}

static int another_root(void)
{
    char root[64], names[512], system[128];
    struct look_mounts seen;

    same_as("%sbuild/07-rootfs -- sh", is_plain() ? "unshare -Ur " : "sudo ");
    pause_here();
    int before = mounts_count(container.box.pid);
    if (before == -1 || container_do(&container, BE_ROOT, SEAL) == -1)
        return -1;
    snprintf(root, sizeof root, "/proc/%d/root", box());
    int after = mounts_count(container.box.pid);
    if (after == -1 || look_names(root, names, sizeof names, NULL) == -1
        || look_system(root, system, sizeof system) == -1
        || look_mounts(container.box.pid, &seen) == -1)
        return -1;
    fact("box", "saw %d mounts, those of the host; now %d, and / has %s",
         before, after, names);
    fact("box", "/etc/os-release: %s", system);
    fact("box", "read-only: %s", seen.read_only);
    if (system[0] == '(') /* an image may lack it */
        return 0;
    verify("%scat /proc/%d/root/etc/os-release", sudo(), box());
    expect("%s", system);
    return 0;
}

static int a_name_and_a_network(void)
{
    char ours[65], mask[16];

    same_as("%s hostname %s",
            seen_enter(container.box.pid, is_plain(), "-u"), settings.hostname);
    pause_here();
    int before = seen_files(container.box.pid);
    if (before == -1 || container_do(&container, NAME, CLOSE) == -1)
        return -1;
    int after = seen_files(container.box.pid);
    if (after == -1 || get_hostname(ours, sizeof ours) == -1
        || seen_status(container.box.pid, "Umask", mask, sizeof mask) == -1)
        return -1;
    fact("host", "my host name is still %s", ours);
    fact("box", "open files: %d before, now %d: 0, 1, 2 and its two pipes",
         before, after);
    fact("box", "umask %s; environment and keyring are made from nothing", mask);
    verify("%s hostname", seen_enter(container.box.pid, is_plain(), "-u"));
    expect("%s", settings.hostname);
    return 0;
}

static int rights_and_questions(void)
{
    struct caps caps;
    char text[700], mode[8];

    ask("no_new_privs, the filter, the capabilities: which must come last, "
        "and why?");
    pause_here();
    if (container_do(&container, RIGHTS, HIDE) == -1
        || caps_of(container.box.pid, &caps) == -1
        || seen_status(container.box.pid, "Seccomp", mode, sizeof mode) == -1)
        return -1;
    fact("box", "%d capabilities: %s", caps_count(caps.effective),
         caps_text(caps.effective, text, sizeof text));
    fact("box", "no_new_privs: %d. Seccomp: %s, a filter of %zu instructions",
         caps.no_new_privs, mode, container.filter.length);
    fact("note", "the filter comes after all that it refuses: mount, "
                 "pivot_root, sethostname, unshare. Installed earlier, it "
                 "would have had to allow them");
    verify("grep Seccomp: /proc/%d/status", box());
    expect("%s", mode);
    return 0;
}

/* From here on the story looks at process 2: its process 1 has closed itself,
   also to a plain user who owns it; PR_SET_DUMPABLE of prctl(2). */
static int find_payload(void)
{
    struct children children;

    if (children_of(container.box.pid, &children) == -1)
        return -1;
    if (children.count != 1)
        return failed_saying("expected one", "children of %d", box());
    payload = children.pids[0];
    return 0;
}

static int now_it_is_a_container(void)
{
    char names[64], name[32];

    pause_here();
    if (container_do(&container, COMMAND, COMMAND) == -1
        || find_payload() == -1)
        return -1;
    int count = seen_namespaces(payload, names, sizeof names);
    int inside = (int) pid_inside(payload);
    if (count == -1 || inside == -1)
        return -1;
    fact("box", "process 1, pid %d here, has a child, process %d", box(),
         inside);
    fact("box", "that is pid %d here, and has become %s", (int) payload,
         process_name(payload, name, sizeof name));
    fact("box", "namespaces that are not mine: %d, %s", count, names);
    enter("%s sh", seen_enter(payload, is_plain(), "-a"));
    command("compare", "%sbuild/12-no-such-thing %d %d", sudo(), (int) getpid(),
            (int) payload);
    verify("%s ps", seen_enter(payload, is_plain(), "-p -m"));
    expect("sh");
    return 0;
}

static int type_in_it(void)
{
    pause_here();
    if (typed("hostname; id -u") == -1 || typed("echo /*") == -1
        || typed("cat /proc/1/comm; echo I am $$") == -1
        || typed("hostname other") == -1
        || typed("mount -t tmpfs x /tmp") == -1)
        return -1;
    fact("note", "it is root, and what it asks for is refused: the capability "
                 "is missing, and the filter would not let the call through");
    verify("awk '/^NSpid/ { print $3 }' /proc/%d/status", (int) payload);
    expect("2");
    return 0;
}

/* Twice what is allowed, in one piece. */
static int make_it_end(void)
{
    char line[96];

    if (!container.has_cgroup)
        return talk_tell(&talk, "exit 7");
    snprintf(line, sizeof line,
             "exec dd if=/dev/zero of=/dev/null count=1 bs=%llu",
             (unsigned long long) settings.memory * 2);
    return talk_tell(&talk, line);
}

static int it_ends(void)
{
    uint64_t killed = 0;
    int status;
    char text[64], limit[32];

    if (container.has_cgroup)
        ask("it wants twice the %s that it may use. Who notices, and how?",
            size_words(settings.memory, limit, sizeof limit));
    pause_here();
    if (make_it_end() == -1 || container_wait(&container, &status) == -1)
        return -1;
    fact("box", "process 1 %s", fate(status, text, sizeof text));
    if (container.has_cgroup) {
        if (cgroup_read(&container.cgroup, OOM_KILLS, &killed) == -1)
            return -1;
        fact("host", "members killed for want of memory: %d", (int) killed);
        fact("note", "137 is 128 + 9, SIGKILL. That memory was the reason, only "
                     "this counter knows");
    } else {
        fact("note", "its process 2 said exit 7, and process 1 passed it on");
    }
    refused("ls -d /proc/%d", (int) payload);
    expect("No such file or directory");
    return 0;
}

static int teardown(void)
{
    const char *directory = cgroup_shown(&container.cgroup, CG_MEMORY, NULL, 58);

    if (container.has_cable)
        same_as("%sip link delete %s", sudo(), container.cable.veth.near_name);
    if (container.has_cgroup)
        same_as("%srmdir %s", sudo(), directory);
    pause_here();
    if (undo_now(&container.relay) == -1 || undo_now(&container.cable.veth) == -1
        || undo_now(&container.cgroup) == -1
        || undo_now(&container.janitor) == -1
        || undo_now(&container.cable.subnet) == -1)
        return -1;
    if (container.has_cgroup)
        fact("host", "%s is %s", directory,
             access(container.cgroup.of[CG_MEMORY].directory, F_OK) == -1
             && errno == ENOENT ? "gone" : "still there");
    fact("note", "its namespaces and mounts went with its last process, and the "
                 "cable with its network; the janitor was told goodbye");
    if (container.has_cable) {
        refused("ip link show %s", container.cable.veth.near_name);
        expect("does not exist");
    }
    if (container.has_cgroup) {
        refused("ls -d %s", directory);
        expect("No such file or directory");
    }
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

/* A plain user needs a user namespace, which not every machine gives. */
static int allowed(void)
{
    if (is_plain())
        return try_user_namespace();
    return need_root(NAME_, "-Ur");
}

static int ready(void)
{
    if (allowed() == -1 || talk_open(&talk) == -1)
        return -1;
    settings = asked;
    /* Step 10 wants more than that: a laptop must be able to give it. */
    if (settings.memory > STORY_MEMORY)
        settings.memory = STORY_MEMORY;
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
    if (allowed() == -1
        || container_prepare(&container, &settings, command, keep_note) == -1)
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
    .needs = "root (without: no cable, and limits only in a cgroup of yours)",
    .pages = "clone(2), execve(2), namespaces(7), cgroups(7), capabilities(7), "
             "seccomp(2)",
    .steps = steps,
    .tour = 9,
    .done = "a container was born, lived and died; each part of it was a "
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
