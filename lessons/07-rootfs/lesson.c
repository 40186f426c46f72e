/* 07-rootfs - a root of its own

   The question: how can a process see other files than its neighbours, and why
   can it not get back?  You will see that the list of mounts belongs to a
   namespace, how a mount leaks out of one, an image, a chroot and the way out
   of it, pivot_root and why that way is closed, layers, and what of the machine
   is still to be seen.

   See also: mount_namespaces(7), pivot_root(2), chroot(2), mount(2). */

#include "common/failure.h"
#include "common/files.h"
#include "common/options.h"
#include "common/owner.h"
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
#include "lessons/07-rootfs/rootfs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME "07-rootfs"

static int image = -1; /* open until the end, for the verify lines */
static struct child box, outer, inner;

/* ---- for all steps ------------------------------------------------------ */

static int make(struct child *child, const char *what)
{
    if (undo_later(child_stop, child, what, NULL) == -1)
        return -1;
    return child_fork(child, rootfs_deeds);
}

static int do_it(struct child *child, enum deed deed)
{
    return child_order(child, (int) deed, NULL, 0);
}

/* How another terminal names the image: its path, if no shell changes that. */
static const char *image_for_shell(void)
{
    static char path[64];

    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int) getpid(), image);
    return strcmp(image_words(), "the image") == 0 ? path : image_words();
}

/* How another terminal becomes what this story's user is. */
static const char *as_root(void)
{
    return in_first_namespace("user") ? "sudo" : "unshare -Ur";
}

static const char *new_mounts(void)
{
    return in_first_namespace("user") ? "sudo unshare -m" : "unshare -Urm";
}

static const char *what_is_at(pid_t pid, const char *point)
{
    static struct mount_line line;
    int found = mount_at(pid, point, &line);

    return found == 1 ? line.source : found == 0 ? "nothing" : NULL;
}

/* What there is to see in "/" of CHILD, or in the image if CHILD is NULL. */
static int show_root(const char *who, const struct child *child)
{
    char path[64], names[1024], system[128];

    if (child)
        snprintf(path, sizeof path, "/proc/%d/root", (int) child->pid);
    else
        snprintf(path, sizeof path, "/proc/self/fd/%d", image);
    if (look_names(path, names, sizeof names, NULL) == -1
        || look_system(path, system, sizeof system) == -1)
        return -1;
    fact(who, "/ has %s", names);
    fact(who, "/etc/os-release: %s", system);
    return 0;
}

static int show_whose_root(const struct child *child)
{
    int same = look_same_root(child->pid);

    if (same == -1)
        return -1;
    fact("box", "its root and the host's -> %s", same ? "same" : "different");
    return 0;
}

/* ---- the steps --------------------------------------------------------- */

static int mounts_are_a_view(void)
{
    same_as("%s mount -t tmpfs box /tmp", new_mounts());
    pause_here();
    if (make(&box, "the box") == -1 || do_it(&box, LEAVE) == -1)
        return -1;
    int host = mounts_count(0), copy = mounts_count(box.pid);
    if (host == -1 || copy == -1 || do_it(&box, MOUNT) == -1)
        return -1;
    int more = mounts_count(box.pid);
    const char *there = what_is_at(box.pid, "/tmp");
    if (more == -1 || !there)
        return -1;

    fact("host", "I see %d mounts", host);
    fact("box", "unshare(CLONE_NEWNS): %d, a copy", copy);
    fact("box", "mounts a file system: %d; on /tmp is now: %s", more, there);
    if (!(there = what_is_at(0, "/tmp")))
        return -1;
    fact("host", "on my /tmp is: %s", there);
    verify("findmnt -N %d /tmp", (int) box.pid);
    expect("box");
    return 0;
}

static int why_private_first(void)
{
    same_as("%s sh -c 'mount --make-rshared /; unshare -m --propagation "
            "unchanged mount -t tmpfs leaked /tmp; findmnt /tmp'",
            new_mounts());
    ask("\"inner\" has a copy of the mounts of \"outer\", and mounts "
        "something more. Does outer see it?");
    pause_here();
    if (undo_now(&box) == -1 || make(&outer, "the outer box") == -1
        || do_it(&outer, STAND_FOR_A_HOST) == -1)
        return -1;
    outer_pid = outer.pid;
    if (make(&inner, "the inner box") == -1 || do_it(&inner, COPY) == -1
        || do_it(&inner, LEAK) == -1 || do_it(&inner, KEEP) == -1)
        return -1;
    const char *early = what_is_at(outer.pid, "/tmp/early");
    if (!early)
        return -1;

    fact("outer", "stands for a host; its /tmp is shared, as systemd makes all "
                  "mounts");
    fact("inner", "mounts \"leaked\" on /tmp/early");
    fact("outer", "on /tmp/early is: %s", early);
    fact("inner", "makes all its mounts private, and mounts \"kept\" on "
                  "/tmp/late");
    if (!(early = what_is_at(outer.pid, "/tmp/late")))
        return -1;
    fact("outer", "on /tmp/late is: %s", early);
    verify("findmnt -N %d /tmp/early", (int) outer.pid);
    expect("leaked");
    verify("findmnt -N %d /tmp/late || echo nothing", (int) outer.pid);
    expect("nothing");
    return 0;
}

