/* clean.c - what a command must not inherit

   The question: what does execve(2) pass on?  Descriptors, environment,
   keyrings, the umask, limits: each of them was the caller's, and an open
   directory of the host is a way out of any container (CVE-2024-21626).

   See also: execve(2), close_range(2), keyrings(7), environ(7), core(5). */

#include "lessons/10-container/clean.h"

#include "common/failure.h"
#include "common/files.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <linux/keyctl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PATH_INSIDE \
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

int clean_hidden(void)
{
    if (prctl(PR_SET_DUMPABLE, 0) == -1)
        return failed("prctl(PR_SET_DUMPABLE, 0)");
    int now = prctl(PR_GET_DUMPABLE);
    if (now == -1)
        return failed("prctl(PR_GET_DUMPABLE)");
    if (now != 0)
        return failed_saying("it is still set", "prctl(PR_GET_DUMPABLE)");
    return 0;
}

/* Where execve(2) has put the arguments: fields 48 and 49 of /proc/PID/stat.
   Before them, behind the name in parentheses, are 46 others; proc(5). */
static int find_arguments(char **from, char **end)
{
    char text[1024];
    unsigned long start = 0, stop = 0;

    if (read_file("/proc/self/stat", text, sizeof text) == -1)
        return -1;
    const char *field = strrchr(text, ')');
    for (int i = 2; field && i < 48; i++)
        field = strchr(field + 1, ' ');
    if (!field || sscanf(field, " %lu %lu", &start, &stop) != 2
        || start == 0 || stop <= start)
        return failed_saying("they are not where proc(5) says",
                             "read(/proc/self/stat): arg_start, arg_end");
    *from = (char *) start; /* NOLINT(performance-no-int-to-ptr) */
    *end = (char *) stop;   /* NOLINT(performance-no-int-to-ptr) */
    return 0;
}

int clean_arguments(void)
{
    char name[16] = "", now[64], *from = NULL, *end = NULL;

    if (find_arguments(&from, &end) == -1 || !from)
        return -1;
    if (prctl(PR_GET_NAME, name) == -1)
        return failed("prctl(PR_GET_NAME)");
    explicit_bzero(from, (size_t) (end - from));
    strncpy(from, name, (size_t) (end - from) - 1);
    if (read_file("/proc/self/cmdline", now, sizeof now) == -1)
        return -1;
    if (strncmp(now, name, (size_t) (end - from) - 1) != 0)
        return failed_saying("it says otherwise", "read(/proc/self/cmdline)");
    return 0;
}

/* ---- descriptors -------------------------------------------------------- */

static bool is_among(int fd, const int list[], int count)
{
    while (count > 0)
        if (list[--count] == fd)
            return true;
    return false;
}

static int only_these_are_open(const int keep[], int count)
{
    const struct dirent *entry;
    int extra = -1;

    DIR *list = opendir("/proc/self/fd");
    if (!list)
        return failed("opendir(/proc/self/fd)");
    while (errno = 0, (entry = readdir(list))) {
        int fd = (int) strtol(entry->d_name, NULL, 10); /* "." and "..": 0 */
        if (fd > 2 && fd != dirfd(list) && !is_among(fd, keep, count))
            extra = fd;
    }
    int error = errno;
    closedir(list);
    errno = error;
    if (error)
        return failed("readdir(/proc/self/fd)");
    if (extra != -1)
        return failed_saying("it is still open", "close_range(3, ~0): %d",
                             extra);
    return 0;
}

/* The smallest of KEEP from FIRST on, or the largest number there is. */
static unsigned next_kept(unsigned first, const int keep[], int count)
{
    unsigned next = ~0u;

    for (int i = 0; i < count; i++)
        if (keep[i] >= (int) first && (unsigned) keep[i] < next)
            next = (unsigned) keep[i];
    return next;
}

int clean_descriptors(const int keep[], int count)
{
    for (unsigned first = 3, next; ; first = next + 1) {
        next = next_kept(first, keep, count);
        unsigned last = next == ~0u ? next : next - 1;
        if (first <= last && close_range(first, last, 0) == -1)
            return failed("close_range(%u, %u)", first, last);
        if (next == ~0u)
            return only_these_are_open(keep, count);
    }
}

/* ---- keyring ------------------------------------------------------------ */

static long session_keyring(void)
{
    return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING,
                   0);
}

int clean_keyring(void)
{
    long before = session_keyring();

    if (before == -1 && errno != ENOSYS)
        return failed("keyctl(KEYCTL_GET_KEYRING_ID)");
    if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) == -1) {
        if (errno == ENOSYS)
            return 0;
        failed("keyctl(KEYCTL_JOIN_SESSION_KEYRING)");
        if (last_failure()->error == EDQUOT)
            cause("this user has too many keys; see keyrings(7)");
        return -1;
    }
    long now = session_keyring();
    if (now == -1)
        return failed("keyctl(KEYCTL_GET_KEYRING_ID)");
    if (now == before)
        return failed_saying("it is still the caller's",
                             "keyctl(KEYCTL_JOIN_SESSION_KEYRING)");
    return 0;
}

/* ---- environment -------------------------------------------------------- */

int clean_variable(const char *text)
{
    size_t length = 0;

    while (isalnum((unsigned char) text[length]) || text[length] == '_')
        length++;
    if (length == 0 || isdigit((unsigned char) text[0]) || text[length] != '=')
        return failed_saying("expected NAME=VALUE", "--env: '%.60s'", text);
    return 0;
}

static int set(const char *name, const char *value)
{
    if (value && setenv(name, value, 1) == -1)
        return failed("setenv(%s)", name);
    return 0;
}

static int set_text(const char *text)
{
    const char *value = strchr(text, '=');

    if (clean_variable(text) == -1 || !value)
        return -1;
    char *name = strndup(text, (size_t) (value - text));
    if (!name)
        return failed("strndup(%s)", text);
    int result = set(name, value + 1);
    free(name);
    return result;
}

int clean_environment(const char *home, const char *hostname, const char *term,
                      char *const extra[])
{
    if (clearenv() != 0)
        return failed_saying("refused", "clearenv()");
    if (set("PATH", PATH_INSIDE) == -1 || set("HOME", home) == -1
        || set("HOSTNAME", hostname) == -1 || set("TERM", term) == -1)
        return -1;
    for (int i = 0; extra && extra[i]; i++)
        if (set_text(extra[i]) == -1)
            return -1;
    return 0;
}

/* ---- umask and limits --------------------------------------------------- */

int clean_umask(void)
{
    umask(0022);
    return 0;
}

/* The host decides where images of memory go, core(5), and a pipe there starts
   a program of the host for each crash.  A limit of 0 keeps files away and is
   ignored for a pipe; 1 byte is too small for any file, and for a pipe it is
   the one value at which the kernel starts nothing. */
int clean_limits(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_CORE, &limit) == -1)
        return failed("getrlimit(RLIMIT_CORE)");
    if (limit.rlim_max > 1)
        limit.rlim_max = 1;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_CORE, &limit) == -1)
        return failed("setrlimit(RLIMIT_CORE, %d)", (int) limit.rlim_max);
    return 0;
}
