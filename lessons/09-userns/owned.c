/* owned.c - who owns a namespace

   The question: whose is a namespace?  Capabilities count there, and above.

   See also: ioctl_ns(2), user_namespaces(7). */

#include "lessons/09-userns/owned.h"

#include "common/failure.h"
#include "common/files.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

/* ANCHOR: owner */
int namespace_owner(pid_t pid, const char *type, struct namespace_id *owner)
{
    char path[64];
    struct stat status;

    snprintf(path, sizeof path, "/proc/%d/ns/%s", (int) pid, type);
    CLOSES int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd == -1)
        return failed("open(%s)", path);
    CLOSES int user = ioctl(fd, NS_GET_USERNS);
    if (user == -1)
        return failed("ioctl(%s, NS_GET_USERNS)", path);
    if (fstat(user, &status) == -1)
        return failed("fstat(owner of %s)", path);
    *owner = (struct namespace_id){ status.st_dev, status.st_ino };
    return 0;
}
/* ANCHOR_END: owner */
