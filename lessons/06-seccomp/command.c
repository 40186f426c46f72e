/* command.c - what the options of lesson 6 do instead of telling the story

       build/06-seccomp --deny unshare,kill -- sh
       build/06-seccomp --deny unshare,kill --print
       build/06-seccomp --deny unshare,kill --try tgkill

   See also: seccomp(2), syscalls(2). */

#include "lessons/06-seccomp/command.h"

#include "common/failure.h"
#include "common/nearest.h"
#include "common/options.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/01-fork-wait/run.h"
#include "lessons/05-caps/caps.h"
#include "lessons/06-seccomp/asker.h"
#include "lessons/06-seccomp/chosen.h"
#include "lessons/06-seccomp/filter.h"
#include "lessons/06-seccomp/harmless.h"
#include "lessons/06-seccomp/log.h"
#include "lessons/06-seccomp/words.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_TRIES 32

static bool printing;
static int tries[MOST_TRIES], try_count;
static struct filter filter;
static pid_t *runner; /* shared with the command's process, which fills it in */

/* ---- the options ------------------------------------------------------- */

static int take_print(const char *unused)
{
    (void) unused;
    printing = true;
    return 0;
}

static int add_try(const char *name)
{
    const char *meant = nearest(name, harmless_name);
    char words[LONGEST_NAME + 32];
    int number = harmless_number(name);

    if (try_count == MOST_TRIES)
        return failed_saying("that is enough", "--try: more than %d names",
                             MOST_TRIES);
    if (number != -1) {
        tries[try_count++] = number;
        return 0;
    }
    snprintf(words, sizeof words,
             meant ? "did you mean '%s'?" : "--help lists what it knows",
             meant);
    return failed_saying(words, "--try: it knows no harmless '%s'", name);
}

static int take_try(const char *list)
{
    char name[LONGEST_NAME];

    while (next_in_list(&list, name))
        if (add_try(name) == -1)
            return -1;
    return 0;
}

#define INDENT "\n                      "

const struct lesson_option seccomp_options[] = {
    { "deny", "LIST", "system calls for which COMMAND may not ask",
      take_deny },
    { "allow-only", "LIST",
      INDENT "the only ones for which it may; what a start needs is added",
      take_allow_only },
    { "action", "WORD",
      "the answer to what is forbidden: errno (EPERM), kill or"
      INDENT "log; numbers of other architectures are always killed",
      take_action },
    { "print", NULL, "print the filter in words instead of using it",
      take_print },
    { "try", "LIST", "make harmless calls behind the filter, if there is one:"
      INDENT "unshare, kill, getpid, fork, tgkill, pidfd_send_signal,"
      INDENT "clone, clone3, thread, i386 (on x86-64); status 1: one was"
      INDENT "not let in, 125: they could not be made", take_try },
    { 0 },
};

/* ---- --print and --try ------------------------------------------------- */

static int say_failure(int status)
{
    speak_failure(SECCOMP_NAME);
    return status;
}

static int print_filter(void)
{
    char line[160];

    for (size_t i = 0; i < filter.length; i++)
        printf("%4zu  %s\n", i, filter_line(&filter, i, line, sizeof line));
    return 0;
}

static int install_chosen(void)
{
    if (!chosen())
        return 0;
    return caps_no_new_privs() == -1 ? -1 : filter_install(&filter);
}

static int try_one(int deed, char *answer, size_t size)
{
    return harmless_try(deed - 1, install_chosen, answer, size);
}

/* Returns 1 if one of them was not let in. */
static int try_by(struct child *maker)
{
    char text[160];
    int status = 0;

    for (int i = 0; i < try_count; i++) {
        if (child_order(maker, tries[i] + 1, text, sizeof text) == -1)
            return say_failure(run_failure_status());
        printf("%s: %s\n", harmless_call(tries[i]), text);
        if (strncmp(text, "works", 5) != 0 && strncmp(text, "let in", 6) != 0)
            status = 1;
    }
    return status;
}

