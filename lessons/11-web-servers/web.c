/* web.c - one web server in a container

   The question: what is new in the third container?  Nothing: a name, and a
   number that makes an address.  All else is lesson 10.

   See also: pipe(2), kill(2), proc(5). */

#include "lessons/11-web-servers/web.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"
#include "common/wait.h"
#include "lessons/03-veth-pair/page.h"
#include "lessons/07-rootfs/image.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define START_LIMIT_MS 20000
#define STOP_LIMIT_MS 5000
#define GREETING "hello from " /* server/server.c */

const char *web_image(void)
{
    static char path[IMAGE_PATH_SIZE];

    if (access(image_beside("web-image", path), F_OK) == 0)
        return path;
    failed("access(%s)", path);
    cause("make has built no image for the servers: that needs a static C "
          "library");
    cure("install libc6-dev (Fedora: glibc-static, openSUSE: "
         "glibc-devel-static), then make");
    return NULL;
}

/* Nothing can be missing: who has got here is root, and has a cable. */
static void note(const char *what)
{
    (void) what;
}

static int open_pipes(struct web *web)
{
    int ends[2];

    web->inside[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (web->inside[0] == -1)
        return failed("open(/dev/null)");
    if (pipe2(ends, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    web->says = ends[0];
    web->inside[1] = ends[1];
    return 0;
}

/* ANCHOR: prepare */
int web_prepare(struct web *web, int number, const struct cgroup *cgroup)
{
    static char *command[] = { WEB_SERVER, NULL };
    struct settings *settings = &web->settings;

    snprintf(web->name, sizeof web->name, "web%d", number);
    *settings = default_settings;
    settings->image = web_image();
    settings->hostname = web->name;
    settings->read_only = true;
    settings->caps_dropped = ~CAP_BIT(CAP_NET_BIND_SERVICE);
    settings->cgroup = cgroup;
    settings->bridged = &web->cable;
    settings->without = 1u << JANITOR; /* one for all three */
    if (!settings->image
        || container_prepare(&web->container, settings, command, note) == -1)
        return -1;
    web->container.terminals = 0;
    web->container.inside = web->inside;
    return open_pipes(web);
}
/* ANCHOR_END: prepare */

/* ---- it starts ---------------------------------------------------------- */

/* Its first line, or all that it says before it ends.  Returns 1 for a line, 0
   for an end, or -1. */
static int hear(const struct web *web, char *line, size_t size)
{
    size_t used = 0;

    line[0] = '\0';
    while (used < size - 1 && !strchr(line, '\n')) {
        int ready = wait_for(web->says, START_LIMIT_MS);
        if (ready != 1)
            return ready == -1 ? -1
                               : failed_saying("nothing within 20 s",
                                               "read(from %s)", web->name);
        ssize_t got = read(web->says, line + used, size - 1 - used);
        if (got == -1)
            return failed("read(from %s)", web->name);
        if (got == 0)
            return 0;
        used += (size_t) got;
        line[used] = '\0';
    }
    line[strcspn(line, "\n")] = '\0';
    return 1;
}

/* Only the container has the ends that are its own, so that we see its end. */
static void close_inside(struct web *web)
{
    for (int i = 0; i < 2; i++) {
        close_fd(&web->inside[i]);
        web->inside[i] = -1;
    }
}

int web_start(struct web *web, int number, const struct subnet *subnet,
              int bridge, char *says, size_t size)
{
    static const char good[] = "listening on ";

    web->cable = (struct cable){ .subnet = *subnet, .bridge = bridge,
                                 .number = (unsigned) number + 1 };
    if (container_do(&web->container, RESERVE, PLUG) == -1
        || container_do(&web->container, FIRST_INSIDE, COMMAND) == -1)
        return -1;
    close_inside(web);
    int heard = hear(web, says, size);
    if (heard == -1)
        return -1;
    if (heard == 0 || strncmp(says, good, strlen(good)) != 0)
        return failed_saying(says[0] ? says : "it has ended", WEB_SERVER
                             " in %s", web->name);
    return 0;
}

struct in_addr web_address(const struct web *web)
{
    return subnet_address(&web->cable.subnet, web->cable.number);
}

/* ---- it is asked -------------------------------------------------------- */

int web_publish(struct web *web, int listener)
{
    web->settings.publishes = 1;
    web->container.routes[0] = (struct route_in){ listener, HTTP_PORT };
    return container_do(&web->container, ANSWER, ANSWER);
}

int web_page(struct in_addr address, int port, char *text, size_t size)
{
    CLOSES int connection = page_connect(address, port);

    if (connection == -1 || page_ask(connection) == -1
        || page_read(connection, text, size) == -1)
        return -1;
    text[strcspn(text, "\n")] = '\0';
    if (strncmp(text, GREETING, strlen(GREETING)) != 0)
        return failed_saying(text[0] ? text : "no page came",
                             "recv(page of port %d)", port);
    return 0;
}

/* The caller of a door is refused, cut off or kept waiting: by what is before
   the server, or by the server?  Puts that in the last failure. */
static int blame(const struct web *web)
{
    struct failure why = *last_failure();
    char text[INET_ADDRSTRLEN] = "", page[128];
    struct in_addr address = web_address(web);

    if (why.signal
        || (why.error && why.error != ECONNREFUSED && why.error != ECONNRESET))
        return -1;
    inet_ntop(AF_INET, &address, text, sizeof text);
    int answers = web_page(address, HTTP_PORT, page, sizeof page);
    struct failure direct = *last_failure();
    adopt_failure(&why);
    if (answers == 0) {
        cause("%s answers at its own address, %s: its relay has ended, or "
              "cannot reach it, or a packet filter is before the relay",
              web->name, text);
        return cure("ps -C relay shows the relays; nft list ruleset, or "
                    "iptables -S, the rules");
    }
    cause("%s does not answer at its own address either: %.180s", web->name,
          direct.call);
    return cure("dmesg shows whether the kernel has killed it; begin again");
}

int web_door(const struct web *web, struct in_addr address, int port,
             char *text, size_t size)
{
    return web_page(address, port, text, size) == -1 ? blame(web) : 0;
}

/* ---- it ends ------------------------------------------------------------ */

int web_stop(struct web *web, int *status)
{
    struct container *container = &web->container;

    if (container_signal(container, SIGTERM) == -1)
        return -1;
    int ended = wait_for(container->box.pidfd, STOP_LIMIT_MS);
    if (ended == 0)
        return failed_saying("still there after 5 s", "kill(%d, SIGTERM)",
                             (int) container->box.pid);
    if (ended == -1 || container_wait(container, status) == -1
        || undo_now(&container->relay) == -1)
        return -1;
    return undo_now(&container->cable.veth);
}
