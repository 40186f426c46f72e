/* told_name.c - a name keeps a network, without any process in it

   Steps 4 to 8 of the story.

   See also: ip-netns(8), mount(2), setns(2). */

#include "common/failure.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/02-unshare/deeds.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/pin.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/02-unshare/told.h"

#include <unistd.h>

/* What a second terminal types before a command to be where this story is. */
static const char *as_root_here(void)
{
    return in_first_namespace("user") ? "sudo" : nsenter(getpid(), "-m");
}

/* Whose /run it is: the host's, or one of our own; pin.h. */
static const char *where(void)
{
    return in_first_namespace("user") ? "host" : "here";
}

int ip_netns_knows_nothing(void)
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
    fact(where(), "ip netns list shows what is in " PIN_DIRECTORY ": %d names",
         all);
    fact(where(), "names of the box's network among them: %d", names);
    if (!in_first_namespace("user"))
        fact("note", "\"here\": an empty tmpfs covers /run, which is root's, in a "
                     "mount namespace of mine; the host's names are below it");
    fact("note", "the namespace is there all the same, for the box is in it: a "
                 "name is a convenience of ip, not of the kernel");
    refused("ls %s", pin_from_outside());
    expect("No such file or directory");
    return 0;
}

int an_empty_file(void)
{
    same_as("%s touch %s", as_root_here(), pin());
    pause_here();
    if (pin_make_file() == -1)
        return -1;

    int named = is_namespace(pin());
    if (named == -1)
        return -1;
    fact(where(), "%s is there, and is %s", pin(),
         named ? "a namespace" : "a file, no namespace: a name of nothing");
    if (in_first_namespace("user"))
        verify("ip netns list");
    else
        verify("%s ip netns list", nsenter(getpid(), "-m"));
    expect("Peer netns reference is invalid");
    return 0;
}

int a_bind_mount_is_a_name(void)
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

    fact(where(), "%s is now %s", pin(), is ? "a namespace" : "no namespace");
    fact("note", "net of the box and that name -> %s",
         same_namespace(&mine, &named) ? "same" : "different");
    if (in_first_namespace("user"))
        verify("sudo ip netns identify %d", (int) box.pid);
    else
        verify("%s ip netns list", nsenter(getpid(), "-m"));
    expect("%s", pin_name());
    return 0;
}

int the_name_keeps_it(void)
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

int the_last_reference_goes(void)
{
    int all;

    same_as("%s umount %s", as_root_here(), pin());
    same_as("%s rm %s", as_root_here(), pin());
    pause_here();
    int names = pin_names_of(box.pid, &all);
    if (names == -1 || pin_remove() == -1)
        return -1;
    fact(where(), "names of that network before: %d", names);
    names = pin_names_of(box.pid, &all);
    if (names == -1 || undo_now(&box) == -1)
        return -1;
    fact(where(), "names of it now: %d, and the last process in it has ended",
         names);
    fact("note", "no name, no process, no open file: the kernel removes it, "
                 "and all devices in it");
    refused("ls %s", pin_from_outside());
    expect("No such file or directory");
    return 0;
}
