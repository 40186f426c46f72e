/* 02-unshare - a namespace is a view

   The question: two processes on one machine, one kernel - why do they see
   another host name and another network?  You will see a child leave its
   parent's namespaces one by one, and a namespace that outlives it.

   See also: namespaces(7), unshare(2), setns(2), clone(2), uts_namespaces(7),
   network_namespaces(7), ip-netns(8), mount(2). */

#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/02-unshare/deeds.h"
#include "lessons/02-unshare/look.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/pin.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/02-unshare/told.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct child box;

int make_box(void)
{
    if (undo_later(child_stop, &box, "the box", NULL) == -1)
        return -1;
    return child_fork(&box, unshare_deeds);
}

static const char *unshare_command(void)
{
    return in_first_namespace("user") ? "sudo unshare" : "unshare -Ur";
}

/* ---- the steps --------------------------------------------------------- */

static int look_at_the_links(void)
{
    type_name types[MOST_TYPES];
    char names[128] = "", shell[32], link[64], net[64] = "";
    int links = 0;

    same_as("ls -l /proc/self/ns");
    pause_here();
    if (make_box() == -1)
        return -1;
    int count = list_types(types, &links);
    if (count == -1)
        return -1;
    for (int i = 0; i < count; i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s",
                 i ? " " : "", types[i]);

    pid_t parent = getppid();
    fact("host", "/proc/%d/ns has %d links, %d types: %s", (int) getpid(),
         links, count, names);
    int same = count_same(parent, getpid(), types, count);
    if (same != -1)
        fact("host", "pid %d (%s), which started me, and I: %d of %d -> %s",
             (int) parent, process_name(parent, shell, sizeof shell), same,
             count, same == count ? "same" : "different");
    same = count_same(getpid(), box.pid, types, count);
    if (same == -1)
        return -1;
    fact("box", "pid %d, my child, and I: %d of %d -> %s", (int) box.pid, same,
         count, same == count ? "same" : "different");
    snprintf(link, sizeof link, "/proc/%d/ns/net", (int) box.pid);
    if (readlink(link, net, sizeof net - 1) == -1)
        return failed("readlink(%s)", link);
    verify("%sreadlink %s", sudo(), link);
    expect("%s", net);
    return 0;
}

static int a_name_of_its_own(void)
{
    char inside[128], outside[128];

    same_as("%s --uts sh -c 'hostname box; uname -n'", unshare_command());
    ask("the box changes the host name. Who sees the new one?");
    pause_here();
    if (child_order(&box, LEAVE_UTS, inside, sizeof inside) == -1
        || get_hostname(outside, sizeof outside) == -1)
        return -1;

    fact("box", "the host name is %s", inside);
    fact("host", "the host name is %s", outside);
    fact("note", "uts of host and box -> %s",
         said_namespaces(getpid(), box.pid, "uts"));
    fact("note", "net of host and box -> %s",
         said_namespaces(getpid(), box.pid, "net"));
    verify("%s uname -n", nsenter(box.pid, "-u"));
    expect("box");
    return 0;
}

static int a_network_of_its_own(void)
{
    char answer[128], devices[128];

    same_as("%s --net ping -c1 127.0.0.1", unshare_command());
    ask("127.0.0.1 is oneself. Can the box reach it in a new network?");
    pause_here();
    if (unshare_deeds(PING, answer, sizeof answer) == -1)
        return -1;
    fact("host", "ping 127.0.0.1: %s", answer);
    if (child_order(&box, LEAVE_NET, devices, sizeof devices) == -1
        || child_order(&box, PING, answer, sizeof answer) == -1)
        return -1;
    fact("box", "ping 127.0.0.1: %s", answer);
    fact("box", "a new network has %s", devices);

    if (child_order(&box, LO_UP, NULL, 0) == -1
        || child_order(&box, PING, answer, sizeof answer) == -1)
        return -1;
    fact("box", "lo is up. ping 127.0.0.1: %s", answer);
    fact("note", "net of host and box -> %s",
         said_namespaces(getpid(), box.pid, "net"));
    enter("%s sh", nsenter(box.pid, "-n -u"));
    verify("%s ip -br link", nsenter(box.pid, "-n"));
    expect("LOOPBACK,UP");
    return 0;
}

/* ------------------------------------------------------------------------ */

static const struct step steps[] = {
    { "A process is in one namespace of each type", look_at_the_links },
    { "A host name of its own", a_name_of_its_own },
    { "A network of its own", a_network_of_its_own },
    { "ip netns list knows nothing of it", ip_netns_knows_nothing },
    { "A name without a namespace", an_empty_file },
    { "A bind mount makes it a name", a_bind_mount_is_a_name },
    { "The box ends, the name keeps its network", the_name_keeps_it },
    { "The last reference goes", the_last_reference_goes },
    { 0 },
};

static int ready(void)
{
    /* What stops root as well comes first: sudo would be no cure. */
    if (namespaces_allowed(CLONE_NEWUTS | CLONE_NEWNET) == -1
        || need_root("02-unshare", "-Ur") == -1)
        return -1;
    return pin_choose();
}

static int check(void)
{
    if (ready() == -1
        || enter_new_namespaces(CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWNS)
            == -1
        || set_hostname("box") == -1)
        return -1;
    return loopback_up();
}

static int sweep(void)
{
    return pins_sweep(swept);
}

static const struct lesson lesson = {
    .name = "02-unshare",
    .title = "unshare - a namespace is a view",
    .needs = "root (or a user namespace: unshare -Ur build/02-unshare)",
    .pages = "namespaces(7), unshare(2), setns(2), clone(2), "
             "uts_namespaces(7), network_namespaces(7), ip-netns(8), mount(2)",
    .steps = steps,
    .tour = 3,
    .done = "a process left the host's name and network for its own, and its "
            "network outlived it under a name",
    .known_as = "docker run --hostname, --network; docker exec is setns(2)",
    .still_open = "nobody can talk to the box (lesson 3)",
    .ready = ready,
    .check = check,
    .sweep = sweep,
};

int main(int argc, char *argv[])
{
    return tell(&lesson, argc, argv);
}
