/* mounts.c - steps 1 and 2: the list of mounts is a view, and may leak

   The question: who sees a file system that is mounted?  Who is in that mount
   namespace, and who has a peer of the mount that it is mounted on.

   See also: mount_namespaces(7), findmnt(8). */

#include "lessons/07-rootfs/mounts.h"

#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/07-rootfs/mountinfo.h"
#include "lessons/07-rootfs/told.h"

#include <stddef.h>

static struct child box, outer, inner;

static const char *what_is_at(pid_t pid, const char *point)
{
    static struct mount_line line;
    int found = mount_at(pid, point, &line);

    return found == 1 ? line.source : found == 0 ? "nothing" : NULL;
}

int mounts_are_a_view(void)
{
    same_as("%s mount -t tmpfs box /tmp", told_new_mounts());
    pause_here();
    if (told_child(&box, "the box") == -1 || told_order(&box, LEAVE) == -1)
        return -1;
    int host = mounts_count(0), copy = mounts_count(box.pid);
    if (host == -1 || copy == -1 || told_order(&box, MOUNT) == -1)
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

int why_private_first(void)
{
    same_as("%s sh -c 'mount --make-rshared /; unshare -m --propagation "
            "unchanged mount -t tmpfs leaked /tmp; findmnt /tmp'",
            told_new_mounts());
    ask("\"inner\" has a copy of the mounts of \"outer\", and mounts "
        "something more. Does outer see it?");
    pause_here();
    if (undo_now(&box) == -1 || told_child(&outer, "the outer box") == -1
        || told_order(&outer, STAND_FOR_A_HOST) == -1)
        return -1;
    outer_pid = outer.pid;
    if (told_child(&inner, "the inner box") == -1
        || told_order(&inner, COPY) == -1 || told_order(&inner, LEAK) == -1
        || told_order(&inner, KEEP) == -1)
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

int mounts_end(void)
{
    int ended = undo_now(&inner);

    return undo_now(&outer) == -1 ? -1 : ended;
}
