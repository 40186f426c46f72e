/* 07-rootfs - a root of its own

   The question: how can a process see other files than its neighbours, and why
   can it not get back?  You will see that the list of mounts belongs to a
   namespace, how a mount leaks out of one, an image, a chroot and the way out
   of it, pivot_root and why that way is closed, layers, what of the machine is
   still to be seen, and a door that this leaves open.

   See also: mount_namespaces(7), pivot_root(2), chroot(2), mount(2). */

#include "common/attempt.h"
#include "common/options.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/07-rootfs/command.h"
#include "lessons/07-rootfs/deeds.h"
#include "lessons/07-rootfs/image.h"
#include "lessons/07-rootfs/look.h"
#include "lessons/07-rootfs/mountinfo.h"
#include "lessons/07-rootfs/mounts.h"
#include "lessons/07-rootfs/rootfs.h"
#include "lessons/07-rootfs/told.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME "07-rootfs"

enum { TRY_LIMIT_MS = 10000 };

static int image = -1; /* open until the end, for the verify lines */
static struct child box;

/* ---- the image ---------------------------------------------------------- */

/* How another terminal names the image: its path, if no shell changes that. */
static const char *image_for_shell(void)
{
    static char path[64];

    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int) getpid(), image);
    return strcmp(image_words(), "the image") == 0 ? path : image_words();
}

static int show_image(void)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d", image);
    return told_root("image", path);
}

/* ---- the steps --------------------------------------------------------- */

static int image_is_a_directory(void)
{
    char names[1024], first[64], path[64];

    same_as("ls %s", image_for_shell());
    pause_here();
    if (mounts_end() == -1)
        return -1;
    snprintf(path, sizeof path, "/proc/%d/fd/%d/", (int) getpid(), image);
    int missing = rootfs_lacks(image, names, sizeof names);
    if (missing == -1)
        return -1;
    fact("image", "the directory %s", image_words());
    if (image_is_last_resort())
        fact("note", "there is no image beside this program; cure: make");
    if (missing > 0)
        fact("note", "not in it, as they are mounts of their own: %s", names);
    if (show_image() == -1
        || look_names(path, names, sizeof names, first) == -1)
        return -1;
    verify("%sls %s%s", sudo(), first[0] ? "" : "-d ", path);
    expect("%s", first[0] ? first : path);
    return 0;
}

static int chroot_and_back(void)
{
    same_as("%s chroot %s /bin/sh", told_as_root(), image_for_shell());
    pause_here();
    if (told_child(&box, "the box") == -1 || told_order(&box, LAYERS) == -1
        || told_order(&box, CHROOT) == -1)
        return -1;
    fact("box", "chroot(image)");
    if (told_root_of(&box) == -1 || told_order(&box, ESCAPE) == -1)
        return -1;
    fact("box", "mkdir escape; chroot(escape); chdir(..) until it goes no "
                "further; chroot(.)");
    if (told_root_of(&box) == -1
        || told_same_root(&box, "root", "its root and the host's") == -1)
        return -1;
    verify("%stest /proc/%d/root -ef / && echo same", sudo(), (int) box.pid);
    expect("same");
    return 0;
}

static int pivot_and_stay(void)
{
    same_as("%s sh -c 'mount --rbind %s /tmp && cd /tmp && pivot_root . . "
            "&& umount -l . && ls /'", told_new_mounts(), image_for_shell());
    ask("the box goes the same way out once more. Where does it end?");
    pause_here();
    if (undo_now(&box) == -1 || told_child(&box, "the box") == -1
        || told_order(&box, LAYERS) == -1)
        return -1;
    int before = mounts_count(box.pid);
    if (told_order(&box, ENTER) == -1)
        return -1;
    int after = mounts_count(box.pid);
    if (before == -1 || after == -1)
        return -1;
    fact("box", "mounts before pivot_root and detach: %d, after: %d", before,
         after);
    if (told_order(&box, ESCAPE) == -1)
        return -1;
    fact("box", "mkdir escape; chroot(escape); chdir(..); chroot(.)");
    if (told_root_of(&box) == -1
        || told_same_root(&box, "root", "its root and the host's") == -1)
        return -1;
    verify("%stest /proc/%d/root -ef / || echo different", sudo(),
           (int) box.pid);
    expect("different");
    return 0;
}

