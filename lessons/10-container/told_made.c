/* told_made.c - the first half of the story: a container is made

   What each step says is read from the kernel when it has been done.

   See also: clone(2), cgroups(7), veth(4), pivot_root(2), seccomp(2). */

#include "lessons/10-container/told.h"

#include "common/files.h"
#include "common/voice.h"
#include "common/story.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/04-cgroup-memory/size.h"
#include "lessons/05-caps/caps.h"
#include "lessons/07-rootfs/look.h"
#include "lessons/07-rootfs/mountinfo.h"
#include "lessons/08-pid-one/look.h"
#include "lessons/10-container/seen.h"

#include <stdio.h>
#include <unistd.h>

struct told told;

int told_box(void)
{
    return (int) told.container.box.pid;
}

bool told_is_plain(void)
{
    return geteuid() != 0;
}

/* ---- the steps --------------------------------------------------------- */

int who_is_there(void)
{
    int janitor;

    pause_here();
    if (container_do(&told.container, RESERVE, HIRE) == -1)
        return -1;
    janitor = (int) told.container.janitor.helper.pid;
    fact("parent", "pid %d: makes what has to be made from outside",
         (int) getpid());
    fact("janitor", "pid %d, child of %d: cleans up if the parent is killed",
         janitor, (int) process_parent(janitor));
    fact("note", "to come: the box, process 1 of the container, which obeys "
                 "by two pipes; the command, its process 2");
    for (int i = 0; i < told.noted; i++)
        fact("note", "%s", told.notes[i]);
    verify("ps -o ppid=,comm= -p %d", janitor);
    expect("%d janitor", (int) getpid());
    return 0;
}

int a_child_that_waits(void)
{
    char names[64];

    if (told.container.has_cgroup)
        seen_cgroup_by_hand(&told.container.cgroup);
    same_as("%s --fork --pid --mount --net --uts --ipc sh",
            told_is_plain() ? "unshare -Ur" : told.container.has_userns
            ? "sudo unshare --user" : "sudo unshare");
    pause_here();
    if (container_do(&told.container, BIRTH, MAP_IDS) == -1)
        return -1;
    int count = seen_namespaces(told.container.box.pid, names, sizeof names);
    int inside = (int) pid_inside(told.container.box.pid);
    if (count == -1 || inside == -1)
        return -1;
    fact("box", "pid %d here and %d there, in %d new namespaces: %s",
         told_box(), inside, count, names);
    fact("note", "it reads a pipe, and does nothing before the first order "
                 "comes");
    verify("%sreadlink /proc/%d/ns/net", sudo(), told_box());
    expect("net:[");
    return 0;
}

int how_much(void)
{
    char text[32];
    uint64_t memory = 0, pids = 0;

    if (told.container.has_cgroup)
        seen_limits_by_hand(&told.container.cgroup, told.container.box.pid,
                            told.settings.memory, told.settings.pids);
    pause_here();
    if (!told.container.has_cgroup) {
        fact("note", "no cgroup may be made here: the box has no limits");
        return 0;
    }
    if (container_do(&told.container, LIMIT, LIMIT) == -1
        || container_do(&told.container, JOIN, JOIN) == -1
        || cgroup_read(&told.container.cgroup, MEMORY_LIMIT, &memory) == -1
        || cgroup_read(&told.container.cgroup, PIDS_LIMIT, &pids) == -1)
        return -1;
    fact("host", "the cgroup %s allows %s of memory and %d processes",
         told.container.cgroup.name, size_words(memory, text, sizeof text),
         (int) pids);
    fact("note", "now, before the box runs: what it used earlier would not "
                 "count");
    verify("cat /proc/%d/cgroup", told_box());
    expect("%s", told.container.cgroup.name);
    return 0;
}

