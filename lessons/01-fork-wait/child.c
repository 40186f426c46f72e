/* child.c - a child process: made, told what to do, waited for

   The question: what happens between the moment a shell makes a process and
   the moment it knows how that process ended?  fork(2), execve(2) and wait(2),
   with two pipes to keep the two in step.

   See also: pipe(2), pidfd_open(2), prctl(2). */

#include "lessons/01-fork-wait/child.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER_LIMIT_MS 20000

/* Smaller than PIPE_BUF, so one write(2) is never torn; pipe(7). */
struct answer {
    int result;
    struct failure failure;
    char text[2048];
};

/* In the child: where its orders come from and its answers go. */
static int my_orders = -1, my_answers = -1;

static void close_pair(int pair[2])
{
    close(pair[0]);
    close(pair[1]);
}

int child_pipes(struct pipes *pipes)
{
    if (pipe2(pipes->orders, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    if (pipe2(pipes->answers, O_CLOEXEC) == -1) {
        failed("pipe2(O_CLOEXEC)");
        close_pair(pipes->orders);
        return -1;
    }
    return 0;
}

/* ANCHOR: fork */
int child_fork(struct child *child, deed_fn *deeds)
{
    struct pipes pipes;

    if (child_pipes(&pipes) == -1)
        return -1;

    /* From here on there are two of us.  fork(2) returns once in each: the
       child's pid to the parent, 0 to the child. */
    pid_t pid = fork();
    if (pid == 0)
        child_obeys(&pipes, deeds);
    return child_born(child, pid, &pipes);
}
/* ANCHOR_END: fork */

int child_born(struct child *child, pid_t pid, struct pipes *pipes)
{
    if (pid == -1) {
        failed("fork()");
        close_pair(pipes->orders);
        close_pair(pipes->answers);
        return -1;
    }
    close(pipes->orders[0]);
    close(pipes->answers[1]);
    *child = (struct child){ pid, -1, pipes->orders[1], pipes->answers[0] };

    child->pidfd = pidfd_open(pid, 0);
    /* Where the call is missing (a filter, an older valgrind): the pipe of
       answers hangs up as well when the child ends. */
    if (child->pidfd == -1 && errno == ENOSYS)
        child->pidfd = fcntl(child->answers, F_DUPFD_CLOEXEC, 0);
    if (child->pidfd == -1) {
        failed("pidfd_open(%d)", (int) pid);
        child_stop(child);
        return -1;
    }
    return 0;
}

/* ---- the child's side -------------------------------------------------- */

static int child_begins(struct pipes *pipes)
{
    /* Our copies of the parent's ends would keep the pipes open after the
       parent is gone, and no end of file would ever come; pipe(7). */
    close(pipes->orders[1]);
    close(pipes->answers[0]);
    my_orders = pipes->orders[0];
    my_answers = pipes->answers[1];

    /* Should the parent be killed while we are busy, the kernel kills us.  If
       it died before this line, the first read sees end of file. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
        return failed("prctl(PR_SET_PDEATHSIG)");
    return signals_for_child();
}

void child_obeys(struct pipes *pipes, deed_fn *deeds)
{
    int ready = child_begins(pipes);
    unsigned char deed;
    ssize_t got;

    /* End of file: the parent is gone, or lets us go. */
    while ((got = read(my_orders, &deed, 1)) != 0) {
        struct answer answer = { .result = -1 };

        if (got == -1)
            failed("read(order)");
        else if (ready == 0)
            answer.result = deeds(deed, answer.text, sizeof answer.text);
        answer.failure = *last_failure();
        /* A filter can forbid the answer, seccomp(2): the status tells. */
        if (write(my_answers, &answer, sizeof answer) == -1 || got == -1)
            _exit(125);
    }
    /* _exit(2), not exit(3): the buffers of stdio are the parent's, and it
       will write them itself. */
    _exit(0);
}

void child_ends(int fds[2])
{
    fds[0] = my_orders;
    fds[1] = my_answers;
}

/* ANCHOR: exec */
int child_becomes(char *const argv[])
{
    if (dup2(my_orders, STDIN_FILENO) == -1)
        return failed("dup2(orders, 0)");
    execvp(argv[0], argv);
    failed("execve(%s)", argv[0]);
/* ANCHOR_END: exec */
    if (last_failure()->error == ENOENT) {
        cause("no such program in PATH, or its interpreter is missing");
        cure("install it, or correct PATH; see execve(2)");
    }
    return -1;
}

/* ---- the parent's side ------------------------------------------------- */

int child_tell(struct child *child, int deed)
{
    unsigned char byte = (unsigned char) deed;

    if (write(child->orders, &byte, 1) == 1)
        return 0;
    failed("write(order to child %d)", (int) child->pid);
    cause("the child has ended early: somebody killed it, or out of memory");
    return cure("run the lesson again");
}

/* Returns 1 with an answer, 0 at end of file, -1 with a failure. */
static int receive(struct child *child, struct answer *answer)
{
    int ready = wait_for(child->answers, ANSWER_LIMIT_MS);

    if (ready == -1)
        return -1;
    if (ready == 0) {
        failed_saying("no answer within 20 s", "read(answer of child %d)",
                      (int) child->pid);
        cause("the child hangs in its deed, or the machine is very slow");
        return cure("run the lesson again");
    }
    ssize_t size = read(child->answers, answer, sizeof *answer);
    if (size == -1)
        return failed("read(answer of child %d)", (int) child->pid);
    return size == sizeof *answer;
}

int child_answer(struct child *child, char *text, size_t size)
{
    struct answer answer = { 0 };

    int got = receive(child, &answer);
    if (got == -1)
        return -1;
    if (got == 0) {
        failed_saying("it has ended", "read(answer of child %d)",
                      (int) child->pid);
        cause("the child was killed in the middle of its deed");
        return cure("run the lesson again");
    }
    if (answer.result == -1)
        return adopt_failure(&answer.failure);
    if (text)
        snprintf(text, size, "%s", answer.text);
    return 0;
}

int child_order(struct child *child, int deed, char *text, size_t size)
{
    return child_tell(child, deed) == -1 ? -1
                                         : child_answer(child, text, size);
}

int child_order_exec(struct child *child, int deed)
{
    struct answer answer;

    if (child_tell(child, deed) == -1)
        return -1;

    /* The pipe of answers is close-on-exec: end of file means that execve(2)
       worked, anything else is the reason why not. */
    int got = receive(child, &answer);
    return got == 1 ? adopt_failure(&answer.failure) : got;
}

int child_let_go(struct child *child)
{
    close_fd(&child->orders);
    child->orders = -1;
    return 0;
}

static int wait_for_end(struct child *child)
{
    int ready = wait_for(child->pidfd, ANSWER_LIMIT_MS);

    if (ready == 0) {
        failed_saying("it does not end", "waitpid(%d)", (int) child->pid);
        cause("it did not take the order to end within 20 s");
        return cure("run the lesson again");
    }
    return ready == -1 ? -1 : 0;
}

/* ANCHOR: peek */
int child_ended(struct child *child)
{
    siginfo_t info;

    if (wait_for_end(child) == -1)
        return -1;
    if (waitid(P_PID, (id_t) child->pid, &info, WEXITED | WNOWAIT) == -1)
        return failed("waitid(%d, WNOWAIT)", (int) child->pid);
    return 0;
}
/* ANCHOR_END: peek */

static void forget(struct child *child)
{
    close_fd(&child->pidfd);
    close_fd(&child->orders);
    close_fd(&child->answers);
    *child = (struct child){ 0, -1, -1, -1 };
}

int child_wait(struct child *child, int *status)
{
    if (wait_for_end(child) == -1)
        return -1;
    if (waitpid(child->pid, status, 0) == -1)
        return failed("waitpid(%d)", (int) child->pid);
    forget(child);
    return 0;
}

int child_stop(void *thing)
{
    struct child *child = thing;

    if (child->pid == 0)
        return 0;
    if (kill(child->pid, SIGKILL) == -1 && errno != ESRCH)
        return failed("kill(%d, SIGKILL)", (int) child->pid);
    if (waitpid(child->pid, NULL, 0) == -1 && errno != ECHILD)
        return failed("waitpid(%d)", (int) child->pid);
    forget(child);
    return 0;
}
