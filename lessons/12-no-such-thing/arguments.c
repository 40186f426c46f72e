/* arguments.c - the lesson as a tool: PID [PID], --all, --json

   Both processes are read before a word is printed: whoever gets an answer gets
   a whole one. */

#include "lessons/12-no-such-thing/arguments.h"

#include "common/failure.h"
#include "common/options.h"
#include "common/voice.h"
#include "lessons/12-no-such-thing/print.h"

#include <stdlib.h>

#define NAME "12-no-such-thing"
#define PID_MOST 4194304 /* PID_MAX_LIMIT; "pid_max" in proc(5) */

static bool all, json;

int arguments_take_all(const char *unused)
{
    (void) unused;
    all = true;
    return 0;
}

int arguments_take_json(const char *unused)
{
    (void) unused;
    json = true;
    return 0;
}

bool arguments_are_wanted(void)
{
    return all || json;
}

static pid_t parse_pid(const char *text)
{
    char *end;
    long pid = strtol(text, &end, 10);

    if (*text < '0' || *text > '9' || *end != '\0' || pid < 1
        || pid > PID_MOST)
        usage_error(NAME, "'%s': expected the number of a process, as ps "
                    "shows it", text);
    return (pid_t) pid;
}

static void print(const struct portrait *first, const struct portrait *second)
{
    if (json)
        print_json(first, second);
    else if (second)
        print_two(first, second, all);
    else
        print_one(first);
}

int arguments_run(char *argv[])
{
    static struct portrait first, second;
    pid_t pid = parse_pid(argv[0]);
    pid_t other = argv[1] ? parse_pid(argv[1]) : 0;

    if (argv[1] && argv[2])
        usage_error(NAME, "'%s': two processes are the most", argv[2]);
    if (portrait_take(&first, pid) == 0
        && (other == 0 || portrait_take(&second, other) == 0)) {
        print(&first, other ? &second : NULL);
        if (voice_lost() == 0)
            return 0;
    }
    speak_failure(NAME);
    return 1;
}
