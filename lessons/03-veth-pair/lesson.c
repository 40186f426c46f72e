/* 03-veth-pair - two tins and a string

   The question: a box with a network of its own can talk to nobody.  How does
   one lay a cable through the wall?  You will see a pair of links made, one end
   moved into the box, both given an address and plugged in; then a ping, an
   address that nobody has, and port 80 twice on one machine.

   See also: veth(4), ip-link(8), ip-address(8), rtnetlink(7),
   network_namespaces(7), icmp(7), arp(7). */

#include "common/failure.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/03-veth-pair/deeds.h"
#include "lessons/03-veth-pair/host.h"
#include "lessons/03-veth-pair/names.h"
#include "lessons/03-veth-pair/requests.h"
#include "lessons/03-veth-pair/sides.h"
#include "lessons/03-veth-pair/talk.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int a_box_without_a_cable(void)
{
    char lo[64];
    struct namespace_id mine, its;

    same_as("%s sh -c 'ip link set lo up; exec sh'",
            in_first_namespace("user") ? "sudo unshare -n" : "unshare -Urn");
    pause_here();
    if (undo_later(box_end, &box, "the box", NULL) == -1
        || box_clone(&box, CLONE_NEWNET, box_deeds) == -1
        || box_does(LO_UP, lo, sizeof lo) == -1
        || namespace_of(getpid(), "net", &mine) == -1
        || namespace_of(box.pid, "net", &its) == -1)
        return -1;

    tell_requests();
    fact("note", "net of host and box -> %s",
         same_namespace(&mine, &its) ? "same" : "different");
    fact("box", "%s", lo);
    fact("note", "lo is needed: the kernel tells a sender through it that a "
                 "packet got nowhere (step 7)");
    enter("%s sh", in_box());
    verify("%s ip -br link", in_box());
    expect("LOOPBACK,UP");
    return 0;
}

static void tell_why_these_names(const char *wanted)
{
    if (strcmp(near(), wanted) != 0)
        fact("note", "somebody has just taken %s: the next free pair. If it "
                     "was you: %s ip link delete %s", wanted, as_root(),
             wanted);
    else if (strcmp(wanted, "veth0") != 0)
        fact("note", "veth0 or veth1 is taken: the next free pair");
}

static int a_pair_of_links(void)
{
    char here[64], there[64], wanted[IFNAMSIZ];

    if (host_choose_names() == -1)
        return -1;
    snprintf(wanted, sizeof wanted, "%s", near());
    same_as("%s ip link add %s type veth peer name %s", as_root(), near(),
            far());
    pause_here();
    if (host_make_cable() == -1 || host_does(LIST, here, sizeof here) == -1
        || box_does(LIST, there, sizeof there) == -1)
        return -1;

    tell_requests();
    tell_why_these_names(wanted);
    fact("host", "%s", here);
    fact("box", "%s", there);
    fact("note", "two ends of one cable: what goes in at %s comes out at %s, "
                 "and neither leads anywhere else", near(), far());
    verify("%sip link show %s", as_anyone(), near());
    expect("%s@%s", near(), far());
    return 0;
}

static int one_end_moves(void)
{
    char here[64], there[64];

    same_as("%s ip link set %s netns %d", as_root(), far(), (int) box.pid);
    ask("how many of the two ends will the host still see?");
    pause_here();
    int index = host_move_end();
    if (index == -1 || host_does(LIST, here, sizeof here) == -1
        || box_does(LIST, there, sizeof there) == -1)
        return -1;

    tell_requests();
    fact("host", "%s", here);
    fact("box", "%s", there);
    fact("note", "as if you had just plugged a network card into the box: it "
                 "is down and has no address, for a move takes both away");
    verify("%s ip link show %s", in_box(), far());
    expect("%s@if%d", far(), index);
    return 0;
}

