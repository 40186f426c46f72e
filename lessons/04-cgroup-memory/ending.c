/* ending.c - the story of lesson 4 when its cgroup goes

   The question: what keeps a cgroup?  Not its files, which nobody can delete,
   but the live processes in it.

   See also: cgroups(7), rmdir(2). */

#include "lessons/04-cgroup-memory/ending.h"

#include "common/failure.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/04-cgroup-memory/control.h"
#include "lessons/04-cgroup-memory/deeds.h"
#include "lessons/04-cgroup-memory/names.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int rmdir_while_inside(const struct cgroup *box, struct child *member)
{
    const char *directory = box->of[CG_MEMORY].directory;
    char members[256];

    same_as("%srmdir %s", sudo(), cgroup_shown_all(box, NULL, 60));
    pause_here();
    if (child_order(member, COLLECT, NULL, 0) == -1)
        return -1;
    if (cgroup_rmdir(box) == 0)
        return failed_saying("it worked with a live process inside",
                             "rmdir(%s)", directory);
    if (last_failure()->error != EBUSY)
        return -1;
    fact("box", "rmdir says: %s (%s)", strerror(EBUSY),
         strerrorname_np(EBUSY));
    fact("box", "live processes in it: %s",
         control_members_words(directory, members, sizeof members));
    fact("note", "its files do not keep it, nor would a zombie");
    refused("%srmdir %s", sudo(),
            cgroup_shown(box, CG_MEMORY, NULL, sudo()[0] ? 54 : 59));
    expect("Device or resource busy");
    return 0;
}

int rmdir_when_empty(struct cgroup *box, struct child *member)
{
    const char *directory = box->of[CG_MEMORY].directory;
    char text[64];
    int status, pid = member->pid;

    same_as("%srmdir %s   # when nobody is left in it", sudo(),
            cgroup_shown_all(box, NULL, 60));
    pause_here();
    child_let_go(member);
    if (child_wait(member, &status) == -1)
        return -1;
    undo_forget(member);
    if (undo_now(box) == -1)
        return -1;
    bool there = access(directory, F_OK) == 0;
    if (!there && errno != ENOENT)
        return failed("access(%s)", directory);
    fact("box", "pid %d %s, and nobody is left", pid,
         fate(status, text, sizeof text));
    fact("host", "%s is %s", cgroup_shown(box, CG_MEMORY, NULL, 62),
         there ? "still there" : "gone");
    refused("ls -d %s", cgroup_shown(box, CG_MEMORY, NULL, 59));
    expect("No such file or directory");
    return 0;
}
