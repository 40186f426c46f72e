/* floor.c COMMAND... - the least that a container can cost: one clone(2) into the
   same six namespaces, and execve(2)

   No root of its own, no limits, no rights given up.  Ends with the status of
   COMMAND. */

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    const int flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS
                      | CLONE_NEWIPC | CLONE_NEWCGROUP;
    int status;

    if (argc < 2)
        return 2;
    pid_t pid = (pid_t) syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL,
                                NULL);
    if (pid == 0) {
        execv(argv[1], argv + 1);
        _exit(127);
    }
    if (pid == -1 || waitpid(pid, &status, 0) == -1) {
        perror("floor");
        return 125;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
