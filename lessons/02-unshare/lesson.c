/* 02-unshare - a namespace is a view

   The question: two processes on one machine, one kernel - why do they see
   another host name and another network?  You will see a child leave its
   parent's namespaces one by one, and a namespace that outlives it.

   See also: namespaces(7), unshare(2), setns(2), clone(2), uts_namespaces(7),
   network_namespaces(7), ip-netns(8), mount(2). */

#include "common/failure.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "common/files.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/02-unshare/deeds.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/pin.h"
#include "lessons/02-unshare/ping.h"
#include "lessons/02-unshare/refused.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static struct child box;

static int make_box(void)
{
    if (undo_later(child_stop, &box, "the box", NULL) == -1)
        return -1;
    return child_fork(&box, unshare_deeds);
}

/* ---- what the kernel says ---------------------------------------------- */

static const char *said_of(pid_t a, pid_t b, const char *type)
{
    struct namespace_id one, other;

    if (namespace_of(a, type, &one) == -1
        || namespace_of(b, type, &other) == -1)
        return "(cannot be read)";
    return same_namespace(&one, &other) ? "same" : "different";
}

/* Lists the types in /proc/self/ns, and counts its links: there are two more,
   which say where the next child will be; namespaces(7). */
static int list_types(char types[16][16], int *links)
{
    DIR *directory = opendir("/proc/self/ns");
    const struct dirent *entry;
    int count = 0;

    if (!directory)
        return failed("opendir(/proc/self/ns)");
    *links = 0;
    while (errno = 0, (entry = readdir(directory))) {
        if (entry->d_name[0] == '.')
            continue;
        ++*links;
        if (!strstr(entry->d_name, "_for_children") && count < 16)
            snprintf(types[count++], 16, "%.15s", entry->d_name);
    }
    if (errno)
        count = failed("readdir(/proc/self/ns)");
    closedir(directory);
    return count;
}

/* Returns -1 if one of them may not be looked at, proc(5). */
static int count_same(pid_t a, pid_t b, char types[16][16], int count)
{
    struct namespace_id one, other;
    int same = 0;

    for (int i = 0; i < count; i++) {
        if (namespace_of(a, types[i], &one) == -1
            || namespace_of(b, types[i], &other) == -1)
            return -1;
        same += same_namespace(&one, &other);
    }
    return same;
}

static const char *unshare_command(void)
{
    return in_first_namespace("user") ? "sudo unshare" : "unshare -Ur";
}

/* What a second terminal types before a command to be where this story is. */
static const char *as_root_here(void)
{
    return in_first_namespace("user") ? "sudo" : nsenter(getpid(), "-m");
}

/* ---- the steps --------------------------------------------------------- */

static int look_at_the_links(void)
{
    char types[16][16], names[128] = "", shell[32], link[64], net[64] = "";
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
         said_of(getpid(), box.pid, "uts"));
    fact("note", "net of host and box -> %s",
         said_of(getpid(), box.pid, "net"));
    verify("%s uname -n", nsenter(box.pid, "-u"));
    expect("box");
    return 0;
}

static int a_network_of_its_own(void)
{
    char answer[128];

    same_as("%s --net ping -c1 127.0.0.1", unshare_command());
    ask("127.0.0.1 is oneself. Can the box reach it in a new network?");
    pause_here();
    if (unshare_deeds(PING, answer, sizeof answer) == -1)
        return -1;
    fact("host", "ping 127.0.0.1: %s", answer);
    if (child_order(&box, LEAVE_NET, NULL, 0) == -1
        || child_order(&box, PING, answer, sizeof answer) == -1)
        return -1;
    fact("box", "ping 127.0.0.1: %s", answer);
    fact("box", "a new network has one device, lo, and it is down");

    if (child_order(&box, LO_UP, NULL, 0) == -1
        || child_order(&box, PING, answer, sizeof answer) == -1)
        return -1;
    fact("box", "lo is up. ping 127.0.0.1: %s", answer);
    fact("note", "net of host and box -> %s",
         said_of(getpid(), box.pid, "net"));
    enter("%s sh", nsenter(box.pid, "-n -u"));
    verify("%s ip -br link", nsenter(box.pid, "-n"));
    expect("LOOPBACK,UP");
    return 0;
}

