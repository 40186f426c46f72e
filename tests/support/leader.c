/* leader.c - the robot's shell: the process between the robot and a program */

#include "leader.h"

#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

/* The leader's own descriptors, after the program's three. */
enum { TERMINAL_FD = 3, REPORT_FD = 4, FIRST_FREE_FD = 5 };

static void send_report(const struct report *report)
{
    if (write(REPORT_FD, report, sizeof *report) != sizeof *report)
        _exit(126);
}

static void must(bool worked, const char *call)
{
    struct report report = { .error = errno };

    if (worked)
        return;
    snprintf(report.call, sizeof report.call, "%s", call);
    send_report(&report);
    _exit(126);
}

/* Everything else is closed: a copy of another robot's terminal here would
   keep that one from being hung up. */
static void arrange_descriptors(const struct job *job)
{
    int from[FIRST_FREE_FD] = { job->streams[0], job->streams[1],
                                job->streams[2], job->terminal, job->reports };

    for (int to = 0; to < FIRST_FREE_FD; to++)
        if (from[to] != -1)
            from[to] = fcntl(from[to], F_DUPFD, 2 * FIRST_FREE_FD);
    for (int to = 0; to < FIRST_FREE_FD; to++)
        if (from[to] == -1)
            close(to);
        else
            dup2(from[to], to);
    close_range(FIRST_FREE_FD, ~0U, 0);
    fcntl(TERMINAL_FD, F_SETFD, FD_CLOEXEC);
    fcntl(REPORT_FD, F_SETFD, FD_CLOEXEC);
}

/* cmocka's handlers (SIGSYS among them) and an ignored signal would go on to
   the program; signal(7). */
static void default_signals(void)
{
    sigset_t none;

    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A process that changes its ids may not be looked at by its user, proc(5);
   a shell may, so allow it again. */
static void become_plain_user(void)
{
    must(setgroups(0, NULL) == 0, "setgroups(0)");
    must(setgid(NOBODY) == 0, "setgid(65534)");
    must(setuid(NOBODY) == 0, "setuid(65534)");
    must(prctl(PR_SET_DUMPABLE, 1) == 0, "prctl(PR_SET_DUMPABLE)");
}

static void become_leader(const struct job *job)
{
    int joined = job->real_host ? host_leave() : 0;

    arrange_descriptors(job);
    must(joined == 0, "setns(the real host)");
    default_signals();
    must(setsid() != -1, "setsid()");
    if (job->terminal != -1)
        must(ioctl(TERMINAL_FD, TIOCSCTTY, 0) == 0, "ioctl(TIOCSCTTY)");
    if (job->plain_user && geteuid() == 0)
        become_plain_user();
    /* After the last set*id, which clears it. */
    must(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "prctl(PR_SET_PDEATHSIG)");
    must(chdir(job->cwd) == 0, "chdir()");
}

/* As a shell starts a job: a process group of its own, in the foreground.  A
   background process that asks for that gets SIGTTOU, unless it is blocked. */
static void become_program(const struct job *job)
{
    sigset_t ttou;

    must(setpgid(0, 0) == 0, "setpgid(0, 0)");
    if (job->terminal != -1) {
        sigemptyset(&ttou);
        sigaddset(&ttou, SIGTTOU);
        sigprocmask(SIG_BLOCK, &ttou, NULL);
        must(tcsetpgrp(TERMINAL_FD, getpid()) == 0, "tcsetpgrp()");
    } else {
        /* Nothing else would end it if the test program is killed. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    }
    default_signals();
    environ = job->env;
    execvp(job->argv[0], job->argv);
    must(false, job->argv[0]);
}

/* A closed terminal sends SIGHUP to the leader only, which passes it on, as
   bash(1) does. */
static int wait_for_program(pid_t pid, const sigset_t *signals)
{
    int status;

    for (;;) {
        int number = sigwaitinfo(signals, NULL);

        if (number == SIGHUP)
            kill(-pid, SIGHUP);
        else if (number == SIGCHLD && waitpid(pid, &status, WNOHANG) == pid)
            return status;
    }
}

static void lead(const struct job *job)
{
    sigset_t signals;

    become_leader(job);
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    pid_t pid = fork();
    must(pid != -1, "fork()");
    if (pid == 0)
        become_program(job);
    send_report(&(struct report){ .pid = pid });
    int status = wait_for_program(pid, &signals);
    send_report(&(struct report){ .pid = pid, .ended = true,
                                  .status = status });
    for (;;)
        pause();
}

pid_t leader_fork(const struct job *job)
{
    pid_t pid = fork();

    if (pid == 0)
        lead(job); /* does not return: no assertion runs in a child */
    return pid;
}
