/* needs.c - what is missing on this machine, and the package that has it

   See also: packages.def, man(1). */

#include "lessons/00-your-machine/needs.h"

#include "common/failure.h"
#include "common/wait.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum kind { command, page, library };
enum manager { APT, DNF, PACMAN, ZYPPER, MANAGERS };

static const char *const managers[MANAGERS] = { "apt-get", "dnf", "pacman",
                                                "zypper" };

static const struct need {
    enum kind kind;
    const char *what;
    const char *package[MANAGERS];
} needs[] = {
#define PACKAGE(kind, what, apt, dnf, pacman, zypper) \
    { kind, what, { apt, dnf, pacman, zypper } },
#include "lessons/00-your-machine/packages.def"
#undef PACKAGE
};

#define NEEDS (sizeof needs / sizeof needs[0])

static bool is_in_path(const char *name)
{
    /* A plain user's PATH often lacks sbin, where ip(8) and capsh(1) may be. */
    char path[4096], file[4352];
    const char *own = getenv("PATH");

    snprintf(path, sizeof path, "%s:/usr/sbin:/sbin", own ? own : "/usr/bin");
    char *rest = path;
    for (char *dir; (dir = strsep(&rest, ":"));) {
        snprintf(file, sizeof file, "%s/%s", dir, name);
        if (access(file, X_OK) == 0)
            return true;
    }
    return false;
}

/* "unshare(2)" is there if `man -w 2 unshare` says where. */
static int has_page(const char *page_name)
{
    char name[64], section[8];
    int status;

    if (sscanf(page_name, "%63[^(](%7[^)])", name, section) != 2)
        return failed_saying("not a man page", "%s", page_name);
    pid_t pid = fork();
    if (pid == -1)
        return failed("fork()");
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (signals_for_child() == -1 || dup2(null, 1) == -1
            || dup2(null, 2) == -1)
            _exit(126);
        execlp("man", "man", "-w", section, name, (char *) NULL);
        _exit(127);
    }
    if (waitpid(pid, &status, 0) == -1)
        return failed("waitpid(%d)", (int) pid);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static enum manager this_manager(void)
{
    for (int i = 0; i < MANAGERS; i++)
        if (is_in_path(managers[i]))
            return (enum manager) i;
    return MANAGERS; /* none that we know */
}

int list_missing(char *text, size_t size)
{
    enum manager manager = this_manager();
    bool known = manager != MANAGERS;
    int missing = 0;

    text[0] = '\0';
    for (size_t i = 0; i < NEEDS; i++) {
        int there = needs[i].kind == command ? is_in_path(needs[i].what)
                    : needs[i].kind == page  ? has_page(needs[i].what)
                                             : 1;
        if (there == -1)
            return -1;
        if (there)
            continue;
        size_t used = strlen(text);
        snprintf(text + used, size - used, "%s%s (%s %s)",
                 missing ? ", " : "", needs[i].what,
                 known ? "package" : "Debian's package",
                 needs[i].package[known ? manager : APT]);
        missing++;
    }
    return missing;
}
