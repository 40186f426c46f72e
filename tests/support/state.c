/* state.c - what a host looks like, as text

   Read from /proc and from ip(8), never with the readers of the lessons: a
   mistake in those would hide itself. */

#include "state.h"

#include "processes.h"
#include "text.h"

#include <dirent.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OURS "loac-"

static struct process tests; /* this program, also in a child that looks */

void state_begin(void)
{
    process_read(getpid(), &tests);
}

/* True for the maker of something that this test program answers for: it was
   started by it, and has ended, or is below it still.  START 0: not known. */
static bool is_ours(pid_t pid, long long start)
{
    struct process maker;

    if (!process_was_ours(pid))
        return false;
    return !process_read(pid, &maker) || maker.state == 'Z'
           || (start != 0 && maker.start != start)
           || process_is_below(pid, tests.pid);
}

/* True for "loac-PID-STARTTIME" of a run of ours, which began after us. */
static bool is_our_name(const char *name)
{
    long long owner[2];

    return text_match(name, OURS "#-#", owner) && owner[1] >= tests.start
           && is_ours((pid_t) owner[0], owner[1]);
}

/* ---- the network ------------------------------------------------------- */

/* Two runs of ip(8), 2 ms each, for all that there is to ask. */
static const char ask_ip[] =
    "{ printf 'link\\naddr\\nroute show table all\\nrule\\n'"
    "    | ip -d -o -batch -;"
    "  printf 'route show table all\\nrule\\n' | ip -6 -d -o -batch -; } 2>&1";

/* The owner of one of our links is in its MAC, lessons/03: 02:6c:6f:PP:PP:PP,
   PP:PP:PP the pid. */
static bool is_our_link(const char *line)
{
    const char *mac = strstr(line, "link/ether 02:6c:");
    unsigned long bytes = 0;

    mac = mac ? mac + strlen("link/ether 02:6c") : "";
    for (; *mac == ':'; mac += 3)
        bytes = bytes << 8 | strtoul(mac + 1, NULL, 16);
    return (bytes >> 24 == 0x6f || bytes >> 24 == 0x70)
           && is_ours((pid_t) (bytes & 0xffffff), 0);
}

static void write_network(FILE *out, bool all)
{
    FILE *ip = popen(all ? ask_ip : "ip -o link 2>&1", "re");
    char *line = NULL;
    size_t size = 0;

    while (ip && getline(&line, &size, ip) != -1)
        if (all || is_our_link(line))
            fprintf(out, "%snet %s", all ? "" : SHARED, line);
    free(line);
    if (ip)
        pclose(ip);
}

/* ---- mounts, names and cgroups ----------------------------------------- */

/* Looks for our directories below a cgroup, or below PATH itself. */
static void write_cgroups(FILE *out, const char *path)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;
    char below[4096];

    while (directory && (entry = readdir(directory))) {
        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        if (is_our_name(entry->d_name))
            fprintf(out, SHARED "cgroup %s\n", below);
        write_cgroups(out, below);
    }
    if (directory)
        closedir(directory);
}

/* Fields 4, 5 and the first after " - " of each line: root, mount point, type;
   proc(5).  The numbers before them differ without a difference. */
static void write_mounts(FILE *out, bool all)
{
    FILE *mounts = fopen("/proc/self/mountinfo", "re");
    char *line = NULL, root[4096], point[4096], type[64];
    size_t size = 0;

    while (mounts && getline(&line, &size, mounts) != -1) {
        const char *rest = strstr(line, " - ");

        if (!rest || sscanf(rest, " - %63s", type) != 1
            || sscanf(line, "%*d %*d %*s %4095s %4095s", root, point) != 2)
            continue;
        const char *ours = strstr(point, "/" OURS);
        if (all || (ours && is_our_name(ours + 1)))
            fprintf(out, "%smount %s of type %s, root %s\n",
                    all ? "" : SHARED, point, type, root);
        if (strncmp(type, "cgroup", 6) == 0)
            write_cgroups(out, point);
    }
    free(line);
    if (mounts)
        fclose(mounts);
}

