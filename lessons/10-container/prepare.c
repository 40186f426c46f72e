/* prepare.c - what can be had here, before anything is made

   The question: which parts may this user have on this machine?  Root has all
   of them, or is told why not; a plain user gets a user namespace, and no
   cable.

   See also: capabilities(7), user_namespaces(7), cgroups(7). */

#include "lessons/10-container/container.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"
#include "lessons/05-caps/caps.h"
#include "lessons/07-rootfs/image.h"
#include "lessons/07-rootfs/rootfs.h"
#include "lessons/10-container/profile.h"
#include "lessons/10-container/pty.h"

#include <ctype.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static bool without(const struct container *c, enum item item)
{
    return left_out(c->settings, item);
}

/* With a "/" behind it, lstat(2) would follow a link. */
static void without_last_slashes(char name[PATH_MAX], const char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/')
        length--;
    snprintf(name, PATH_MAX, "%.*s", (int) length, path);
}

/* Who gives the path is trusted, but the link may have come with the image: it
   is followed once, and where it leads is said.  A name may be a command to the
   terminal; console_codes(4). */
static int follow_link(struct container *c, void (*note)(const char *what))
{
    char name[PATH_MAX], words[PATH_MAX + 32];
    struct stat status;

    without_last_slashes(name, c->image);
    if (lstat(name, &status) == -1)
        return failed("lstat(%s)", name);
    if (!S_ISLNK(status.st_mode))
        return 0;
    char *target = realpath(name, NULL);
    if (!target)
        return failed("realpath(%s)", name);
    c->image = target; /* as long as the container */
    snprintf(words, sizeof words, "--image is a link, to %s", target);
    for (char *at = words; *at; at++)
        if (!isprint((unsigned char) *at))
            *at = '?';
    note(words);
    return 0;
}

static int choose_image(struct container *c, void (*note)(const char *what))
{
    c->image = c->settings->image ? c->settings->image : image_path();
    if (!c->settings->image && image_is_last_resort())
        note("no image was built: its root is the host's, which is only read");
    CLOSES int image = rootfs_open(c->image);
    if (image == -1)
        return -1;
    return c->settings->image ? follow_link(c, note) : 0;
}

static int choose_ids(struct container *c, const struct caps *mine,
                      void (*note)(const char *what))
{
    bool may_do_without = mine->effective & CAP_BIT(CAP_SYS_ADMIN);

    c->has_userns = c->settings->userns || !may_do_without;
    if (geteuid() == 0 && !c->settings->userns && !may_do_without)
        note("CAP_SYS_ADMIN is missing: it gets a user namespace, as with "
             "--userns");
    return c->has_userns ? idmap_choose(&c->ids) : 0;
}

/* Not even lo is up in a new network without it. */
static int may_not_at_all(void)
{
    failed_saying("CAP_NET_ADMIN is missing", "a network of its own");
    cause("this root may not bring up a network device; see capabilities(7)");
    return cure("--userns: root of a user namespace of its own may");
}

static int no_port_without_cable(void)
{
    if (geteuid() != 0) {
        failed_saying("there is no cable to the host without root",
                      "--publish");
        return cure("sudo build/10-container");
    }
    failed_saying("there is no cable to the host", "--publish");
    cause("this root lacks CAP_NET_ADMIN there; see network_namespaces(7)");
    return cure("run it as the host's root, or leave out --publish");
}

static int choose_network(struct container *c, const struct caps *mine,
                          void (*note)(const char *what))
{
    bool may = mine->effective & CAP_BIT(CAP_NET_ADMIN);

    c->has_cable = c->settings->network && !without(c, NET_NAMESPACE);
    if (!c->has_cable && c->settings->publishes > 0) {
        failed_saying("there is no network to publish from", "--publish");
        return cure("leave out %s, or --publish",
                    c->settings->network ? "--without=net" : "--no-network");
    }
    if (!may && !c->has_userns && !without(c, NET_NAMESPACE))
        return may_not_at_all();
    if (!c->has_cable || (may && netlink_allowed() == 0))
        return 0;
    if (may && in_first_namespace("user"))
        return -1;
    if (c->settings->publishes > 0)
        return no_port_without_cable();
    c->has_cable = false;
    note(geteuid() == 0
         ? "no cable to the host: this root lacks CAP_NET_ADMIN there"
         : "no cable to the host: that needs root; see network_namespaces(7)");
    return 0;
}

static int choose_cgroup(struct container *c, void (*note)(const char *what))
{
    if (c->settings->cgroup) {
        c->cgroup = *c->settings->cgroup;
        c->has_cgroup = true;
        return 0;
    }
    c->has_cgroup = !without(c, CGROUP);
    if (!c->has_cgroup || cgroup_plan(&c->cgroup) == 0)
        return 0;
    /* Who may make one does not do without by accident. */
    if (c->settings->limits_asked || geteuid() == 0) {
        if (!last_failure()->cure[0])
            cure("--without=cgroup, and it has no limits");
        return -1;
    }
    c->has_cgroup = false;
    note("no limits: no cgroup may be made here; build/04-cgroup-memory says "
         "why");
    return 0;
}

static int choose_filter(struct container *c, const struct caps *mine)
{
    /* In a user namespace of its own the box has them all. */
    cap_set has = c->has_userns ? ~(cap_set) 0
                                : mine->permitted & mine->bounding;
    cap_set kept = without(c, CAPS) ? has : settings_caps(c->settings, has);

    return without(c, SECCOMP) ? 0
                               : filter_build(profile_policy(kept), &c->filter);
}

static int choose_terminal(struct container *c)
{
    c->terminals = without(c, TERMINAL) ? 0 : pty_needed();
    if (c->terminals == 0)
        return 0;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, c->terminal)
        == -1)
        return failed("socketpair(AF_UNIX)");
    if (raw_prepare(&c->raw, __builtin_ctz(c->terminals)) == -1)
        return -1;
    /* Part of a pipeline: others write to this terminal, too, and the lines of
       those end with "\n" alone; OPOST in termios(3). */
    if (c->terminals != 7)
        c->raw.mine.c_oflag = c->raw.saved.c_oflag;
    if (ioctl(c->raw.terminal, TIOCGWINSZ, &c->window) == -1)
        return failed("ioctl(TIOCGWINSZ)");
    return 0;
}

int container_prepare(struct container *c, const struct settings *settings,
                      char *command[], void (*note)(const char *what))
{
    struct caps mine;

    *c = (struct container){ .settings = settings, .command = command,
                             .raw.terminal = -1,
                             .cable.subnet.reservation = -1,
                             .gate = { -1, { -1, -1, -1 } } };
    if (caps_of(0, &mine) == -1)
        return -1;
    if (choose_image(c, note) == -1 || choose_ids(c, &mine, note) == -1
        || choose_network(c, &mine, note) == -1 || choose_cgroup(c, note) == -1
        || choose_filter(c, &mine) == -1)
        return -1;
    return choose_terminal(c);
}
