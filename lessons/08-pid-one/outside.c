/* outside.c - step 1: who makes a pid namespace stays outside of it

   See also: unshare(2), pid_namespaces(7). */

#include "lessons/08-pid-one/outside.h"

#include "common/failure.h"
#include "common/story.h"
#include "common/undo.h"
#include "common/voice.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/08-pid-one/deeds.h"
#include "lessons/08-pid-one/look.h"
#include "lessons/08-pid-one/told.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static struct child leaver;

static int show_first_child(void)
{
    int first, error;

    if (told_number(&leaver, FIRST_CHILD, &first) == -1)
        return -1;
    pid_t inside = pid_inside(first);
    if (inside == -1)
        return -1;
    fact("child", "it forks: pid %d calls itself pid %d", first, (int) inside);
    fact("parent", "pid namespace of that one and mine -> %s",
         told_pid_namespaces(first, getpid()));

    if (child_order(&leaver, FIRST_ENDS, NULL, 0) == -1
        || told_number(&leaver, NEXT_CHILD, &error) == -1)
        return -1;
    if (error != ENOMEM) {
        errno = error;
        return failed("fork() after the end of process 1");
    }
    fact("child", "pid %d has ended, and it forks again: refused, %s", first,
         strerrorname_np(error));
    return 0;
}

int the_next_child(void)
{
    same_as("%s --pid sh -c 'ls /; ls /'", told_unshare());
    pause_here();
    if (undo_later(child_stop, &leaver, "the child", NULL) == -1
        || child_fork(&leaver, pid_one_deeds) == -1
        || child_order(&leaver, LEAVE, NULL, 0) == -1)
        return -1;
    fact("child", "pid %d calls unshare(CLONE_NEWPID)", (int) leaver.pid);
    fact("parent", "pid namespace of the child and mine -> %s",
         told_pid_namespaces(leaver.pid, getpid()));
    if (show_first_child() == -1)
        return -1;
    fact("note", "a process keeps its number for life. Its next child is "
                 "process 1 of the new namespace, and without that one nobody "
                 "can be born there");
    refused("%s --pid sh -c '/bin/true; /bin/true; :'", told_unshare());
    expect("Cannot");
    return 0;
}

int outside_ends(void)
{
    return undo_now(&leaver);
}
