/* talk.c - steps 6 to 8 of lesson 3: what goes through the cable

   The question: can they talk now?  A ping is the shortest talk there is; a
   page needs a port, and each network has all of them.

   See also: icmp(7), arp(7), bind(2), tcp(7). */

#include "lessons/03-veth-pair/talk.h"

#include "common/story.h"
#include "common/voice.h"
#include "lessons/03-veth-pair/deeds.h"
#include "lessons/03-veth-pair/host.h"
#include "lessons/03-veth-pair/sides.h"

int ping_both_ways(void)
{
    char here[96], there[96];

    same_as("%sping -c1 %s", as_anyone(), dotted(plan->address[BOX]));
    same_as("%s ping -c1 %s", in_box(), dotted(plan->address[HOST]));
    pause_here();
    if (host_does(PING_OTHER, here, sizeof here) == -1
        || box_does(PING_OTHER, there, sizeof there) == -1)
        return -1;

    fact("host", "ping %s: %s", dotted(plan->address[BOX]), here);
    fact("box", "ping %s: %s", dotted(plan->address[HOST]), there);
    fact("note", "first each asked the cable who has that address, arp(7); the "
                 "MAC in the reply is remembered");
    verify("%sip neigh", as_anyone());
    expect("%s dev %s lladdr 02:6c:70:", dotted(plan->address[BOX]), near());
    return 0;
}

int ping_nobody(void)
{
    char there[96];

    same_as("%s ping -c1 %s", in_box(), dotted(plan->nobody));
    pause_here();
    fact("note", "the kernel asks for the owner of the address three times, "
                 "one second apart: this takes 3 s");
    if (voice_lost() == -1 || box_does(PING_NOBODY, there, sizeof there) == -1)
        return -1;

    fact("box", "ping %s: %s", dotted(plan->nobody), there);
    fact("note", "an answer, from the box's own kernel. A packet that is lost "
                 "on the way has none: that is a time-out");
    verify("%s ip neigh", in_box());
    expect("%s dev %s FAILED", dotted(plan->nobody), far());
    return 0;
}

int port_80_twice(void)
{
    char first[96], second[64], there[64], page[64];

    same_as("%s timeout 1 busybox nc -l -p %d", in_box(), WEB_PORT);
    pause_here();
    if (host_take_port_80(first, sizeof first) == -1
        || host_does(LISTEN, second, sizeof second) == -1
        || box_does(LISTEN, there, sizeof there) == -1
        || host_fetch(page, sizeof page) == -1)
        return -1;

    fact("host", "bind %s:%d: %s", dotted(plan->address[HOST]), WEB_PORT,
         first);
    fact("host", "bind 0.0.0.0:%d: %s", WEB_PORT, second);
    fact("box", "bind 0.0.0.0:%d: %s", WEB_PORT, there);
    fact("host", "GET http://%s/: \"%s\"", dotted(plan->address[BOX]), page);
    fact("note", "a port belongs to a network namespace: so every container "
                 "can have its own port 80");
    verify("%s ss -Htln", in_box());
    expect("0.0.0.0:%d", WEB_PORT);
    return 0;
}