/* A child makes them, one after the other, so that we can always be stopped. */
static int try_all(void)
{
    struct child maker;

    if (child_fork(&maker, try_one) == -1)
        return say_failure(125);
    int status = try_by(&maker);
    return child_stop(&maker) == -1 ? say_failure(125) : status;
}

/* Options that would be ignored are a mistake. */
static void check_usage(void)
{
    static const char needs[] = "%s needs --deny=LIST or --allow-only=LIST";

    if (printing && try_count > 0)
        usage_error(SECCOMP_NAME, "--print and --try: one of the two");
    if (printing && !chosen())
        usage_error(SECCOMP_NAME, needs, "--print");
    if (action_is_in_vain())
        usage_error(SECCOMP_NAME, needs, "--action");
    if (chosen() && !printing && try_count == 0)
        usage_error(SECCOMP_NAME, "a list needs a command: --deny=LIST -- CMD");
}

void seccomp_instead(void)
{
    check_usage();
    if (chosen() && filter_build(chosen(), &filter) == -1)
        exit(say_failure(125));
    if (!printing && try_count == 0)
        return;
    int status = printing ? print_filter() : try_all();
    if (fflush(stdout) == EOF) {
        failed("write(standard output)");
        status = say_failure(1);
    }
    exit(status);
}

/* ---- -- CMD ------------------------------------------------------------ */

static int before_exec(void)
{
    *runner = getpid();
    return install_chosen();
}

static void say_additions(void)
{
    char text[600];

    if (*chosen_additions(text, sizeof text))
        dprintf(STDERR_FILENO, SECCOMP_NAME ": also allowed, for execve and "
                "the start of a program: %s\n", text);
    if (chosen_action() == LOG)
        dprintf(STDERR_FILENO, SECCOMP_NAME ": what is logged: sudo dmesg | "
                "grep type=1326\n");
}

/* A signal can be sent by anybody, too: that it was a filter, the log knows. */
static void say_killed(int log)
{
    char call[128];

    log_killed_for(log, *runner, call, sizeof call);
    if (*call)
        dprintf(STDERR_FILENO, SECCOMP_NAME ": killed by seccomp: SIGSYS "
                "(%d), for %s\n", 128 + SIGSYS, call);
    else
        dprintf(STDERR_FILENO, SECCOMP_NAME ": killed by SIGSYS (%d): the "
                "filter's, or one that was sent to it\n", 128 + SIGSYS);
}

static void say_end(int status, int log)
{
    if (WIFSIGNALED(run_wait_status()) && status == 128 + SIGSYS)
        say_killed(log);
    else if (status == 128 + SIGSYS)
        dprintf(STDERR_FILENO, SECCOMP_NAME ": status %d: a child of the "
                "command may have been killed by seccomp\n", status);
    if (status == 125 && chosen_denies("write"))
        dprintf(STDERR_FILENO, SECCOMP_NAME ": if it was not started, it could "
                "not say why: --deny names write\n");
}

/* The filter stands before execve, too. */
static int say_not_run(int status)
{
    if (last_failure()->error == EPERM && chosen_denies("execve")) {
        cause("--deny names execve, with which every command is started");
        cure("leave execve out of the list");
    }
    return say_failure(status);
}

int seccomp_run(char *argv[])
{
    int status;

    if (printing || try_count > 0)
        usage_error(SECCOMP_NAME, "%s takes no command",
                    printing ? "--print" : "--try");
    if (!chosen())
        usage_error(SECCOMP_NAME, "a command needs --deny=LIST or "
                                  "--allow-only=LIST before it");
    runner = mmap(NULL, sizeof *runner, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (runner == MAP_FAILED) {
        failed("mmap(MAP_SHARED)");
        return say_failure(125);
    }
    if (filter_build(chosen(), &filter) == -1)
        return say_failure(125);
    say_additions();
    int log = log_open();
    if (run_command(argv, before_exec, &status) == -1)
        return say_not_run(status);
    say_end(status, log);
    return status;
}
