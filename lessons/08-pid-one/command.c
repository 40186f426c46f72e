/* command.c - the lesson as a tool: [--no-init] -- CMD

   The question: what is different for a program that is process 1?  Run it in
   both ways, and press Ctrl-C.

   See also: pid_namespaces(7), setpgid(2), kill(2). */

#include "lessons/08-pid-one/command.h"

#include "common/failure.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/01-fork-wait/run.h"
#include "lessons/02-unshare/namespaces.h"
#include "lessons/02-unshare/refused.h"
#include "lessons/08-pid-one/deeds.h"
#include "lessons/08-pid-one/init.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRACE_MS 10000 /* as docker stop */

enum { PREPARE = 1, BECOME, START_IT, SERVE_IT };

static bool no_init;
static char **command;
static struct child box;
static int early; /* the signal that came while the command was started */
static int asked; /* the signal that asked it to end, or 0 */
static long end;  /* when its time is over then, on the clock of now_ms() */

int no_init_take(const char *unused)
{
    (void) unused;
    no_init = true;
    return 0;
}

bool no_init_is_given(void)
{
    return no_init;
}

/* ---- inside ------------------------------------------------------------ */

static int become_command(void *unused)
{
    (void) unused;
    return run_exec(command);
}

static int obey(int deed, char *answer, size_t size)
{
    static pid_t payload;

    switch (deed) {
    case PREPARE:
        return fresh_proc();
    case BECOME:
        return signals_for_program() == -1 ? -1 : become_command(NULL);
    case START_IT:
        return init_start(become_command, NULL, &payload);
    default:
        return serve(payload, answer, size);
    }
}

/* ---- outside ----------------------------------------------------------- */

/* Inside, our process group has no number, and so cannot be joined; from here
   the child can be put into it while it has not executed a program; setpgid(2).
   Then Ctrl-C and Ctrl-Z reach the command as in every job of the shell. */
static int join_our_job(void)
{
    if (setpgid(box.pid, getpgrp()) == -1)
        return failed("setpgid(%d, our group)", (int) box.pid);
    return 0;
}

/* A signal in the very moment of execve(2): if the command runs by now, that
   is, if its pipe has come to its end, the signal is for the command. */
static int start_as_1(void)
{
    char byte;

    if (child_order_exec(&box, BECOME) == 0)
        return 0;
    struct failure why = *last_failure();
    if (why.signal && wait_for(box.answers, -1) == 1
        && read(box.answers, &byte, 1) == 0)
        return (early = why.signal, 0);
    return adopt_failure(&why);
}

static int start_as_2(void)
{
    if (child_order(&box, START_IT, NULL, 0) == 0)
        return 0;
    early = last_failure()->signal;
    return early ? child_answer(&box, NULL, 0) : -1;
}

static int start(void)
{
    if (child_order(&box, PREPARE, NULL, 0) == -1 || join_our_job() == -1)
        return -1;
    if (no_init)
        return start_as_1();
    if (start_as_2() == -1 || child_tell(&box, SERVE_IT) == -1)
        return -1;
    return child_let_go(&box); /* SERVE_IT was the last order */
}

static void too_late(void)
{
    dprintf(STDERR_FILENO, PID_ONE_NAME ": not ended %d s after SIG%s: "
            "killed\n", GRACE_MS / 1000, sigabbrev_np(asked));
    kill(box.pid, SIGKILL);
    asked = 0;
}

/* Of Ctrl-C and Ctrl-\ we only hear: the terminal has sent them to the whole
   group.  The others are passed on; the pid cannot be another's, for we have
   not waited. */
static void pass_on(int number)
{
    bool is_of_a_key = number == SIGINT || number == SIGQUIT;

    if (number == 0 || (is_of_a_key && !signal_was_sent()))
        return;
    kill(box.pid, number);
    if (is_of_a_key)
        return;
    if (!asked)
        end = now_ms() + GRACE_MS;
    asked = number;
}

static int wait_for_end(void)
{
    pass_on(early);
    for (;;) {
        long left = end - now_ms();
        int ended = wait_for(box.pidfd, asked ? (int) (left > 0 ? left : 0)
                                              : -1);

        if (ended == 1)
            return 0;
        if (ended == -1 && !last_failure()->signal)
            return -1;
        if (ended == 0)
            too_late();
        else
            pass_on(last_failure()->signal);
    }
}

/* What init has answered is the payload's status; without init, or if it was
   killed itself, the status of process 1 counts. */
static int collect(int *wait_status)
{
    char text[32];
    int own, told = 0, waited;

    /* It is all over: a signal now comes too late. */
    do
        if (!no_init)
            told = child_answer(&box, text, sizeof text);
    while (told == -1 && last_failure()->signal);
    struct failure why = *last_failure();
    do
        waited = child_wait(&box, &own);
    while (waited == -1 && last_failure()->signal);
    if (waited == -1)
        return -1;
    if (no_init || WIFSIGNALED(own)) {
        *wait_status = own;
        return 0;
    }
    if (told == -1)
        return adopt_failure(&why);
    *wait_status = (int) strtol(text, NULL, 10);
    return 0;
}

static int run(int *status)
{
    int wait_status = 0;

    if (start() == -1 || wait_for_end() == -1) {
        *status = run_failure_status();
        return -1;
    }
    *status = 125;
    if (collect(&wait_status) == -1)
        return -1;
    *status = exit_status(wait_status);
    return 0;
}

static int say_failure(int status)
{
    speak_failure(PID_ONE_NAME);
    return status;
}

int pid_one_run(char *argv[])
{
    int status;

    command = argv;
    if (namespaces_allowed(CLONE_NEWPID | CLONE_NEWNS) == -1
        || need_root(PID_ONE_NAME, "-Ur") == -1
        || box_clone(&box, CLONE_NEWPID, obey) == -1)
        return say_failure(run_failure_status());

    if (run(&status) == -1)
        say_failure(status);
    child_stop(&box);
    return status;
}
