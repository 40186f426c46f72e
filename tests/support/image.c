/* image.c - images for the tests of lesson 10 and up: directories in /tmp */

#include "image.h"

#include "launch.h"
#include "suite.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char place[] = "/tmp/loac-image-XXXXXX"; /* holds all of them */
static pid_t maker;
static int count;

static void remove_place(void)
{
    if (getpid() != maker)
        return;
    /* An image may lie about what is in it, so this stays in its directory. */
    if (shell(text("rm -rf --one-file-system %s", place))->status != 0)
        fprintf(stderr, "could not remove %s\n", place);
    texts_forget();
}

static void make_place(void)
{
    if (maker == getpid())
        return;
    if (!mkdtemp(place) || chmod(place, 0755) == -1)
        skip_because("no directory can be made in /tmp");
    maker = getpid();
    atexit(remove_place);
}

static const char *copy(int number)
{
    const char *image = text("%s/%d", place, number);
    const char *build = launch_build();

    if (access(text("%s/image/bin/busybox", build), X_OK) == -1)
        skip_because("there is no image: busybox is missing");
    if (access(text("%s/tests/probe/probe", build), X_OK) == -1)
        skip_because("the probe could not be linked statically");
    struct robot *robot = shell(text(
        "cp -a %s/image %s && chmod 755 %s && cp %s/tests/probe/probe %s/bin/",
        build, image, image, build, image));
    if (robot->status != 0)
        skip_because("cp: %s", robot->err);
    return image;
}

const char *image_with_probe(void)
{
    make_place();
    const char *image = text("%s/0", place);
    return access(image, F_OK) == 0 ? image : copy(0);
}

const char *image_changed(const char *change)
{
    make_place();
    const char *image = copy(++count);
    struct robot *robot = shell(text("cd %s && { %s; }", image, change));
    if (robot->status != 0)
        skip_because("%s: %s", change, robot->err);
    return image;
}