static void write_our_names(FILE *out, const char *path)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;

    while (directory && (entry = readdir(directory)))
        if (is_our_name(entry->d_name))
            fprintf(out, SHARED "name %s/%s\n", path, entry->d_name);
    if (directory)
        closedir(directory);
}

static FILE *names_to; /* nftw(3) has no argument of the caller's own */

static int write_name(const char *path, const struct stat *status, int type,
                      struct FTW *where)
{
    (void) where;
    /* Made once for all by the first who needs it, as ip-netns(8) does. */
    if (strcmp(path, "/run/netns") != 0)
        fprintf(names_to, "name %s (%s, mode %o)\n", path,
                type == FTW_D ? "directory" : "file", status->st_mode & 07777);
    return 0;
}

/* ---- values ------------------------------------------------------------ */

static void write_value(FILE *out, const char *path)
{
    char value[256] = "";
    FILE *file = fopen(path, "re");

    if (!file)
        return;
    if (fgets(value, sizeof value, file))
        fprintf(out, "value %s = %.*s\n", path, (int) strcspn(value, "\n"),
                value);
    fclose(file);
}

static void write_values(FILE *out)
{
    static const char *const paths[] = {
        "/proc/sys/kernel/hostname",
        "/proc/sys/kernel/domainname",
        "/proc/sys/kernel/core_pattern",
        "/proc/sys/net/ipv4/ip_forward",
        "/proc/sys/net/ipv4/conf/all/rp_filter",
        "/proc/sys/net/ipv4/ping_group_range",
        "/proc/sys/net/ipv4/ip_unprivileged_port_start",
        "/proc/sys/net/ipv6/conf/all/forwarding",
    };
    static const char limits[] = "/proc/sys/user";
    DIR *directory = opendir(limits);
    const struct dirent *entry;
    char path[512];

    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        write_value(out, paths[i]);
    while (directory && (entry = readdir(directory))) {
        snprintf(path, sizeof path, "%s/%s", limits, entry->d_name);
        if (strncmp(entry->d_name, "max_", 4) == 0)
            write_value(out, path);
    }
    if (directory)
        closedir(directory);
}

/* ---- this program ------------------------------------------------------ */

static void write_open_files(FILE *out)
{
    DIR *directory = opendir("/proc/self/fd");
    const struct dirent *entry;
    char target[4096];

    while (directory && (entry = readdir(directory))) {
        int fd = (int) strtol(entry->d_name, NULL, 10);
        ssize_t length = readlinkat(dirfd(directory), entry->d_name, target,
                                    sizeof target - 1);

        if (length > 0 && fd != dirfd(directory))
            fprintf(out, "open file of the test: %d -> %.*s\n", fd,
                    (int) length, target);
    }
    if (directory)
        closedir(directory);
}

void state_of_process(FILE *out)
{
    struct process *list;
    size_t count = processes_below(getpid(), &list);

    for (size_t i = 0; i < count; i++)
        fprintf(out, "process %d (%s), state %c, child of %d\n",
                (int) list[i].pid, list[i].name, list[i].state,
                (int) list[i].parent);
    free(list);
    write_open_files(out);
}

static void write_common(FILE *out)
{
    write_our_names(out, "/tmp");
    write_our_names(out, "/var/tmp");
    write_our_names(out, "/dev/shm");
    write_values(out);
}

void state_of_ours(FILE *out)
{
    write_network(out, false);
    write_mounts(out, false);
    write_our_names(out, "/run/netns");
    write_common(out);
}

void state_of_host(FILE *out)
{
    write_network(out, true);
    write_mounts(out, true);
    names_to = out;
    nftw("/run", write_name, 16, FTW_PHYS | FTW_MOUNT);
    write_common(out);
}
