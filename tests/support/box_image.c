/* box_image.c - images for the tests of lesson 10: with a probe in them */

#include "box_image.h"

#include "image.h"
#include "launch.h"
#include "suite.h"
#include "text.h"

#include <unistd.h>

static const char *probe(void)
{
    const char *probe = text("%s/tests/probe/probe", launch_build());

    if (access(probe, X_OK) == -1)
        skip_because("libc could not be linked statically into the probe");
    return probe;
}

const char *image_with_probe(void)
{
    const char *image = text("%s/probe", images());

    if (access(image, F_OK) == 0)
        return image;
    return image_with("probe", text("cp %s bin/probe", probe()));
}

const char *image_changed(const char *change)
{
    static int count;

    return image_with(text("changed-%d", ++count),
                      text("cp %s bin/probe && { %s; }", probe(), change));
}
