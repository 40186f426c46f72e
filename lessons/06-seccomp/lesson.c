/* 06-seccomp - which questions may be asked

   The question: every program may ask the kernel for any of its system calls,
   and needs a few dozen.  How is it kept from asking for the rest?  You will
   see two calls refused by a filter, the filter as the kernel runs it, why a
   list of what is forbidden is never complete, and what a list of what is
   allowed looks like.

   See also: seccomp(2), prctl(2), syscall(2), signal(7). */

#include "common/failure.h"
#include "common/files.h"
#include "common/story.h"
#include "common/voice.h"
#include "lessons/06-seccomp/asker.h"
#include "lessons/06-seccomp/box.h"
#include "lessons/06-seccomp/command.h"
#include "lessons/06-seccomp/deeds.h"
#include "lessons/06-seccomp/filter.h"
#include "lessons/06-seccomp/foreign.h"
#include "lessons/06-seccomp/harmless.h"
#include "lessons/06-seccomp/log.h"
#include "lessons/06-seccomp/readback.h"
#include "lessons/06-seccomp/syscalls.h"
#include "lessons/06-seccomp/tables.h"
#include "lessons/06-seccomp/who.h"
#include "lessons/06-seccomp/words.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "build/" SECCOMP_NAME

/* ---- the steps --------------------------------------------------------- */

static int count_calls(void)
{
    int count = 0;

    while (syscall_name_at(count))
        count++;
    return count;
}

static int two_calls_work(void)
{
    same_as("kill -0 $$; echo $?");
    pause_here();
    if (box_renew() == -1 || show_let_in("unshare") == -1
        || show_let_in("kill") == -1 || show_state() == -1)
        return -1;
    fact("note", "this program knows %d system calls of %s, and a process "
                 "without a filter may ask for all that the kernel has",
         count_calls(), arch_name(NATIVE_ARCH));
    return verify_mode();
}

static int both_are_refused(void)
{
    same_as(PROGRAM " --deny unshare,kill -- sh -c 'kill -0 $$'");
    pause_here();
    if (box_order(INSTALL_DENY_TWO, NULL, 0) == -1
        || show_refused("unshare", "EPERM") == -1
        || show_refused("kill", "EPERM") == -1
        || show_let_in("getpid") == -1 || show_let_in("fork") == -1
        || show_state() == -1)
        return -1;
    fact("note", "write works too: these answers came by it");
    return verify_mode();
}

static const char *compared(const struct filter *a, const struct filter *b)
{
    size_t size = a->length * sizeof a->code[0];

    return a->length == b->length && memcmp(a->code, b->code, size) == 0
        ? "same" : "different";
}

static int the_program(void)
{
    static struct filter ours, kernels;
    char line[160];

    same_as(PROGRAM " --deny unshare,kill --print");
    pause_here();
    if (filter_build(&deny_two, &ours) == -1)
        return -1;
    for (size_t i = 0; i < ours.length; i++)
        fact("box", "%2zu  %s", i, filter_line(&ours, i, line, sizeof line));
    if (filter_read_back(box_pid(), &kernels) == 0)
        fact("host", "read back from the kernel: %zu instructions -> %s",
             kernels.length, compared(&ours, &kernels));
    else
        fact("note", "root may read it back from the kernel (now: %s)",
             strerrorname_np(last_failure()->error));
    verify("echo SYS_unshare | cc -E -include sys/syscall.h - | tail -1");
    expect("%d", syscall_number("unshare"));
    return 0;
}

static int for_ever(void)
{
    char answer[64], name[32];

    same_as(PROGRAM " --deny kill -- grep Seccomp: /proc/self/status");
    pause_here();
    if (box_order(TAKE_OFF, answer, sizeof answer) == -1)
        return -1;
    if (strcmp(answer, "EINVAL") != 0)
        return failed_saying(answer, "prctl(PR_SET_SECCOMP, off)");
    fact("box", "asks prctl(2) to take it off: %s", answer);
    if (box_order(INSTALL_NOTHING, NULL, 0) == -1)
        return -1;
    fact("box", "adds a filter that allows everything, and asks by a child:");
    if (show_refused("kill", "EPERM") == -1 || show_state() == -1)
        return -1;
    fact("note", "all filters are asked, and the strictest answer counts");
    if (box_becomes(BECOME_SHELL) == -1)
        return -1;
    fact("host", "pid %d has executed %s:", (int) box_pid(),
         process_name(box_pid(), name, sizeof name));
    if (show_state() == -1)
        return -1;
    return verify_mode();
}