static int ip_netns_knows_nothing(void)
{
    int all;

    if (in_first_namespace("user"))
        same_as("ip netns list");
    else
        same_as("%s ip netns list", as_root_here());
    pause_here();
    int names = pin_names_of(box.pid, &all);
    if (names == -1)
        return -1;
    fact("host", "ip netns list shows what is in " PIN_DIRECTORY ": %d names", all);
    fact("host", "names of the box's network among them: %d", names);
    fact("note", "the namespace is there all the same, for the box is in it: a "
                 "name is a convenience of ip, not of the kernel");
    refused("ls %s", pin_from_outside());
    expect("No such file or directory");
    return 0;
}

static int an_empty_file(void)
{
    same_as("%s touch %s", as_root_here(), pin());
    pause_here();
    if (pin_make_file() == -1)
        return -1;

    int named = is_namespace(pin());
    if (named == -1)
        return -1;
    fact("host", "%s is there, and is %s", pin(),
         named ? "a namespace" : "a file, no namespace: a name of nothing");
    if (in_first_namespace("user"))
        verify("ip netns list");
    else
        verify("%s ip netns list", nsenter(getpid(), "-m"));
    expect("Peer netns reference is invalid");
    return 0;
}

static int a_bind_mount_is_a_name(void)
{
    struct namespace_id mine, named;

    same_as("%s mount --bind /proc/%d/ns/net %s", as_root_here(),
            (int) box.pid, pin());
    pause_here();
    if (namespace_pin(box.pid, pin()) == -1)
        return -1;
    int is = is_namespace(pin());
    if (is == -1 || namespace_of(box.pid, "net", &mine) == -1
        || namespace_at(pin(), &named) == -1)
        return -1;

    fact("host", "%s is now %s", pin(), is ? "a namespace" : "no namespace");
    fact("note", "net of the box and that name -> %s",
         same_namespace(&mine, &named) ? "same" : "different");
    if (in_first_namespace("user"))
        verify("sudo ip netns identify %d", (int) box.pid);
    else
        verify("%s ip netns list", nsenter(getpid(), "-m"));
    expect("%s", pin_name());
    return 0;
}

static int the_name_keeps_it(void)
{
    char answer[128];
    int status;
    pid_t first = box.pid;

    same_as("%s ip netns exec %s ip -br link", as_root_here(), pin_name());
    pause_here();
    child_let_go(&box);
    if (child_wait(&box, &status) == -1)
        return -1;
    undo_forget(&box);
    fact("box", "pid %d has ended: nobody is in its network", (int) first);
    if (make_box() == -1 || child_order(&box, VISIT, NULL, 0) == -1
        || child_order(&box, PING, answer, sizeof answer) == -1)
        return -1;

    fact("box", "pid %d, a new process, entered it by its name: setns(2)",
         (int) box.pid);
    fact("box", "lo is up as the first one left it. ping 127.0.0.1: %s",
         answer);
    fact("note", "docker exec and ip netns exec do no more than this");
    if (in_first_namespace("user"))
        verify("sudo ip netns exec %s ip -br link", pin_name());
    else
        verify("%s ip -br link", nsenter(box.pid, "-n"));
    expect("LOOPBACK,UP");
    return 0;
}

static int the_last_reference_goes(void)
{
    int all;

    same_as("%s umount %s", as_root_here(), pin());
    same_as("%s rm %s", as_root_here(), pin());
    pause_here();
    int names = pin_names_of(box.pid, &all);
    if (names == -1 || pin_remove() == -1)
        return -1;
    fact("host", "names of that network before: %d", names);
    names = pin_names_of(box.pid, &all);
    if (names == -1 || undo_now(&box) == -1)
        return -1;
    fact("host", "names of it now: %d, and the last process in it has ended",
         names);
    fact("note", "no name, no process, no open file: the kernel removes it, "
                 "and all devices in it");
    refused("ls %s", pin_from_outside());
    expect("No such file or directory");
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
    if (need_root("02-unshare", "-Ur") == -1
        || namespaces_allowed(CLONE_NEWUTS | CLONE_NEWNET) == -1)
        return -1;
    return pin_choose();
}

static int check(void)
{
    if (need_root("02-unshare", "-Ur") == -1
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
