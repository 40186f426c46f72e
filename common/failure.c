/* failure.c - what went wrong, why, and what to do about it */

#include "failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_"

static struct failure last;

/* These are functions of the C library, not system calls: their pages are in
   section 3.  tests/check-pages.sh looks whether one is missing here. */
static const char *const library_calls[] = {
    "calloc", "fdopen", "fexecve", "if_nameindex", "nftw", "opendir",
    "readdir", "realpath", "scandir", "setenv", "statvfs", "strdup",
    "strndup", "tcgetattr", "tcgetsid", "tcsetattr",
};

static int section_of(const char *call, int length)
{
    for (size_t i = 0; i < sizeof library_calls / sizeof library_calls[0]; i++)
        if (strlen(library_calls[i]) == (size_t) length
            && strncmp(library_calls[i], call, (size_t) length) == 0)
            return 3;
    return 2;
}

/* fork(2), clone(2) or clone3(2). */
static bool makes_process(const char *call)
{
    return strncmp(call, "fork(", 5) == 0 || strncmp(call, "clone", 5) == 0;
}

/* Where an errno means one thing for every call, it is said here.  Where it
   has several causes, the mechanism probes them and calls cause(). */
static void explain(int error, const char *call)
{
    switch (error) {
    case EAGAIN:
        if (!makes_process(call))
            break;
        cause("a limit on the number of processes is reached; see fork(2)");
        cure("end some programs; ulimit -u shows your limit");
        return;
    case EMFILE:
        cause("this process has no free file descriptor; see getrlimit(2)");
        cure("ulimit -n 1024, then again");
        return;
    case ENFILE:
        cause("this machine has no free file descriptor; see proc(5)");
        cure("end some programs, then again");
        return;
    case ENOMEM:
        cause("the kernel has no memory left for this call");
        cure("end some programs, then again");
        return;
    case ENOSYS:
        cause("this kernel, or a filter around this process, lacks the call");
        cure("Linux 5.10 or newer, outside of any container");
        return;
    }

    /* "unshare(CLONE_NEWUTS)" is described in unshare(2). */
    int name = (int) strspn(call, LETTERS);
    if (name > 0 && call[name] == '(')
        cause("%.*s(%d), section ERRORS, lists what it means", name, call,
              section_of(call, name));
    else
        cause("errno(3) lists what it means");
    cure("make doctor says what this machine can show");
}

__attribute__((format(printf, 3, 0)))
static void record(int error, const char *words, const char *call, va_list args)
{
    last = (struct failure){ .error = error };
    vsnprintf(last.call, sizeof last.call, call, args);

    size_t used = strlen(last.call);
    const char *name = error ? strerrorname_np(error) : NULL;
    snprintf(last.call + used, sizeof last.call - used,
             name ? ": %s (%s)" : ": %s", words, name);
}

int failed(const char *call, ...)
{
    int error = errno;
    va_list args;

    va_start(args, call);
    record(error, strerror(error), call, args);
    va_end(args);
    explain(error, last.call);
    return -1;
}

int failed_saying(const char *words, const char *call, ...)
{
    va_list args;

    va_start(args, call);
    record(0, words, call, args);
    va_end(args);
    return -1;
}

int failed_by_signal(int signal)
{
    failed_saying("asked to stop", "SIG%s", sigabbrev_np(signal));
    last.signal = signal;
    return -1;
}

int cause(const char *text, ...)
{
    va_list args;

    va_start(args, text);
    vsnprintf(last.cause, sizeof last.cause, text, args);
    va_end(args);
    return -1;
}

int cure(const char *text, ...)
{
    va_list args;

    va_start(args, text);
    vsnprintf(last.cure, sizeof last.cure, text, args);
    va_end(args);
    return -1;
}

int root_too(void)
{
    last.root_too = true;
    return -1;
}

int by_chance(void)
{
    last.by_chance = true;
    return -1;
}

const struct failure *last_failure(void)
{
    return &last;
}

int adopt_failure(const struct failure *theirs)
{
    last = *theirs;
    return -1;
}

void speak_failure(const char *program)
{
    char text[1024];

    int used = snprintf(text, sizeof text, "%s: %s\n", program, last.call);
    if (last.cause[0])
        used += snprintf(text + used, sizeof text - (size_t) used,
                         "  cause: %s\n", last.cause);
    if (last.cure[0])
        used += snprintf(text + used, sizeof text - (size_t) used,
                         "  cure:  %s\n", last.cure);

    /* If stderr is gone there is nobody to tell: the exit status remains. */
    if (write(STDERR_FILENO, text, (size_t) used) == -1)
        return;
}
