/* image.c - which directory is the image

   See also: proc(5), /proc/PID/exe. */

#include "lessons/07-rootfs/image.h"

#include "common/failure.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *asked_for;

int image_take(const char *path)
{
    if (!*path)
        return failed_saying("expected a directory", "--image");
    asked_for = path;
    return 0;
}

/* The directory of this program, with "/image" behind it. */
static const char *built(void)
{
    static char path[PATH_MAX + 16];

    if (path[0])
        return path;
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    path[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(path, '/');
    snprintf(slash ? slash : path, 8, "/image");
    return path;
}

/* One that cannot be looked at is there: to open it will tell why. */
bool image_is_last_resort(void)
{
    return !asked_for && access(built(), F_OK) == -1 && errno == ENOENT;
}

const char *image_path(void)
{
    return asked_for ? asked_for : image_is_last_resort() ? "/" : built();
}

const char *image_words(void)
{
    const char *path = asked_for || image_is_last_resort() ? image_path()
                                                            : "build/image";
    size_t plain = strspn(path, "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-");

    return path[plain] == '\0' && plain <= 40 ? path : "the image";
}
