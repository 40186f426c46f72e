/* greedy.c - a child that wants too much

   The question: when does a process have memory?  Not when malloc(3) says yes,
   but when it touches the page: until then the kernel has promised and given
   nothing, and there is nothing to count.

   See also: malloc(3), proc(5) (oom_score_adj), getrusage(2). */

#include "lessons/04-cgroup-memory/greedy.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (1024 * 1024)

static int reports = -1; /* in the child: the other end of progress */

enum { PREPARE = 16 };          /* an order beside those of enum greed */
enum { NO_MEMORY_GIVEN = 2 };   /* exit status */

/* ---- the child's side --------------------------------------------------- */

/* ANCHOR: touch */
static int take_memory(void)
{
    long page = sysconf(_SC_PAGESIZE);

    for (int taken = 1; taken <= GREEDY_WISH_MIB; taken++) {
        volatile char *block = malloc(MIB);

        if (!block)
            return NO_MEMORY_GIVEN;
        for (long byte = 0; byte < MIB; byte += page)
            block[byte] = 1;

        /* Killed in the next round, it can tell nobody: so it tells now. */
        unsigned char report = (unsigned char) taken;
        if (write(reports, &report, 1) == -1)
            return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
/* ANCHOR_END: touch */

static int take_cpu(void)
{
    long end = now_ms() + GREEDY_CPU_MS;

    while (now_ms() < end)
        continue;
    return EXIT_SUCCESS;
}

static int be_greedy(int deed, char *answer, size_t size)
{
    (void) answer, (void) size;

    /* First in line, should the whole machine run out of memory; to raise it
       needs no privilege, proc(5). */
    if (deed == PREPARE)
        return write_file("/proc/self/oom_score_adj", "1000");
    _exit(deed == GREED_CPU ? take_cpu() : take_memory());
}

/* ---- the parent's side -------------------------------------------------- */

int greedy_fork(struct greedy *greedy)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    reports = ends[1];
    int result = child_fork(&greedy->child, be_greedy);
    close(ends[1]);
    if (result == -1) {
        close(ends[0]);
        return -1;
    }
    greedy->progress = ends[0];
    return child_order(&greedy->child, PREPARE, NULL, 0);
}

int greedy_begin(struct greedy *greedy, enum greed greed)
{
    unsigned char order = (unsigned char) greed;

    greedy->begun_ms = now_ms();
    if (write(greedy->child.orders, &order, 1) == 1)
        return 0;
    failed("write(order to child %d)", (int) greedy->child.pid);
    cause("the child has ended early: somebody killed it");
    return cure("run the lesson again");
}

/* CPU time of all children that have been waited for; the difference before
   and after a wait is that child's. */
static long children_cpu_ms(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_CHILDREN, &usage) == -1)
        return failed("getrusage(RUSAGE_CHILDREN)");
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
        + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

/* Returns the last of the reports, 0 if there is none, or -1. */
static int last_report(int fd)
{
    unsigned char report[GREEDY_WISH_MIB];

    ssize_t count = read(fd, report, sizeof report);
    if (count == -1)
        return failed("read(reports of a child)");
    return count > 0 ? report[count - 1] : 0;
}

int greedy_wait(struct greedy *greedy, struct greedy_end *end)
{
    long before = children_cpu_ms();

    if (before == -1 || child_wait(&greedy->child, &end->status) == -1)
        return -1;
    long after = children_cpu_ms();
    end->elapsed_ms = now_ms() - greedy->begun_ms;
    end->cpu_ms = after - before;
    end->mebibytes = last_report(greedy->progress);
    close_fd(&greedy->progress);
    greedy->progress = -1;
    if (after == -1 || end->mebibytes == -1)
        return -1;
    if (!WIFEXITED(end->status) || WEXITSTATUS(end->status) == 0)
        return 0;
    failed_saying("no memory given", "malloc(1 MiB) after %d MiB",
                  end->mebibytes);
    cause("a limit of this process, not of a cgroup; see setrlimit(2)");
    return cure("ulimit -v unlimited, then again");
}

int greedy_stop(void *thing)
{
    struct greedy *greedy = thing;

    if (greedy->child.pid == 0)
        return 0;
    close_fd(&greedy->progress);
    greedy->progress = -1;
    return child_stop(&greedy->child);
}