static int image_is_a_directory(void)
{
    char names[1024], first[64], path[64];

    same_as("ls %s", image_for_shell());
    pause_here();
    if (undo_now(&inner) == -1 || undo_now(&outer) == -1)
        return -1;
    snprintf(path, sizeof path, "/proc/%d/fd/%d/", (int) getpid(), image);
    int missing = rootfs_lacks(image, names, sizeof names);
    if (missing == -1)
        return -1;
    fact("image", "the directory %s", image_words());
    if (missing > 0)
        fact("note", "not in it, as they are mounts of their own: %s", names);
    if (show_root("image", NULL) == -1
        || look_names(path, names, sizeof names, first) == -1)
        return -1;
    verify("%sls %s", sudo(), path);
    expect("%s", first);
    return 0;
}

static int chroot_and_back(void)
{
    same_as("%s chroot %s /bin/sh", as_root(), image_for_shell());
    pause_here();
    if (make(&box, "the box") == -1 || do_it(&box, LAYERS) == -1
        || do_it(&box, CHROOT) == -1)
        return -1;
    fact("box", "chroot(image)");
    if (show_root("box", &box) == -1 || do_it(&box, ESCAPE) == -1)
        return -1;
    fact("box", "mkdir escape; chroot(escape); chdir(..) until it goes no "
                "further; chroot(.)");
    if (show_root("box", &box) == -1 || show_whose_root(&box) == -1)
        return -1;
    verify("%stest /proc/%d/root -ef / && echo same", sudo(), (int) box.pid);
    expect("same");
    return 0;
}

static int pivot_and_stay(void)
{
    same_as("%s sh -c 'cd %s && mount -B . . && cd $PWD && pivot_root . . && "
            "umount -l . && ls /'", new_mounts(), image_for_shell());
    ask("the box goes the same way out once more. Where does it end?");
    pause_here();
    if (undo_now(&box) == -1 || make(&box, "the box") == -1
        || do_it(&box, LAYERS) == -1)
        return -1;
    int before = mounts_count(box.pid);
    if (do_it(&box, ENTER) == -1)
        return -1;
    int after = mounts_count(box.pid);
    if (before == -1 || after == -1)
        return -1;
    fact("box", "mounts before pivot_root and detach: %d, after: %d", before,
         after);
    if (do_it(&box, ESCAPE) == -1)
        return -1;
    fact("box", "mkdir escape; chroot(escape); chdir(..); chroot(.)");
    if (show_root("box", &box) == -1 || show_whose_root(&box) == -1)
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
    if (do_it(&box, WRITE) == -1 || show_root("box", &box) == -1
        || show_root("image", NULL) == -1
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

    same_as("%s build/" NAME " -- sh", as_root());
    pause_here();
    if (undo_now(&box) == -1 || make(&box, "the box") == -1
        || do_it(&box, WHOLE) == -1 || look_mounts(box.pid, &seen) == -1)
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
    enter("%s sh", nsenter(box.pid, "-m"));
    verify("%sls /proc/%d/root/dev", sudo(), (int) box.pid);
    expect("urandom");
    verify("%sls -d /proc/%d/root/proc/%d", sudo(), (int) box.pid,
           (int) getpid());
    expect("/proc/%d", (int) getpid());
    return 0;
}

static const struct step steps[] = {
    { "The list of mounts is a view as well", mounts_are_a_view },
    { "Why private comes first", why_private_first },
    { "An image is a directory", image_is_a_directory },
    { "chroot, and the way out of it", chroot_and_back },
    { "pivot_root, and no way out", pivot_and_stay },
    { "Layers: what is written stays inside", writes_stay_inside },
    { "/dev, /sys, /proc - and still the host's processes",
      what_the_machine_shows },
    { 0 },
};

/* ------------------------------------------------------------------------ */

static int ready(void)
{
    if (read_only_is_given())
        usage_error(NAME, "--read-only needs a command: --read-only -- CMD");
    if (need_root(NAME, "-Ur") == -1)
        return -1;
    image = rootfs_open(image_path());
    if (image == -1)
        return -1;
    return rootfs_can_layer(image);
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
            "writes to a layer of its own, and cannot get back",
    .known_as = "image, layers, docker run --read-only, -v; rootfs in the "
                "words of runc and of Kubernetes",
    .still_open = "ps still shows the host's processes, and kill still reaches "
                  "them (lesson 8)",
    .ready = ready,
    .check = check,
    .run = rootfs_run,
    .options = options,
};

int main(int argc, char *argv[])
{
    if (image_is_last_resort())
        lesson.title = TITLE " (no busybox, so the image is /)";
    return tell(&lesson, argc, argv);
}
