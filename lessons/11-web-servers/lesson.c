/* 11-web-servers - three servers, one port 80

   The question: how can three web servers run on one machine, each on port 80?
   You will see the second one refused; then a bridge, three containers on it,
   each with an address and a port 80 of its own, and how callers from outside
   get to them.  At the end one is stopped, and the others do not notice.

   See also: bind(2), ip-link(8), veth(4), network_namespaces(7). */

#include "common/failure.h"
#include "common/story.h"
#include "common/voice.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/03-veth-pair/names.h"
#include "lessons/10-container/sealed.h"
#include "lessons/11-web-servers/ground.h"
#include "lessons/11-web-servers/say.h"
#include "lessons/11-web-servers/web.h"

#include <arpa/inet.h>

#define NAME_ "11-web-servers"
#define COMMAND_LINE "sudo build/10-container --hostname web%d " \
                     "--image build/web-image -- " WEB_SERVER

static struct web webs[WEBS];
static struct in_addr at;   /* where to publish: 127.0.0.1, or --address */
static struct in_addr door; /* where the host itself finds it */
static int port;            /* the first of those that are published */

static int pid_of(const struct web *web)
{
    return (int) web->container.box.pid;
}

/* ---- one port 80 -------------------------------------------------------- */

static int one_port_80(void)
{
    same_as("sudo busybox nc -l -p 80");
    pause_here();
    if (say_port_80(1, "first") == -1 || say_port_80(1, "second") == -1)
        return -1;
    fact("note", "a port below 1024, links and containers: all of this lesson "
                 "needs root");
    verify("ss -Htln sport = :80");
    expect(":80");
    return 0;
}

static int a_bridge(void)
{
    same_as("sudo ip link add %s type bridge", ground.bridge.name);
    pause_here();
    let_go_of_port_80();
    if (ground_bridge() == -1 || say_bridge() == -1)
        return -1;
    fact("note", "a bridge is a switch made of software: each link that joins "
                 "it is a socket of it, and the host's own is its address");
    verify("ip -br addr show %s", ground.bridge.name);
    expect("%s/%d", address_text(subnet_address(&ground.subnet, 1)),
           ground.subnet.prefix);
    return 0;
}

/* ---- three containers --------------------------------------------------- */

static int start(int number)
{
    struct web *web = &webs[number - 1];
    char says[128];

    if (web_start(web, number, &ground.subnet, ground.bridge.index, says,
                  sizeof says) == -1)
        return -1;
    fact("box", "%s, pid %d: %s", web->name, pid_of(web), says);
    fact("box", "its address is %s", address_text(web_address(web)));
    fact("host", "its cable, %s, joins %s", web->container.cable.veth.near_name,
         ground.bridge.name);
    return 0;
}

static int first_server(void)
{
    same_as(COMMAND_LINE, 1);
    pause_here();
    if (ground_pod() == -1 || start(1) == -1)
        return -1;
    fact("note", "0.0.0.0 means: every address that this network has");
    enter("%s sh", nsenter(pid_of(&webs[0]), "-n -u"));
    verify("%s ss -Htln", nsenter(pid_of(&webs[0]), "-n"));
    expect("0.0.0.0:80");
    return 0;
}

static int second_server(void)
{
    same_as(COMMAND_LINE, 2);
    ask("web1 has 0.0.0.0:80. Will web2 be refused?");
    pause_here();
    if (start(2) == -1)
        return -1;
    fact("note", "not refused: \"every address\" ends at the wall of a network "
                 "namespace");
    verify("%s ss -Htln", nsenter(pid_of(&webs[1]), "-n"));
    expect("0.0.0.0:80");
    return 0;
}

static int third_server(void)
{
    uint64_t count;

    same_as(COMMAND_LINE, 3);
    pause_here();
    if (start(3) == -1 || cgroup_read(&ground.pod, PIDS_NOW, &count) == -1)
        return -1;
    fact("host", "one cgroup for all three, %d processes: one limit that they "
                 "share, as in a pod", (int) count);
    verify("ip -br link show master %s", ground.bridge.name);
    expect("%s", webs[2].container.cable.veth.near_name);
    return 0;
}

/* ---- asked -------------------------------------------------------------- */

static void verify_page(struct in_addr address, int number, const char *name)
{
    verify("curl -s http://%s:%d/", address_text(address), number);
    expect("hello from %s", name);
}

static int ask_each(void)
{
    same_as("curl http://%s/", address_text(web_address(&webs[0])));
    pause_here();
    for (int i = 0; i < WEBS; i++)
        if (say_page(&webs[i]) == -1)
            return -1;
    fact("note", "three machines, as a caller sees it; try a browser, too");
    for (int i = 0; i < WEBS; i++)
        verify_page(web_address(&webs[i]), HTTP_PORT, webs[i].name);
    return 0;
}

