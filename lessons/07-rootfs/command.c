/* command.c - the lesson as a tool: [--image DIR] [--read-only] -- CMD

   The question: how does a container engine start a program that sees the files
   of an image and no others?  Between fork and exec, in the child.

   See also: pivot_root(2), execve(2). */

#include "lessons/07-rootfs/command.h"

#include "common/failure.h"
#include "common/files.h"
#include "lessons/01-fork-wait/run.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/07-rootfs/image.h"
#include "lessons/07-rootfs/rootfs.h"

#include <stdio.h>

#define NAME "07-rootfs"

static bool read_only;

int read_only_take(const char *value)
{
    (void) value;
    read_only = true;
    return 0;
}

bool read_only_is_given(void)
{
    return read_only;
}

/* ANCHOR: whole */
static int put_together(const char *path)
{
    int image, root;

    if ((image = rootfs_open(path)) == -1
        || (root = rootfs_layers(image)) == -1)
        return -1;
    if (rootfs_proc(root) == -1 || rootfs_sys(root) == -1
        || rootfs_dev(root) == -1)
        return -1;
    return rootfs_enter(root);
}

int rootfs_whole(const char *path, bool sealed)
{
    if (rootfs_leave() == -1 || put_together(path) == -1
        || rootfs_mask() == -1 || rootfs_protect() == -1)
        return -1;
    return sealed ? rootfs_seal() : 0;
}
/* ANCHOR_END: whole */

/* In the child, after fork(2) and before execve(2). */
static int change_root(void)
{
    if (rootfs_whole(image_path(), read_only) == -1)
        return -1;
    return rootfs_no_files();
}

/* What the image has not, because it is another mount, is said before a command
   is not found. */
static int say_what_is_missing(void)
{
    char names[64];

    CLOSES int image = rootfs_open(image_path());
    if (image == -1)
        return -1;
    int count = rootfs_lacks(image, names, sizeof names);
    if (count > 0)
        fprintf(stderr, NAME ": mounts of their own, so not in the image: "
                "%s\n", names);
    return count == -1 ? -1 : 0;
}

int rootfs_run(char *argv[])
{
    int status = 125;

    if (image_is_last_resort())
        fprintf(stderr, NAME ": no image beside this program, so it is /; "
                "cure: make\n");
    if (need_root(NAME, "-Ur") == -1 || say_what_is_missing() == -1
        || run_command(argv, change_root, &status) == -1)
        speak_failure(NAME);
    return status;
}
