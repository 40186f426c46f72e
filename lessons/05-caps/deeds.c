/* deeds.c - what needs which capability: a table of deeds that are really done

   The question: which of root's deeds asks for which capability?
   capabilities(7) has the whole list; here are the best known.  To add one, add
   a row: a name, a capability, and a function that makes the system call.

   See also: capabilities(7), netdevice(7), raw(7), ip(7), sethostname(2),
   mount(2), mknod(2), chown(2), kill(2). */

#include "lessons/05-caps/deeds.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/02-unshare/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static pid_t nobodys_process;
static bool is_nobodys_file;

/* Descriptors and errno in one: 0, or -1 with errno, nothing left open. */
static int done(int fd)
{
    close_fd(&fd);
    return fd == -1 ? -1 : 0;
}

/* What user_namespaces(7) says of a uid that is not mapped here. */
static int no_such_user(void)
{
    errno = EINVAL;
    return -1;
}

/* ---- the deeds --------------------------------------------------------- */

static int link_up(void)
{
    return loopback_up() == 0 ? 0 : (errno = last_failure()->error, -1);
}

static int raw_socket(void)
{
    return done(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP));
}

/* Ports below net.ipv4.ip_unprivileged_port_start, 1024 in a new network
   namespace, are privileged; ip(7). */
static int port_80(void)
{
    struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(80) };

    CLOSES int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd == -1)
        return -1;
    return bind(fd, (struct sockaddr *) &any, sizeof any);
}

static int host_name(void)
{
    return set_hostname("changed") == 0 ? 0
                                        : (errno = last_failure()->error, -1);
}

/* Not unmounted: it goes with the box, and more can be mounted over it. */
static int mount_tmpfs(void)
{
    return mount("none", "directory", "tmpfs", 0, NULL);
}

/* The file of the last try goes first; if it does not, EEXIST will tell.
   Character device 1:3 is /dev/null; null(4). */
static int make_device(void)
{
    unlink("device");
    return mknod("device", S_IFCHR | 0600, makedev(1, 3));
}

static int give_file(void)
{
    unlink("gift");
    CLOSES int fd = open("gift", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd == -1)
        return -1;
    return fchown(fd, NOBODY, (gid_t) -1);
}

/* Signal 0 is only asked about, not sent; kill(2). */
static int signal_nobody(void)
{
    return nobodys_process ? kill(nobodys_process, 0) : no_such_user();
}

static int read_nobodys(void)
{
    if (!is_nobodys_file)
        return no_such_user();
    return done(open("nobodys", O_RDONLY | O_CLOEXEC));
}

static int read_roots(void)
{
    return done(open("roots", O_RDONLY | O_CLOEXEC));
}

static int write_roots(void)
{
    return done(open("roots", O_WRONLY | O_CLOEXEC));
}

/* ANCHOR: deeds */
const struct deed deeds[] = {
    { "bring a link up",         CAP_NET_ADMIN,        link_up,       POWER },
    { "open a raw socket",       CAP_NET_RAW,          raw_socket,    POWER },
    { "bind port 80",            CAP_NET_BIND_SERVICE, port_80,       POWER },
    { "change the host name",    CAP_SYS_ADMIN,        host_name,     POWER },
    { "mount a file system",     CAP_SYS_ADMIN,        mount_tmpfs,   POWER },
    { "make a device file",      CAP_MKNOD,            make_device,   POWER },
    { "give a file to nobody",   CAP_CHOWN,            give_file,     POWER },
    { "signal nobody's process", CAP_KILL,             signal_nobody, POWER },
    { "read nobody's file",      CAP_DAC_OVERRIDE,     read_nobodys,  FILES },
    { "read root's file",        ITS_OWNER,            read_roots,    FILES },
    { "write root's file",       ITS_OWNER,            write_roots,   FILES },
    { 0 },
};
/* ANCHOR_END: deeds */

_Static_assert(sizeof deeds / sizeof deeds[0] <= MOST_DEEDS + 1,
               "MOST_DEEDS in deeds.h is too small");

/* ---- the place --------------------------------------------------------- */

static int make_file(const char *name)
{
    if (done(open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)) == -1)
        return failed("open(%s)", name);
    return 0;
}

/* EINVAL: this user namespace has no such uid. */
static int give_to_nobody(const char *name)
{
    is_nobodys_file = chown(name, NOBODY, (gid_t) -1) == 0;
    if (!is_nobodys_file && errno != EINVAL)
        return failed("chown(%s, %d)", name, NOBODY);
    return 0;
}

int deeds_prepare(pid_t process)
{
    nobodys_process = process;
    if (enter_new_namespaces(CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWNS) == -1)
        return -1;
    if (mount("none", DEEDS_DIRECTORY, "tmpfs", 0, "mode=0755") == -1)
        return failed("mount(" DEEDS_DIRECTORY ", tmpfs)");
    if (chdir(DEEDS_DIRECTORY) == -1)
        return failed("chdir(" DEEDS_DIRECTORY ")");
    if (mkdir("directory", 0700) == -1)
        return failed("mkdir(directory)");
    if (make_file("roots") == -1 || make_file("nobodys") == -1)
        return -1;
    return give_to_nobody("nobodys");
}

int deed_try(int row, int *said)
{
    *said = deeds[row].try() == 0 ? 0 : errno;
    if (*said == 0 || *said == EPERM || *said == EACCES
        || (*said == EINVAL && !is_nobodys_file))
        return 0;
    errno = *said;
    return failed("deed \"%s\"", deeds[row].what);
}
