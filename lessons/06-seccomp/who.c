/* who.c - the step of lesson 6 about who may install a filter

   The question: a filter can lie to a program about what it has asked for.  Who
   may start a set-user-ID program behind one?  Nobody: a plain user must give
   up such programs first.

   See also: seccomp(2), prctl(2). */

#include "lessons/06-seccomp/who.h"

#include "common/failure.h"
#include "common/owner.h"
#include "common/story.h"
#include "common/voice.h"
#include "lessons/06-seccomp/box.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* Whether the box could install one as it is. */
static int show_install(void)
{
    long uid = box_status("Uid"), locked = box_status("NoNewPrivs");
    char answer[64];

    if (uid == -1 || locked == -1
        || box_order(TRY_INSTALL, answer, sizeof answer) == -1)
        return -1;
    fact("box", "uid %ld, no_new_privs %ld: %s", uid, locked, answer);
    if (locked && strcmp(answer, "installed") != 0) {
        failed_saying(answer, "seccomp(SECCOMP_SET_MODE_FILTER)");
        return cause("no_new_privs is set, and that should be enough; see "
                     "seccomp(2)");
    }
    return 0;
}

/* Root shows a plain user, too, in another box.  Where there is no other user
   to become, as in some user namespaces, it is told; user_namespaces(7). */
static int show_plain_install(void)
{
    if (box_renew() == -1)
        return -1;
    if (box_order(BE_PLAIN, NULL, 0) == 0)
        return show_install();
    int error = last_failure()->error;
    if (in_first_namespace("user") || (error != EPERM && error != EINVAL))
        return -1;
    fact("note", "there is no other user here: a plain user would be refused "
                 "without no_new_privs (EACCES)");
    return 0;
}

static int show_without_and_with(void)
{
    if (show_install() == -1
        || (geteuid() == 0 && show_plain_install() == -1)
        || box_order(SET_NO_NEW_PRIVS, NULL, 0) == -1)
        return -1;
    return show_install();
}

static int show_with_alone(void)
{
    fact("note", "no_new_privs is set already around this lesson, and for "
                 "ever: without it a plain user would be refused (EACCES)");
    return show_install();
}

int who_may_install(void)
{
    same_as("setpriv --no-new-privs grep NoNewPrivs /proc/self/status");
    pause_here();
    if (box_renew() == -1)
        return -1;
    long locked = box_status("NoNewPrivs");
    if (locked == -1
        || (locked ? show_with_alone() : show_without_and_with()) == -1)
        return -1;
    fact("note", "else a user could start a set-user-ID program, such as su, "
                 "behind a filter that answers setuid with \"done\" and does "
                 "nothing: it would go on as root");
    verify("grep NoNewPrivs: /proc/%d/status", (int) box_pid());
    expect("1");
    return 0;
}
