/* port.c - a TCP port: who listens on it?

   The question: "Address already in use" - by whom, and why not in the box as
   well?  Because a port belongs to a network namespace.

   See also: bind(2), listen(2), tcp(7), proc(5). */

#include "lessons/03-veth-pair/port.h"

#include "common/failure.h"
#include "common/files.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int port_listen(struct in_addr address, int port, int *listener)
{
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr = address,
                                .sin_port = htons((uint16_t) port) };
    char text[INET_ADDRSTRLEN] = "";
    const int on = 1;

    inet_ntop(AF_INET, &address, text, sizeof text);
    CLOSES int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd == -1)
        return failed("socket(AF_INET, SOCK_STREAM)");
    /* A connection that has ended still holds the port for a minute, unless the
       next listener says that it does not mind; socket(7), tcp(7). */
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == -1)
        return failed("setsockopt(SO_REUSEADDR)");
    if (bind(fd, (struct sockaddr *) &here, sizeof here) == -1) {
        if (errno == EADDRINUSE)
            return 0;
        failed("bind(%s:%d)", text, port);
        if (last_failure()->error == EACCES)
            cause("a port below 1024 needs CAP_NET_BIND_SERVICE; see ip(7)");
        return -1;
    }
    if (listen(fd, 4) == -1)
        return failed("listen(%s:%d)", text, port);
    *listener = keep_fd(&fd);
    return 1;
}

/* ---- who holds it? ------------------------------------------------------ */

/* Each line of /proc/net/tcp and tcp6 is a socket: number, local address and
   port, remote ones, state (0A: listening), five more fields, inode; proc(5).
   An address is 8 or 32 hexadecimal digits, all 0 for "any".  Returns the
   inode of the socket that listens on the port, or 0. */
static unsigned long listening_inode(const char *path, const char *address,
                                     int port)
{
    char line[512], local[40];
    unsigned long inode;
    unsigned found, state;

    CLOSES_FILE FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, " %*d: %39[0-9A-F]:%X %*[0-9A-F]:%*X %X %*s %*s %*s "
                         "%*d %*d %lu", local, &found, &state, &inode) == 4
            && state == 0x0a && found == (unsigned) port
            && (strspn(local, "0") == strlen(local)
                || strcmp(local, address) == 0))
            return inode;
    }
    return 0;
}

static bool has_socket(const char *pid, unsigned long inode)
{
    char path[300], wanted[48], link[48];
    const struct dirent *entry;
    bool found = false;

    snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
    snprintf(path, sizeof path, "/proc/%s/fd", pid);
    DIR *directory = opendir(path);
    while (directory && !found && (entry = readdir(directory))) {
        ssize_t size = readlinkat(dirfd(directory), entry->d_name, link,
                                  sizeof link - 1);
        link[size > 0 ? size : 0] = '\0';
        found = strcmp(link, wanted) == 0;
    }
    if (directory)
        closedir(directory);
    return found;
}

static pid_t process_with_socket(unsigned long inode)
{
    const struct dirent *entry;
    pid_t pid = 0;

    DIR *directory = opendir("/proc");
    while (directory && pid == 0 && (entry = readdir(directory)))
        if (isdigit((unsigned char) entry->d_name[0])
            && has_socket(entry->d_name, inode))
            pid = (pid_t) strtol(entry->d_name, NULL, 10);
    if (directory)
        closedir(directory);
    return pid;
}

const char *port_holder(struct in_addr address, int port, char *text,
                        size_t size)
{
    char number[16], name[32];

    /* As the kernel prints it: the four bytes read as one number. */
    snprintf(number, sizeof number, "%08X", address.s_addr);
    unsigned long inode = listening_inode("/proc/self/net/tcp", number, port);
    if (inode == 0)
        inode = listening_inode("/proc/self/net/tcp6", number, port);
    pid_t pid = inode ? process_with_socket(inode) : 0;
    if (pid)
        snprintf(text, size, "%s (pid %d)",
                 process_name(pid, name, sizeof name), (int) pid);
    else
        snprintf(text, size, "a process that /proc does not show");
    return text;
}
