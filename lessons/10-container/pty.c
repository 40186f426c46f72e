/* pty.c - the container's own terminal: made inside, held outside

   The question: who else can write to a terminal?  Everybody who has it open,
   and with TIOCSTI also as if it had been typed.  So the container never gets
   the caller's.

       caller's terminal   parent -- master =====slave   container's shell
                                           (pty(7))

   See also: pty(7), pts(4), unix(7), ioctl_tty(2), setsid(2). */

#include "lessons/10-container/pty.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#define MASTER_LIMIT_MS 20000

unsigned pty_needed(void)
{
    unsigned which = 0;

    /* What cannot be asked counts as one: it is not handed on. */
    for (int fd = 0; fd <= 2; fd++)
        if (isatty(fd) || (errno != ENOTTY && errno != EINVAL))
            which |= 1u << fd;
    return which;
}

/* ---- made inside -------------------------------------------------------- */

/* A descriptor as a message: the kernel opens the same file for the receiver;
   SCM_RIGHTS in unix(7). */
static int send_descriptor(int socket, int fd)
{
    char control[CMSG_SPACE(sizeof fd)] = "", byte = 0;
    struct iovec data = { &byte, 1 };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1,
                              .msg_control = control,
                              .msg_controllen = sizeof control };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    if (sendmsg(socket, &message, MSG_NOSIGNAL) == -1)
        return failed("sendmsg(SCM_RIGHTS)");
    return 0;
}

/* ANCHOR: make */
static int open_slave(int master, uid_t owner)
{
    const int unlocked = 0;

    if (ioctl(master, TIOCSPTLCK, &unlocked) == -1)
        return failed("ioctl(TIOCSPTLCK)");
    /* By the master, not by a name: what /dev/pts/0 is depends on who looks. */
    CLOSES int slave = ioctl(master, TIOCGPTPEER,
                             O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave == -1)
        return failed("ioctl(TIOCGPTPEER)");
    if (owner != geteuid() && fchown(slave, owner, (gid_t) -1) == -1)
        return failed("fchown(terminal, %u)", owner);
    return keep_fd(&slave);
}

int pty_make(int socket, const char *directory, uid_t owner, int *slave)
{
    char path[256];

    snprintf(path, sizeof path, "%s/pts/ptmx", directory);
    CLOSES int master = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW);
    if (master == -1)
        return failed("open(%s)", path);
    CLOSES int made = open_slave(master, owner);
    if (made == -1 || send_descriptor(socket, master) == -1)
        return -1;
    *slave = keep_fd(&made);
    return 0;
}
/* ANCHOR_END: make */

static int begin_session(void)
{
    if (setsid() == -1 && (errno != EPERM || getsid(0) != getpid()))
        return failed("setsid()");
    return 0;
}

static int take_terminal(int slave, unsigned which)
{
    if (ioctl(slave, TIOCSCTTY, 0) == -1)
        return failed("ioctl(TIOCSCTTY)");
    for (int fd = 0; fd <= 2; fd++)
        if ((which & 1u << fd) && dup2(slave, fd) == -1)
            return failed("dup2(terminal, %d)", fd);
    pid_t session = tcgetsid(slave);
    if (session == -1)
        return failed("tcgetsid()");
    if (session != getpid())
        return failed_saying("it is another's", "tcgetsid()");
    return 0;
}

int pty_become(int slave, unsigned which)
{
    if (begin_session() == -1)
        return -1;
    if (slave == -1)
        return 0;
    int result = take_terminal(slave, which);
    if (slave > 2)
        close(slave);
    return result;
}

/* ---- held outside ------------------------------------------------------- */

/* Returns a descriptor, or -1. */
static int receive_descriptor(int socket)
{
    int fd = -1;
    char control[CMSG_SPACE(sizeof fd)] = "", byte;
    struct iovec data = { &byte, 1 };
    struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1,
                              .msg_control = control,
                              .msg_controllen = sizeof control };
    ssize_t size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);

    if (size == -1)
        return failed("recvmsg(SCM_RIGHTS)");
    if (size == 0)
        return failed_saying("the container has ended",
                             "recvmsg(SCM_RIGHTS)");
    if (!header || header->cmsg_level != SOL_SOCKET
        || header->cmsg_type != SCM_RIGHTS
        || header->cmsg_len != CMSG_LEN(sizeof fd))
        return failed_saying("no descriptor came", "recvmsg(SCM_RIGHTS)");
    memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

int pty_receive(int socket, int *master)
{
    unsigned number;
    int ready = wait_for(socket, MASTER_LIMIT_MS);

    if (ready == -1)
        return -1;
    if (ready == 0)
        return failed_saying("none within 20 s", "recvmsg(SCM_RIGHTS)");
    CLOSES int fd = receive_descriptor(socket);
    if (fd == -1)
        return -1;
    /* Only a master has a number for its slave. */
    if (ioctl(fd, TIOCGPTN, &number) == -1)
        return failed("ioctl(TIOCGPTN)");
    *master = keep_fd(&fd);
    return 0;
}
