/* image.c - which directory is the image

   See also: proc(5), /proc/PID/exe. */

#include "lessons/07-rootfs/image.h"

#include "common/failure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
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

/* What this program is: a file.  One that runs from memory, as in lesson 10,
   knows its place only by the name that it was called by. */
static const char *program(void)
{
    char name[8] = "";

    if (readlink("/proc/self/exe", name, sizeof name - 1) == -1)
        return "/proc/self/exe";
    return strcmp(name, "/memfd:") == 0 ? program_invocation_name
                                        : "/proc/self/exe";
}

/* The directory of this program, with NAME behind it.  If that cannot be found
   out: NAME behind the file, and to open it will tell. */
const char *image_beside(const char *name, char path[IMAGE_PATH_SIZE])
{
    char folder[PATH_MAX];

    if (realpath(program(), folder))
        *strrchr(folder, '/') = '\0';
    else
        snprintf(folder, sizeof folder, "%s", program());
    snprintf(path, IMAGE_PATH_SIZE, "%s/%s", folder, name);
    return path;
}

static const char *built(void)
{
    static char path[IMAGE_PATH_SIZE];

    return path[0] ? path : image_beside("image", path);
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
    bool is_plain = path[plain] == '\0' && path[0] != '-';

    return is_plain && plain <= 40 ? path : "the image";
}