static int other_doors(void)
{
    same_as(PROGRAM " --deny kill --try kill,tgkill");
    ask("kill is refused. Can the box still kill?");
    pause_here();
    if (box_renew_behind(INSTALL_DENY_TWO) == -1
        || show_refused("kill", "EPERM") == -1 || show_let_in("tgkill") == -1
        || show_let_in("pidfd_send_signal") == -1
        || show_refused("unshare", "EPERM") == -1
        || show_let_in("clone") == -1)
        return -1;
    fact("note", "a list of what is forbidden is never complete: the kernel "
                 "gets new system calls with every release");
    verify("%s/proc/%d/exe --deny kill --try tgkill", sudo(), (int) getpid());
    expect("SIGKILL");
    return 0;
}

static int an_allow_list(void)
{
    static struct filter filter;
    int allowed = 0;

    same_as(PROGRAM " --allow-only write -- sh -c 'kill -0 $$'");
    pause_here();
    if (filter_build(&allow_few, &filter) == -1
        || box_renew_behind(INSTALL_ALLOW_FEW) == -1)
        return -1;
    while (allow_few.rules[allowed].call)
        allowed++;
    fact("box", "%d calls are named, the rest is EPERM: %zu instructions",
         allowed, filter.length);
    if (show_refused("tgkill", "EPERM") == -1
        || show_refused("pidfd_send_signal", "EPERM") == -1
        || show_refused("clone", "EPERM") == -1 || show_let_in("fork") == -1
        || show_refused("clone3", "ENOSYS") == -1
        || show_let_in("thread") == -1)
        return -1;
    fact("note", "fork is clone without the flags that make namespaces; a "
                 "thread is clone3, or clone where that is ENOSYS");
    return verify_mode();
}

static int killed_for_asking(void)
{
    char text[64], call[128];
    int status;
    CLOSES int log = log_open();

    same_as(PROGRAM " --deny kill --action kill -- kill -0 1; echo $?");
    pause_here();
    if (box_renew_behind(INSTALL_BY_DEATH) == -1)
        return -1;
    pid_t pid = box_pid();
    if (box_ends_by(UNSHARE_HERE, &status) == -1)
        return -1;
    fact("box", "pid %d asks for unshare", (int) pid);
    fact("host", "pid %d was %s", (int) pid,
         seccomp_fate(status, text, sizeof text));
    if (log_killed_for(log, pid, call, sizeof call) == -1)
        return -1;
    if (*call)
        fact("host", "the kernel's log says: for %s", call);
    else
        fact("note", "for which call, the kernel's log may tell: sudo dmesg");
    fact("note", "this SIGSYS cannot be caught, that of the answer \"trap\" "
                 "can; 159 is 128 + %d", SIGSYS);
    refused("ls -d /proc/%d", (int) pid);
    expect("No such file or directory");
    return 0;
}

static const struct step steps[] = {
    { "Two system calls, and both work", two_calls_work },
    { "A filter, and both are refused", both_are_refused },
    { "The filter is a program", the_program },
    { "It cannot be taken off", for_ever },
    { "Who may install one", who_may_install },
    { "Other doors are open", other_doors },
    { "A list of what is allowed", an_allow_list },
    { "The same call by another number", another_architecture },
    { "Killed for asking", killed_for_asking },
    { 0 },
};

/* ------------------------------------------------------------------------ */

/* A filter is installed, and then it refuses what worked before it. */
static int check(void)
{
    char before[160], after[160];
    int try = TRY + harmless_number("unshare");

    if (box_renew() == -1
        || box_order(try, before, sizeof before) == -1
        || box_order(INSTALL_DENY_TWO, NULL, 0) == -1
        || box_order(try, after, sizeof after) == -1)
        return -1;
    if (strcmp(before, "works") != 0) {
        failed_saying(before, "unshare(CLONE_FS)");
        cause("a filter is around this process already, as in a container");
        return cure("docker run --security-opt seccomp=unconfined, or outside");
    }
    if (strcmp(after, "refused: EPERM") != 0)
        return failed_saying(after, "unshare(CLONE_FS) behind a filter");
    return box_stop();
}

static int ready(void)
{
    seccomp_instead();
    return check();
}

static const struct lesson lesson = {
    .name = SECCOMP_NAME,
    .title = "seccomp - which questions may be asked",
    .needs = "nothing",
    .pages = "seccomp(2), prctl(2), syscall(2), signal(7)",
    .steps = steps,
    .tour = 6,
    .deeper = 6,
    .done = "system calls were refused by a filter, first by a list of what is "
            "forbidden, then by a list of what is allowed",
    .known_as = "--security-opt seccomp=PROFILE of docker and podman; "
                "seccompProfile in Kubernetes; SystemCallFilter= in systemd",
    .still_open = "it still sees the host's files (lesson 7) and processes "
                  "(lesson 8)",
    .ready = ready,
    .check = check,
    .run = seccomp_run,
    .options = seccomp_options,
};

int main(int argc, char *argv[])
{
    return tell(&lesson, argc, argv);
}