int a_cable(void)
{
    char names[256];

    if (told.container.has_cable)
        same_as("%sip link add loac%d type veth peer eth0 netns %d", sudo(),
                told_box(), told_box());
    pause_here();
    if (told.container.has_cable
        && container_do(&told.container, PLUG, ANSWER) == -1)
        return -1;
    if (seen_devices(told.container.box.pid, names, sizeof names) == -1)
        return -1;
    fact("box", "network devices: %s", names);
    if (!told.container.has_cable) {
        fact("note", told.settings.network
             ? "only root can put a cable's other end into the host's network"
             : "no cable was wanted: --no-network");
        return 0;
    }
    fact("host", "%s is the other end, in the subnet %s",
         told.container.cable.veth.near_name, told.container.cable.subnet.text);
    fact("note", "eth0 was born in the box, so the pair goes with it, however "
                 "it ends");
    verify("ip -br addr show %s", told.container.cable.veth.near_name);
    expect("198.1");
    return 0;
}

int another_root(void)
{
    char root[64], names[512], system[128];
    struct look_mounts seen;

    same_as("%sbuild/07-rootfs -- sh",
            told_is_plain() ? "unshare -Ur " : "sudo ");
    pause_here();
    int before = mounts_count(told.container.box.pid);
    if (before == -1 || container_do(&told.container, BE_ROOT, SEAL) == -1)
        return -1;
    snprintf(root, sizeof root, "/proc/%d/root", told_box());
    int after = mounts_count(told.container.box.pid);
    if (after == -1 || look_names(root, names, sizeof names, NULL) == -1
        || look_system(root, system, sizeof system) == -1
        || look_mounts(told.container.box.pid, &seen) == -1)
        return -1;
    fact("box", "saw %d mounts, those of the host; now %d, and / has %s",
         before, after, names);
    fact("box", "/etc/os-release: %s", system);
    fact("box", "read-only: %s", seen.read_only);
    if (system[0] == '(') /* an image may lack it */
        return 0;
    verify("%scat /proc/%d/root/etc/os-release", sudo(), told_box());
    expect("%s", system);
    return 0;
}

int a_name_and_a_network(void)
{
    char ours[65], mask[16];

    same_as("%s hostname %s",
            seen_enter(told.container.box.pid, told_is_plain(), "-u"),
            told.settings.hostname);
    pause_here();
    int before = seen_files(told.container.box.pid);
    if (before == -1 || container_do(&told.container, NAME, CLOSE) == -1)
        return -1;
    int after = seen_files(told.container.box.pid);
    if (after == -1 || get_hostname(ours, sizeof ours) == -1
        || seen_status(told.container.box.pid, "Umask", mask, sizeof mask)
               == -1)
        return -1;
    fact("host", "my host name is still %s", ours);
    fact("box", "open files: %d before, now %d: 0, 1, 2 and its two pipes",
         before, after);
    fact("box", "umask %s; environment and keyring are made from nothing",
         mask);
    verify("%s hostname",
           seen_enter(told.container.box.pid, told_is_plain(), "-u"));
    expect("%s", told.settings.hostname);
    return 0;
}

int rights_and_questions(void)
{
    struct caps caps;
    char text[700], mode[8];

    ask("no_new_privs, the filter, the capabilities: which must come last, "
        "and why?");
    pause_here();
    if (container_do(&told.container, RIGHTS, HIDE) == -1
        || caps_of(told.container.box.pid, &caps) == -1
        || seen_status(told.container.box.pid, "Seccomp", mode, sizeof mode)
               == -1)
        return -1;
    fact("box", "%d capabilities: %s", caps_count(caps.effective),
         caps_text(caps.effective, text, sizeof text));
    fact("box", "no_new_privs: %d. Seccomp: %s, a filter of %zu instructions",
         caps.no_new_privs, mode, told.container.filter.length);
    fact("note", "the filter comes after all that it refuses: mount, "
                 "pivot_root, sethostname, unshare. Installed earlier, it "
                 "would have had to allow them");
    verify("grep Seccomp: /proc/%d/status", told_box());
    expect("%s", mode);
    return 0;
}
