/* relay_start.c - the relay as a process of its own, that may do little

   See also: prctl(2), capabilities(7). */

#include "lessons/10-container/relay.h"

#include "common/failure.h"
#include "common/wait.h"
#include "lessons/05-caps/caps.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

static struct {
    struct in_addr box;
    struct route_in routes[MOST_PUBLISHED];
    size_t count;
    pid_t parent;
} my;

/* A plain user has none to give up but those of the bounding set, which is not
   his to change. */
static int give_up_capabilities(void)
{
    struct caps caps;

    if (caps_no_new_privs() == -1 || caps_of(0, &caps) == -1)
        return -1;
    if (caps.effective & CAP_BIT(CAP_SETPCAP))
        return caps_keep(0);
    if (caps_lower(0) == -1 || caps_of(0, &caps) == -1)
        return -1;
    if (caps.permitted)
        return failed_saying("some are left", "capset()");
    return 0;
}

/* Its end comes with the parent's, however that ends; if the parent was gone
   before, somebody else is the parent now.  The listener does not block: who
   called may have gone before accept(2). */
static int prepare(void *unused)
{
    int keep[MOST_PUBLISHED];

    (void) unused;
    for (size_t i = 0; i < my.count; i++) {
        keep[i] = my.routes[i].listener;
        if (fcntl(keep[i], F_SETFL, O_NONBLOCK) == -1)
            return failed("fcntl(%d, O_NONBLOCK)", keep[i]);
    }
    if (helper_keeps(keep, (int) my.count) == -1 || signals_for_child() == -1
        || give_up_capabilities() == -1)
        return -1;
    /* A write to a caller who is gone is an EPIPE. */
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return failed("signal(SIGPIPE, SIG_IGN)");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        return failed("prctl(PR_SET_PDEATHSIG)");
    if (getppid() != my.parent)
        _exit(1);
    return 0;
}

static int work(void *unused)
{
    (void) unused;
    return relay_serve(my.box, my.routes, my.count);
}

int relay_start(struct helper *relay, struct in_addr box,
                const struct route_in routes[], size_t count)
{
    if (count > MOST_PUBLISHED)
        return failed_saying("16 ports are the most", "--publish");
    my.box = box;
    my.count = count;
    my.parent = getpid();
    for (size_t i = 0; i < count; i++)
        my.routes[i] = routes[i];
    return helper_start(relay, "relay", prepare, work, NULL);
}

int relay_stop(void *relay)
{
    int gone = helper_kill(relay);

    if (gone == 1)
        cause("the relay of the published ports had ended early");
    return gone;
}
