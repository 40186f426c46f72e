/* tracees.c - the processes of one program, traced from their births */

#include "tracees.h"

#include "common/files.h"
#include "lessons/06-seccomp/syscalls.h"
#include "tests/support/processes.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <unistd.h>

static struct tracee *list;
static size_t count, room;

static struct stat program; /* the file that number 1 runs */
static int births;

/* ---- the list ---------------------------------------------------------- */

struct tracee *tracee_find(pid_t pid)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].pid == pid)
            return &list[i];
    return NULL;
}

static struct tracee *add(pid_t pid)
{
    if (count == room) {
        room = room * 2 + 16;
        list = realloc(list, room * sizeof *list);
        if (!list)
            abort();
    }
    list[count] = (struct tracee){ .pid = pid };
    return &list[count++];
}

struct tracee *tracee_meet(pid_t pid)
{
    struct tracee *tracee = tracee_find(pid);

    return tracee ? tracee : add(pid);
}

void tracee_forget(struct tracee *tracee)
{
    *tracee = list[--count];
}

void tracees_forget(void)
{
    count = 0;
}

size_t tracees_alive(void)
{
    return count;
}

/* ---- the first one ----------------------------------------------------- */

/* The first terminal that the leader of a session opens is its own. */
static bool take_files(const struct start *start)
{
    const int flags = O_RDWR | O_CLOEXEC;
    int in = open(start->typed ? start->terminal : "/dev/null", flags);

    return (!start->terminal || start->typed
            || open(start->terminal, flags) != -1)
           && dup2(in, STDIN_FILENO) != -1
           && dup2(start->typed ? in : start->out, STDOUT_FILENO) != -1
           && dup2(start->err, STDERR_FILENO) != -1;
}

static bool be_nobody(void)
{
    return setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0
           && setresuid(65534, 65534, 65534) == 0;
}

/* As unshare -Ur does; user_namespaces(7).  A set*id gives the files of
   /proc/self to root, until one says otherwise; prctl(2), PR_SET_DUMPABLE. */
static bool be_root_inside(void)
{
    return prctl(PR_SET_DUMPABLE, 1) == 0 && unshare(CLONE_NEWUSER) == 0
           && write_file("/proc/self/setgroups", "deny") == 0
           && write_file("/proc/self/uid_map", "0 65534 1") == 0
           && write_file("/proc/self/gid_map", "0 65534 1") == 0;
}

/* Waits on READY until it is traced, then becomes the program, in surroundings
   that are the same for everybody.  The sanitizers, if they were built in, cannot
   look for leaks where the tracer is, and make no calls of their own. */
static void become(const struct start *start, int ready)
{
    static char *const environment[] = {
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME=/", "TERM=dumb", "LANG=C.UTF-8",
        "ASAN_OPTIONS=detect_leaks=0:use_sigaltstack=0", NULL,
    };
    sigset_t none;
    char byte;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* A shell starts what it runs in the background with SIGINT ignored, and
       that is inherited; sh(1), signal(7). */
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    if (setsid() != -1 && read(ready, &byte, 1) == 1 && take_files(start)
        && (!start->rootless || be_nobody())
        && (!start->mapped || be_root_inside()))
        execve(start->argv[0], start->argv, environment);
    _exit(127);
}

pid_t tracees_start(const struct start *start)
{
    const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD
                         | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK
                         | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
    int ready[2];

    if (stat(start->argv[0], &program) == -1 || pipe2(ready, O_CLOEXEC) == -1)
        return -1;
    pid_t pid = fork();
    if (pid == 0)
        become(start, ready[0]);
    close(ready[0]);
    bool traced = pid != -1 && ptrace(PTRACE_SEIZE, pid, NULL, options) == 0
                  && write(ready[1], "", 1) == 1;
    close(ready[1]);
    if (!traced)
        return -1;
    struct tracee *first = add(pid);
    first->number = births = 1;
    first->known = true;
    return pid;
}

/* ---- births and changes ------------------------------------------------ */

/* The parent tells of a birth, and the child stops once by itself: in any
   order, and a parent that is killed meanwhile tells nothing. */
static void adopt(struct tracee *child, const struct tracee *parent)
{
    child->known = true;
    child->number = parent && parent->number ? ++births : 0;
    child->in_main = parent && parent->in_main;
}

void tracee_told_of_birth(pid_t parent)
{
    struct process process = { .state = 'Z' };
    unsigned long pid;

    if (ptrace(PTRACE_GETEVENTMSG, parent, NULL, &pid) == -1)
        return;
    process_read((pid_t) pid, &process);
    if (tracee_find((pid_t) pid) || process.state == 'Z')
        return; /* it was faster, and may have ended already */
    struct tracee *child = add((pid_t) pid);
    adopt(child, tracee_find(parent)); /* after add(), which may move it */
}

bool tracee_may_go_on(struct tracee *tracee, int signal)
{
    struct process process = { .parent = 0 };

    if (!tracee->known) {
        process_read(tracee->pid, &process);
        adopt(tracee, tracee_find(process.parent));
    }
    if (signal == SIGTRAP)
        return true;
    ptrace(PTRACE_LISTEN, tracee->pid, NULL, NULL);
    return false;
}

/* A lesson may become a sealed copy of itself: lesson 10. */
void tracee_became_a_program(struct tracee *tracee)
{
    char path[64], name[32] = "";
    struct stat now;

    snprintf(path, sizeof path, "/proc/%d/exe", (int) tracee->pid);
    bool is_copy = readlink(path, name, sizeof name - 1) > 0
                   && strncmp(name, "/memfd:loac ", 12) == 0;
    if (!is_copy && (stat(path, &now) == -1 || now.st_ino != program.st_ino
                     || now.st_dev != program.st_dev))
        tracee->number = 0;
    tracee->in_main = false; /* a new loader, a new main() */
}

/* ---- the end ----------------------------------------------------------- */

static void describe(const struct tracee *tracee, char *words, size_t size)
{
    struct process process = { .name = "?", .state = '?' };
    size_t used = strlen(words);
    char path[64];
    int nr = -1;

    process_read(tracee->pid, &process);
    snprintf(path, sizeof path, "/proc/%d/syscall", (int) tracee->pid);
    FILE *file = fopen(path, "re");
    if (file && fscanf(file, "%d", &nr) != 1)
        nr = -1;
    if (file)
        fclose(file);
    snprintf(words + used, size - used, "%s%d (%s, state %c, %s)",
             used ? ", " : "", tracee->number, process.name, process.state,
             syscall_name(nr));
}

void tracees_kill(char *words, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        describe(&list[i], words, size);
        kill(list[i].pid, SIGKILL);
    }
}
