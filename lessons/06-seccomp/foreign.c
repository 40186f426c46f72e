/* foreign.c - the step of lesson 6 that is not the same on each architecture

   The question: a filter compares numbers, but whose numbers are they?  An
   x86-64 process may call by those of i386 as well, an aarch64 process by its
   own alone.

   See also: syscall(2), seccomp(2). */

#include "lessons/06-seccomp/foreign.h"

#include "common/failure.h"
#include "common/story.h"
#include "common/voice.h"
#include "lessons/06-seccomp/box.h"
#include "lessons/06-seccomp/command.h"
#include "lessons/06-seccomp/harmless.h"
#include "lessons/06-seccomp/syscalls.h"

#include <string.h>
#include <unistd.h>

#ifdef __x86_64__
/* Speaks what became of the call by i386's number.  Returns 1 if it is what was
   EXPECTED, 0 if this kernel takes no such numbers, or -1. */
static int show_i386(const char *expected)
{
    char answer[160];

    if (box_order(TRY + harmless_number("i386"), answer, sizeof answer) == -1)
        return -1;
    fact("box", "int 0x80, number %d: %s", I386_UNSHARE, answer);
    if (strstr(answer, "SIGSEGV"))
        return 0;
    if (strncmp(answer, expected, strlen(expected)) == 0)
        return 1;
    failed_saying(answer, "int 0x80, number %d", I386_UNSHARE);
    return cause("this step expects: %s", expected);
}

int another_architecture(void)
{
    same_as("build/" SECCOMP_NAME " --deny unshare --try i386; echo $?");
    pause_here();
    if (box_renew_behind(INSTALL_UNCHECKED) == -1)
        return -1;
    fact("box", "behind a filter that does not look at the architecture:");
    int door = show_i386("works");
    if (door == -1)
        return -1;
    fact("note", "%d is unshare for i386, %s for x86-64: the filter looked for "
                 "%d%s", I386_UNSHARE, syscall_name(I386_UNSHARE),
         syscall_number("unshare"),
         door ? "" : ". But this kernel takes no i386 numbers (SIGSEGV)");
    if (box_renew_behind(INSTALL_DENY_TWO) == -1)
        return -1;
    fact("box", "behind the filter of step 3, with its lines 0 to 2:");
    if (show_i386("killed by seccomp") == -1)
        return -1;
    fact("note", "x32 (lines 4 to 6) is a third set of numbers: with one bit "
                 "more, and the architecture of x86-64. For aarch64 unshare is "
                 "97");
    if (!door)
        return verify_mode();
    refused("%s/proc/%d/exe --deny unshare --try i386", sudo(),
            (int) getpid());
    expect("SIGSYS");
    return 0;
}
#else
int another_architecture(void)
{
    same_as("build/" SECCOMP_NAME " --deny unshare --print");
    pause_here();
    if (box_renew_behind(INSTALL_DENY_TWO) == -1 || show_state() == -1)
        return -1;
    fact("note", "a 64-bit program has no way to a 32-bit call here, but it "
                 "may start a 32-bit program, if the processor can run it. "
                 "There unshare is 337, and 97 is setpriority: lines 0 to 2 "
                 "end such a program at its first call");
    return verify_mode();
}
#endif
