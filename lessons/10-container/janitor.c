/* janitor.c - who cleans up after a parent that was killed

   The question: how can something be done after SIGKILL?  Only by another
   process, that knew before what there would be to do.

       parent   "watch 4242"   ...   "goodbye"   or nothing: it is gone
       janitor  holds 4242           ends        kills 4242, removes the cgroup

   See also: signal(7), unix(7), epoll(7), pidfd_open(2), setsid(2). */

#include "lessons/10-container/janitor.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_LIMIT_MS 20000
#define KILL_LIMIT_MS 2000

/* A pid may be used again, a pid with its start time is not; 0: goodbye. */
struct message {
    pid_t pid;
    unsigned long long start;
};

/* What the janitor knows; filled in before the fork. */
static struct {
    int socket;
    int parent; /* pidfd */
    int events; /* epoll(7): either of them is ready */
    const struct cgroup *cgroup;
    struct raw raw;
    undo_fn *also; /* NULL: nothing */
    void *thing;
    int init; /* pidfd of the container's first process, or -1 */
} my;

/* ---- the janitor's side ------------------------------------------------- */

static int wait_on(int fd)
{
    struct epoll_event event = { .events = EPOLLIN };

    if (epoll_ctl(my.events, EPOLL_CTL_ADD, fd, &event) == -1)
        return failed("epoll_ctl(%d)", fd);
    return 0;
}

/* The end of the parent shows in two ways: its end of the socket is closed,
   unless a child that it left has a copy, and its pidfd is ready. */
static int prepare(void *unused)
{
    (void) unused;
    /* In a session of its own it gets no signal from the terminal. */
    if (setsid() == -1)
        return failed("setsid()");
    const int keep[] = { my.socket, my.raw.terminal, my.parent };
    if (helper_keeps(keep, 3) == -1)
        return -1;
    my.events = epoll_create1(EPOLL_CLOEXEC);
    if (my.events == -1)
        return failed("epoll_create1(EPOLL_CLOEXEC)");
    if (wait_on(my.socket) == -1 || wait_on(my.parent) == -1)
        return -1;
    return signals_begin();
}

/* Returns 0 or an errno value. */
static int watch(const struct message *message)
{
    close_fd(&my.init);
    my.init = pidfd_open(message->pid, 0);
    if (my.init == -1)
        return errno;
    return process_start(message->pid) == message->start ? 0 : ESRCH;
}

/* Takes one message.  Returns 1 after goodbye, 0 if there was another or none,
   -1 when the parent is gone. */
static int take_message(void)
{
    struct message message;
    ssize_t size = recv(my.socket, &message, sizeof message, MSG_DONTWAIT);

    if (size == -1 && errno == EAGAIN)
        return wait_for(my.parent, 0) == 1 ? -1 : 0;
    if (size != sizeof message)
        return -1;
    if (message.pid == 0)
        return 1;
    int error = watch(&message);
    return send(my.socket, &error, sizeof error, MSG_NOSIGNAL) == -1 ? -1 : 0;
}

static int kill_container(void)
{
    if (my.init == -1)
        return 0;
    if (pidfd_send_signal(my.init, SIGKILL, NULL, 0) == -1 && errno != ESRCH)
        return failed("pidfd_send_signal(SIGKILL)");
    wait_for(my.init, KILL_LIMIT_MS);
    return 0;
}

/* Each is tried, whatever became of the one before. */
static int clean_up(void)
{
    int terminal = raw_restore(&my.raw);
    int killed = kill_container();
    int removed = my.cgroup ? cgroup_remove(my.cgroup) : 0;
    int also = my.also ? my.also(my.thing) : 0;

    return terminal == -1 || killed == -1 || removed == -1 || also == -1 ? -1
                                                                         : 0;
}

static int work(void *unused)
{
    int taken = 0;

    (void) unused;
    while (taken == 0) {
        /* A signal asks us to stop, and is only taken. */
        if (wait_for(my.events, -1) == -1 && !last_failure()->signal)
            break;
        taken = take_message();
    }
    return taken == 1 ? 0 : clean_up();
}

/* ---- the parent's side -------------------------------------------------- */

static int start(struct janitor *janitor, int pair[2])
{
    CLOSES int parent = pidfd_open(getpid(), 0);

    if (parent == -1)
        return failed("pidfd_open(%d)", (int) getpid());
    my.socket = pair[1];
    my.parent = parent;
    my.init = -1;
    if (helper_start(&janitor->helper, "janitor", prepare, work, NULL) == -1)
        return -1;
    janitor->socket = pair[0];
    return 0;
}

void janitor_also(undo_fn *undo, void *thing)
{
    my.also = undo;
    my.thing = thing;
}

int janitor_start(struct janitor *janitor, const struct cgroup *cgroup,
                  const struct raw *raw)
{
    int pair[2];

    *janitor = (struct janitor){ { 0, -1 }, -1 };
    my.cgroup = cgroup;
    my.raw = raw ? *raw : (struct raw){ .terminal = -1 };
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
        return failed("socketpair(AF_UNIX, SOCK_SEQPACKET)");
    int result = start(janitor, pair);
    close(pair[1]);
    if (result == -1)
        close(pair[0]);
    return result;
}

static int tell(struct janitor *janitor, const struct message *message)
{
    if (send(janitor->socket, message, sizeof *message, MSG_NOSIGNAL) != -1)
        return 0;
    failed("send(janitor %d)", (int) janitor->helper.pid);
    return cause("the janitor has ended early: somebody killed it");
}

int janitor_watch(struct janitor *janitor, pid_t pid)
{
    struct message message = { pid, process_start(pid) };
    int error = 0;

    if (message.start == 0 || tell(janitor, &message) == -1)
        return -1;
    int ready = wait_for(janitor->socket, ANSWER_LIMIT_MS);
    if (ready == -1)
        return -1;
    ssize_t size = ready == 0 ? 0
        : recv(janitor->socket, &error, sizeof error, MSG_DONTWAIT);
    if (size == -1)
        return failed("recv(janitor)");
    if (size != sizeof error)
        return failed_saying("no answer", "recv(janitor)");
    errno = error;
    return error ? failed("pidfd_open(%d)", (int) pid) : 0;
}

int janitor_dismiss(void *thing)
{
    struct janitor *janitor = thing;
    const struct message goodbye = { 0, 0 };

    if (janitor->helper.pid == 0)
        return 0;
    int told = tell(janitor, &goodbye);
    struct failure why = *last_failure();
    /* What was sent is still read; if it could not be sent, this is the end of
       the parent as the janitor knows it. */
    close_fd(&janitor->socket);
    janitor->socket = -1;
    int gone = helper_finish(&janitor->helper);
    if (gone == 0 && told == -1) {
        adopt_failure(&why);
        gone = why.error == EPIPE ? 1 : -1; /* nobody to say it to: unix(7) */
    }
    if (gone == 1)
        cause("the janitor has ended early: somebody killed it");
    return gone;
}
