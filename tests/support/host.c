/* host.c - the private host of the tests, and whether it is as it was */

#include "host.h"

#include "clock.h"
#include "processes.h"
#include "state.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOSTNAME "laptop"

static bool is_private;
static int real[3] = { -1, -1, -1 }; /* the namespaces we came from */
static char *real_before;            /* what was there, if it is watched */

/* ---- moving in --------------------------------------------------------- */

static void must(bool worked, const char *call)
{
    if (worked)
        return;
    fprintf(stderr, "the private host of the tests: %s: %s\n", call,
            strerror(errno));
    exit(1);
}

static void remember_real_namespaces(void)
{
    static const char *const paths[] = { "/proc/self/ns/net",
        "/proc/self/ns/uts", "/proc/self/ns/mnt" };

    for (int i = 0; i < 3; i++) {
        real[i] = open(paths[i], O_RDONLY | O_CLOEXEC);
        must(real[i] != -1, paths[i]);
    }
}

/* The names of ip-netns(8) are mounts: here they would keep namespaces of the
   real host alive, and vanish in the middle of a test. */
static void forget_pins(void)
{
    char *line = NULL, point[4096];
    size_t size = 0;
    FILE *mounts = fopen("/proc/self/mountinfo", "re");

    must(mounts != NULL, "open(/proc/self/mountinfo)");
    while (getline(&line, &size, mounts) != -1)
        if (sscanf(line, "%*s %*s %*s %*s %4095s", point) == 1
            && strncmp(point, "/run/netns/", strlen("/run/netns/")) == 0)
            umount2(point, MNT_DETACH);
    free(line);
    fclose(mounts);
}

/* An empty /run, with what systemd and the sessions of users have there: a
   lesson looks for /run/systemd/system, and systemd-run(1) needs its socket. */
static void make_run(void)
{
    static const char *const kept[] = { "systemd", "dbus", "user" };
    char from[64], to[64];
    int old = open("/run", O_PATH | O_DIRECTORY | O_CLOEXEC);

    must(old != -1, "open(/run)");
    must(mount("tmpfs", "/run", "tmpfs", 0, "mode=755") == 0, "mount(/run)");
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        snprintf(from, sizeof from, "/proc/self/fd/%d/%s", old, kept[i]);
        snprintf(to, sizeof to, "/run/%s", kept[i]);
        if (access(from, F_OK) == -1)
            continue;
        must(mkdir(to, 0755) == 0, to);
        must(mount(from, to, NULL, MS_BIND | MS_REC, NULL) == 0, to);
    }
    close(old);
}

static void set_lo_up(void)
{
    struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    must(any != -1 && ioctl(any, SIOCSIFFLAGS, &lo) == 0, "lo up");
    close(any);
}

/* Distributions set these two at boot, and a new network namespace starts with
   the kernel's defaults: then nobody may ping; icmp(7). */
static const char *const inherited[] = {
    "/proc/sys/net/ipv4/ping_group_range",
    "/proc/sys/net/ipv4/ip_unprivileged_port_start",
};

static void copy_value(const char *path, char value[64], bool write)
{
    FILE *file = fopen(path, write ? "we" : "re");

    must(file != NULL, path);
    if (write)
        fputs(value, file);
    else
        must(fgets(value, 64, file) != NULL, path);
    must(fclose(file) == 0, path);
}

void host_enter(void)
{
    char values[2][64] = { "", "" };

    state_begin();
    must(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0, "prctl(SUBREAPER)");
    if (geteuid() != 0)
        return;
    remember_real_namespaces();
    for (int i = 0; i < 2; i++)
        copy_value(inherited[i], values[i], false);
    if (unshare(CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWUTS) == -1)
        return;

    must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "mount(/)");
    forget_pins();
    make_run();
    must(sethostname(HOSTNAME, strlen(HOSTNAME)) == 0, "sethostname");
    set_lo_up();
    for (int i = 0; i < 2; i++)
        copy_value(inherited[i], values[i], true);
    is_private = true;
}