static int published(void)
{
    same_as("socat TCP-LISTEN:%d,bind=%s,fork TCP:%s:80", FIRST_PORT,
            address_text(at), address_text(web_address(&webs[0])));
    pause_here();
    port = webs_publish(webs, at);
    if (port == -1)
        return -1;
    for (int i = 0; i < WEBS; i++)
        if (say_door(&webs[i], door, port + i) == -1)
            return -1;
    fact("note", "%s: %s", address_text(at), at.s_addr == htonl(INADDR_LOOPBACK)
         ? "for callers on this machine only; --address opens another door"
         : "whoever reaches that address reaches the servers");
    for (int i = 0; i < WEBS; i++)
        verify_page(door, port + i, webs[i].name);
    return 0;
}

static int why_not_80(void)
{
    same_as("sudo busybox nc -l -p 80");
    ask("why 8081 to 8083, and not port 80 three times?");
    pause_here();
    for (int i = 0; i < WEBS; i++)
        if (say_port_80(1, webs[i].name) == -1)
            return -1;
    if (say_port_80(2, "another address") == -1)
        return -1;
    fact("note", "one address has one port 80. One door for all three would "
                 "have to read the name in the request, the line \"Host:\", "
                 "and choose: that is an ingress");
    verify("ss -Htln sport = :80");
    expect(":80");
    return 0;
}

/* ---- one ends ----------------------------------------------------------- */

static int stop_one(void)
{
    char text[64];
    int status;

    same_as("sudo kill %d", pid_of(&webs[1]));
    pause_here();
    let_go_of_port_80();
    if (web_stop(&webs[1], &status) == -1)
        return -1;
    fact("box", "web2 %s", fate(status, text, sizeof text));
    if (say_door(&webs[0], door, port) == -1
        || say_refused(door, port + 1) == -1
        || say_door(&webs[2], door, port + 2) == -1)
        return -1;
    fact("note", "its network, its cable and its port went with it; the others "
                 "share nothing with it but the limit");
    refused("curl -sS http://%s:%d/", address_text(door), port + 1);
    expect("Failed to connect");
    verify_page(door, port + 2, "web3");
    return 0;
}

static const struct step steps[] = {
    { "One machine, one port 80", one_port_80 },
    { "A bridge", a_bridge },
    { "The first server", first_server },
    { "The second server", second_server },
    { "The third server", third_server },
    { "Ask each of them", ask_each },
    { "Published", published },
    { "Why not port 80 of the host, three times", why_not_80 },
    { "One ends", stop_one },
    { 0 },
};

/* ------------------------------------------------------------------------ */

static int plan(void)
{
    if (publish_loopback() == -1 || need_root(NAME_, NULL) == -1
        || netlink_allowed() == -1 || ground_plan() == -1)
        return -1;
    for (int i = 0; i < WEBS; i++)
        if (web_prepare(&webs[i], i + 1, &ground.pod) == -1)
            return -1;
    return 0;
}

static char **arguments;

static int ready(void)
{
    return sealed_self(arguments) == -1 ? -1 : plan();
}

/* One server on a bridge, and its page. */
static int check(void)
{
    char text[128];

    if (plan() == -1 || ground_bridge() == -1 || ground_pod() == -1
        || web_start(&webs[0], 1, &ground.subnet, ground.bridge.index, text,
                     sizeof text) == -1
        || web_page(web_address(&webs[0]), HTTP_PORT, text, sizeof text) == -1)
        return -1;
    return 0;
}

static int sweep(void)
{
    return cgroup_sweep(NULL, swept) == -1 ? -1 : sweep_links(swept);
}

static int take_address(const char *value)
{
    if (ports_address(value, &at, &door) == 0)
        return 0;
    return failed_saying("expected an IPv4 address of this host",
                         "--address: '%.40s'", value);
}

static const struct lesson_option options[] = {
    { "address", "ADDR", "publish there, not on 127.0.0.1; 0.0.0.0: everywhere",
      take_address },
    { 0 },
};

static const struct lesson lesson = {
    .name = NAME_,
    .title = "web servers - three of them, one port 80",
    .needs = "root",
    .pages = "bind(2), ip-link(8), bridge(8), veth(4), network_namespaces(7)",
    .steps = steps,
    .tour = 6,
    .done = "three containers on a bridge, each with an address and a port 80 "
            "of its own; one ended, two served on",
    .known_as = "docker network create, docker run --publish 8081:80; a pod "
                "shares one cgroup; an ingress is the one door",
    .still_open = "what is a container, then? (lesson 12)",
    .ready = ready,
    .check = check,
    .sweep = sweep,
    .options = options,
};

int main(int argc, char *argv[])
{
    arguments = argv;
    at.s_addr = door.s_addr = htonl(INADDR_LOOPBACK);
    return tell(&lesson, argc, argv);
}
