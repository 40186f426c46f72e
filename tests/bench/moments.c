/* moments.c ROUNDS NAME=COMMAND... - three moments in the life of a container

   The question: how long from the start of COMMAND until the program in the
   container runs its first line, until COMMAND has ended, and until nothing of it
   is left?  COMMAND is words between spaces, and runs stamp.c in the end, whose
   eight bytes are the first moment.  "Nothing left": no process that descends from
   us, and as many network devices as before.  "@PID COMMAND" is run where PID
   has its mounts; setns(2).

   The contenders take turns, ROUNDS times, so that a busy machine is busy for all
   of them; of each moment the median is printed, and its ratio to that of the
   first contender.  A contender that fails, once, is said to, and has no times. */

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_LINE, ENDED, GONE, MOMENTS };

#define MOST 16
#define MOST_ROUNDS 1000

struct contender {
    char *name, *command;
    int failed; /* wait status, or -1 */
    double ms[MOMENTS][MOST_ROUNDS];
};

static struct contender contenders[MOST];
static int count, rounds;

static int64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t) time.tv_sec * 1000000000 + time.tv_nsec;
}

static int devices(void)
{
    struct if_nameindex *list = if_nameindex();
    int number = 0;

    while (list && list[number].if_index)
        number++;
    if_freenameindex(list);
    return number;
}

/* We are a subreaper: what COMMAND has left behind becomes our child;
   prctl(2). */
static void until_gone(int devices_before)
{
    const struct timespec moment = { 0, 100000 };

    while (wait(NULL) > 0 || errno == EINTR)
        continue;
    for (int i = 0; i < 20000 && devices() > devices_before; i++)
        nanosleep(&moment, NULL);
}

static int enter_mounts_of(const char *pid)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%s/ns/mnt", pid);
    int there = open(path, O_RDONLY | O_CLOEXEC);
    return there == -1 ? -1 : setns(there, CLONE_NEWNS);
}

static void become(char *command, int out)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    char *words[64] = { NULL }, **argv = words;

    for (int i = 0; i < 63 && command; i++)
        words[i] = strsep(&command, " ");
    if (words[0] && words[0][0] == '@' && enter_mounts_of(*argv++ + 1) == -1)
        _exit(127);
    if (argv[0] && dup2(null, STDIN_FILENO) != -1
        && dup2(out, STDOUT_FILENO) != -1)
        execvp(argv[0], argv);
    _exit(127);
}

/* When the last process of a network namespace is gone, a kernel thread takes
   that apart, which is not to be paid by who comes next. */
static void let_the_kernel_finish(void)
{
    nanosleep(&(struct timespec){ 0, 50000000 }, NULL);
}

/* Returns 0, or the wait status of a failure, or -1. */
static int measure(struct contender *it, int round)
{
    let_the_kernel_finish();

    int pipe[2], status, before = devices();
    int64_t stamp = 0, start = now();

    if (pipe2(pipe, O_CLOEXEC) == -1)
        return -1;
    pid_t pid = fork();
    if (pid == 0)
        become(it->command, pipe[1]);
    close(pipe[1]);
    ssize_t got = read(pipe[0], &stamp, sizeof stamp);
    if (pid == -1 || waitpid(pid, &status, 0) == -1)
        return -1;
    int64_t ended = now();
    until_gone(before);
    close(pipe[0]);
    it->ms[FIRST_LINE][round] = (double) (stamp - start) / 1e6;
    it->ms[ENDED][round] = (double) (ended - start) / 1e6;
    it->ms[GONE][round] = (double) (now() - start) / 1e6;
    return got == sizeof stamp ? status : status ? status : -1;
}

static int in_order(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static double median(double *times)
{
    qsort(times, (size_t) rounds, sizeof *times, in_order);
    return times[rounds / 2];
}

static void print(struct contender *it, const double floor[MOMENTS])
{
    if (it->failed) {
        printf("%-24s failed: wait status %d\n", it->name, it->failed);
        return;
    }
    printf("%-24s", it->name);
    for (int i = 0; i < MOMENTS; i++) {
        double ms = it->ms[i][rounds / 2];
        printf("  %7.2f ms %5.2f", ms, ms / floor[i]);
    }
    printf("\n");
}

int main(int argc, char *argv[])
{
    double floor[MOMENTS];
    int bad = 0;

    rounds = argc > 2 ? atoi(argv[1]) : 0;
    if (rounds < 1 || rounds > MOST_ROUNDS || argc - 2 > MOST
        || prctl(PR_SET_CHILD_SUBREAPER, 1) == -1) {
        fprintf(stderr, "usage: moments ROUNDS NAME=COMMAND...\n");
        return 2;
    }
    for (int i = 2; i < argc; i++, count++) {
        contenders[count].command = argv[i];
        contenders[count].name = strsep(&contenders[count].command, "=");
    }
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < count; i++)
            if (!contenders[i].failed)
                contenders[i].failed = measure(&contenders[i], round);
    for (int i = 0; i < count; i++)
        for (int moment = 0; moment < MOMENTS; moment++)
            median(contenders[i].ms[moment]);
    for (int moment = 0; moment < MOMENTS; moment++)
        floor[moment] = contenders[0].ms[moment][rounds / 2];
    printf("%-24s  %-16s  %-16s  %-16s\n", "median, ratio to first",
           "first line", "ended", "nothing left");
    for (int i = 0; i < count; i++) {
        print(&contenders[i], floor);
        bad += contenders[i].failed != 0;
    }
    return bad ? 1 : 0;
}