static int writes_stay_inside(void)
{
    char answer[200];

    same_as("%s sh -c 'echo hello >/written; rm -f /etc/os-release'",
            nsenter(box.pid, "-m"));
    pause_here();
    if (told_order(&box, WRITE) == -1 || told_root_of(&box) == -1
        || show_image() == -1
        || child_order(&box, SEAL, answer, sizeof answer) == -1)
        return -1;
    fact("note", "the kernel shows two directories as one: the image, which is "
                 "only read, and above it an empty layer, which takes the "
                 "writes");
    fact("box", "sealed, as by --read-only: %s", answer);
    verify("%scat /proc/%d/root/written", sudo(), (int) box.pid);
    expect("hello");
    refused("%scat /proc/%d/fd/%d/written", sudo(), (int) getpid(), image);
    expect("No such file or directory");
    return 0;
}

static int what_the_machine_shows(void)
{
    char path[64], names[400];
    struct look_mounts seen;

    same_as("%s build/" NAME " -- sh", told_as_root());
    pause_here();
    if (undo_now(&box) == -1 || told_child(&box, "the box") == -1
        || told_order(&box, WHOLE) == -1 || look_mounts(box.pid, &seen) == -1)
        return -1;
    snprintf(path, sizeof path, "/proc/%d/root/dev", (int) box.pid);
    int processes = look_processes(box.pid);
    if (processes == -1 || look_names(path, names, sizeof names, NULL) == -1)
        return -1;
    fact("box", "mounts: %s", seen.plain);
    fact("box", "read-only: %s", seen.read_only);
    fact("box", "covered: %s", seen.covered);
    fact("box", "/dev has %s", names);
    fact("box", "/proc shows %d processes: the host's", processes);
    if (told_order(&box, DOOR) == -1)
        return -1;
    fact("box", "chdir(/proc/%d/root): the root of one of them",
         (int) getpid());
    if (told_same_root(&box, "cwd", "its directory and the host's root") == -1)
        return -1;
    enter("%s sh", nsenter(box.pid, "-m"));
    verify("%sls /proc/%d/root/dev", sudo(), (int) box.pid);
    expect("urandom");
    verify("%stest /proc/%d/cwd -ef / && echo same", sudo(), (int) box.pid);
    expect("same");
    return 0;
}

static const struct step steps[] = {
    { "The list of mounts is a view as well", mounts_are_a_view },
    { "Why private comes first", why_private_first },
    { "An image is a directory", image_is_a_directory },
    { "chroot, and the way out of it", chroot_and_back },
    { "pivot_root, and that way is closed", pivot_and_stay },
    { "Layers: what is written stays inside", writes_stay_inside },
    { "/dev, /sys, /proc - and still the host's processes",
      what_the_machine_shows },
    { 0 },
};

/* ------------------------------------------------------------------------ */

static int try_layers(void)
{
    return rootfs_deeds(LAYERS, NULL, 0);
}

static int ready(void)
{
    if (read_only_is_given())
        usage_error(NAME, "--read-only needs a command: --read-only -- CMD");
    if (need_root(NAME, "-Ur") == -1)
        return -1;
    image = rootfs_open(image_path());
    if (image == -1)
        return -1;
    return attempt("layers over the image", try_layers, TRY_LIMIT_MS);
}

static int check(void)
{
    return need_root(NAME, "-Ur") == -1 ? -1
                                        : rootfs_whole(image_path(), true);
}

#define TITLE "rootfs - a root of its own"

static struct lesson lesson;

static int take_image(const char *path)
{
    lesson.title = TITLE;
    return image_take(path);
}

static const struct lesson_option options[] = {
    { "image", "DIR", "the image; otherwise build/image, or / without one",
      take_image },
    { "read-only", NULL, "COMMAND cannot write to its root", read_only_take },
    { 0 },
};

static struct lesson lesson = {
    .name = NAME,
    .title = TITLE,
    .needs = "root (or a user namespace: unshare -Ur build/07-rootfs)",
    .pages = "mount_namespaces(7), pivot_root(2), chroot(2), mount(2), proc(5)",
    .steps = steps,
    .tour = 5,
    .done = "a process has a root of its own: it sees the files of an image, "
            "writes to a layer of its own, and above its root is nothing",
    .known_as = "image, layers, docker run --read-only, -v; rootfs in the "
                "words of runc and of Kubernetes",
    .still_open = "ps shows the host's processes, kill reaches them, and "
                  "/proc/PID/root of each is a door to the host's files "
                  "(lesson 8); root in the box has all capabilities, and can "
                  "take the seal and the covers off again (lesson 5)",
    .ready = ready,
    .check = check,
    .run = rootfs_run,
    .options = options,
};

int main(int argc, char *argv[])
{
    if (image_is_last_resort())
        lesson.title = TITLE " (no image beside it, so it is /)";
    return tell(&lesson, argc, argv);
}