bool host_is_private(void)
{
    return is_private;
}

int host_leave(void)
{
    for (int i = 0; i < 3 && is_private; i++)
        if (setns(real[i], 0) == -1)
            return -1;
    return 0;
}

/* ---- states ------------------------------------------------------------ */

static char *take_state(void)
{
    char *state = NULL;
    size_t size;
    FILE *out = open_memstream(&state, &size);

    must(out != NULL, "open_memstream");
    processes_reap();
    state_of_process(out);
    if (is_private)
        state_of_host(out);
    else
        state_of_ours(out);
    fclose(out);
    return state;
}

/* A child goes to look: joining and coming back is not for this process, which
   must never be seen on the real host. */
static char *take_real_state(void)
{
    char *state = NULL, part[4096];
    size_t size;
    int ends[2];
    FILE *all = open_memstream(&state, &size);

    must(all && pipe2(ends, O_CLOEXEC) == 0, "pipe2");
    pid_t pid = fork();
    if (pid == 0) {
        FILE *out = fdopen(ends[1], "w");

        if (host_leave() == 0 && out)
            state_of_ours(out);
        _exit(out ? fclose(out) : 1);
    }
    close(ends[1]);
    for (ssize_t got; (got = read(ends[0], part, sizeof part)) > 0;)
        fwrite(part, 1, (size_t) got, all);
    close(ends[0]);
    waitpid(pid, NULL, 0);
    fclose(all);
    return state;
}

void host_watch_real(void)
{
    if (is_private && !real_before)
        real_before = take_real_state();
}

void host_snapshot(struct host *host)
{
    processes_forget();
    host->state = take_state();
}

void host_forget(struct host *host)
{
    free(host->state);
    free(real_before);
    host->state = real_before = NULL;
}

/* ---- their difference -------------------------------------------------- */

static int by_line(const void *a, const void *b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Takes STATE apart in place.  Returns its lines, sorted and ended by NULL. */
static char **sorted_lines(char *state)
{
    size_t count = 0;

    for (const char *at = state; *at; at++)
        count += *at == '\n';
    char **lines = calloc(count + 2, sizeof *lines);
    must(lines != NULL, "calloc");
    count = 0;
    for (char *line; (line = strsep(&state, "\n"));)
        if (*line)
            lines[count++] = line;
    qsort(lines, count, sizeof *lines, by_line);
    return lines;
}

/* Two states are compared as two sorted files are, comm(1).  Only a thing that
   came is a leak where others are at work too. */
static void write_difference(FILE *out, char **before, char **now)
{
    while (*before || *now) {
        int order = !*before ? 1 : !*now ? -1 : strcmp(*before, *now);

        if (order > 0)
            fprintf(out, "+ %s\n", *now);
        else if (order < 0 && strncmp(*before, SHARED, strlen(SHARED)) != 0)
            fprintf(out, "- %s\n", *before);
        before += order <= 0;
        now += order >= 0;
    }
}

/* Returns a text of malloc(3), empty if they are the same. */
static char *difference(const char *before, char *now)
{
    char *answer = NULL, *copy = strdup(before);
    size_t size;
    FILE *out = open_memstream(&answer, &size);

    must(out && copy, "open_memstream");
    char **old = sorted_lines(copy), **new = sorted_lines(now);
    write_difference(out, old, new);
    fclose(out);
    free(old);
    free(new);
    free(copy);
    free(now);
    return answer;
}

char *host_compare(const struct host *before)
{
    long limit = clock_limit(1);

    for (;;) {
        char *here = difference(before->state, take_state());
        char *there = real_before
                          ? difference(real_before, take_real_state())
                          : strdup("");
        bool same = *here == '\0' && *there == '\0';
        bool over = clock_ms() >= limit;
        char *both = text("%s%s%s", here, *there ? "on the real host:\n" : "",
                          there);

        free(here);
        free(there);
        if (same || over)
            return same ? NULL : both;
        poll(NULL, 0, 20);
    }
}