static int give_addresses(void)
{
    char here[64], there[64];

    const char *subnet = host_choose_addresses();
    if (!subnet)
        return -1;
    same_as("%s ip address add %s/%d dev %s", as_root(),
            dotted(plan->address[HOST]), plan->prefix, near());
    same_as("%s ip address add %s/%d dev %s", in_box(),
            dotted(plan->address[BOX]), plan->prefix, far());
    pause_here();
    if (host_does(TAKE_ADDRESS, here, sizeof here) == -1
        || box_does(TAKE_ADDRESS, there, sizeof there) == -1)
        return -1;

    tell_requests();
    fact("host", "%s", here);
    fact("box", "%s", there);
    if (with_requests) /* the questions say the rest: 18 lines are the most */
        fact("note", "%s: no other lesson has reserved these", subnet);
    else
        fact("note", "%s: this host has no route to any of these 8 addresses "
                     "but its default, and no other lesson has reserved them",
             subnet);
    verify("%sip addr show %s", as_anyone(), near());
    expect("%s/%d", dotted(plan->address[HOST]), plan->prefix);
    return 0;
}

static int plug_in(void)
{
    char loose[64], here[64], there[64];

    same_as("%s ip link set %s up", as_root(), near());
    same_as("%s ip link set %s up", in_box(), far());
    ask("one end is up and has an address. Can the two talk?");
    pause_here();
    if (host_does(END_UP, loose, sizeof loose) == -1
        || box_does(END_UP, there, sizeof there) == -1
        || host_does(END_STATE, here, sizeof here) == -1)
        return -1;

    tell_requests();
    fact("host", "one end:   %s%s", loose,
         strstr(loose, "NO-CARRIER") ? ": the other one hangs loose" : "");
    fact("host", "both ends: %s", here);
    fact("box", "both ends: %s", there);
    verify("%sip link show %s", as_anyone(), near());
    expect("LOWER_UP");
    return 0;
}

static int one_end_goes(void)
{
    char here[64], there[64];

    same_as("%s ip link delete %s", as_root(), near());
    pause_here();
    if (host_remove_cable() == -1 || host_does(LIST, here, sizeof here) == -1
        || box_does(LIST, there, sizeof there) == -1)
        return -1;

    tell_requests();
    fact("host", "%s", here);
    fact("box", "%s", there);
    fact("note", "only %s was deleted: half a cable does not exist", near());
    refused("%sip link show %s", as_anyone(), near());
    expect("does not exist");
    return 0;
}

/* ------------------------------------------------------------------------ */

static const struct step steps[] = {
    { "A box, and no cable", a_box_without_a_cable },
    { "A pair of links", a_pair_of_links },
    { "One end moves into the box", one_end_moves },
    { "Addresses", give_addresses },
    { "Plugged in", plug_in },
    { "Ping, both ways", ping_both_ways },
    { "An address that nobody has", ping_nobody },
    { "Port 80, twice", port_80_twice },
    { "One end goes", one_end_goes },
    { 0 },
};

static int ready(void)
{
    if (host_allowed() == -1 || plan_begin() == -1)
        return -1;
    plan->report = with_requests;
    return 0;
}

static int sweep(void)
{
    return sweep_links(swept);
}

static int take_netlink(const char *value)
{
    (void) value;
    keep_requests();
    return 0;
}

static const struct lesson_option options[] = {
    { "netlink", NULL, "tell what is sent to the kernel, with ip commands",
      take_netlink },
    { 0 },
};

static const struct lesson lesson = {
    .name = NAME,
    .title = "veth pair - two tins and a string",
    .needs = "root (or a user namespace: unshare -Urn build/" NAME ")",
    .pages = "veth(4), ip-link(8), ip-address(8), rtnetlink(7), "
             "network_namespaces(7), icmp(7), arp(7)",
    .steps = steps,
    .tour = 3,
    .done = "host and box were joined by a cable, pinged each other, and each "
            "had a port 80",
    .known_as = "docker run --network bridge: its eth0 is one end of a veth "
                "pair",
    .still_open = "the box may use all of the host's memory (lesson 4)",
    .ready = ready,
    .check = host_check,
    .sweep = sweep,
    .options = options,
};

int main(int argc, char *argv[])
{
    return tell(&lesson, argc, argv);
}
