/* image.c - images for the tests that give a program a root of its own */

#include "image.h"

#include "launch.h"
#include "robot.h"
#include "suite.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char directory[] = "/tmp/images-XXXXXX";

void images_begin(void)
{
    if (!mkdtemp(directory) || chmod(directory, 0755) == -1) {
        perror("mkdtemp(/tmp/images-XXXXXX)");
        exit(1);
    }
}

int images_end(int status)
{
    pid_t pid = fork();

    if (pid == 0) {
        execlp("rm", "rm", "-rf", directory, (char *) NULL);
        _exit(127);
    }
    int end = 1;
    return pid != -1 && waitpid(pid, &end, 0) == pid && end == 0 ? status : 1;
}

const char *images(void)
{
    return directory;
}

const char *image_built(void)
{
    const char *built = text("%s/image", launch_build());
    const char *copy = text("%s/image", directory);

    if (access(built, F_OK) == -1)
        skip_because("there was no static busybox to make an image of");
    if (access(copy, F_OK) == -1)
        assert_status(shell(text("cp -a %s %s", built, copy)), 0,
                      "the image is copied");
    return copy;
}

const char *image_with(const char *name, const char *script)
{
    const char *image = text("%s/%s", directory, name);

    assert_status(shell(text("cp -a %s %s && cd %s && %s", image_built(), image,
                             image, script)), 0, "the image is made");
    return image;
}
