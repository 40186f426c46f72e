/* box.c - the box of lesson 6, and what the story says of it

   See also: proc(5). */

#include "lessons/06-seccomp/box.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"
#include "common/voice.h"
#include "common/wait.h"
#include "lessons/01-fork-wait/child.h"
#include "lessons/06-seccomp/harmless.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define END_LIMIT_MS 2000

static struct child box;

int box_stop(void)
{
    return undo_now(&box);
}

int box_renew(void)
{
    if (box_stop() == -1
        || undo_later(child_stop, &box, "the box", NULL) == -1)
        return -1;
    return child_fork(&box, seccomp_deeds);
}

int box_order(int deed, char *answer, size_t size)
{
    return child_order(&box, deed, answer, size);
}

int box_renew_behind(enum deed install)
{
    return box_renew() == -1 ? -1 : box_order(install, NULL, 0);
}

int box_becomes(enum deed deed)
{
    return child_order_exec(&box, deed);
}

int box_ends_by(enum deed deed, int *status)
{
    if (box_order(deed, NULL, 0) == 0)
        return failed_saying("it is still there", "the end of box %d",
                             (int) box.pid);
    struct failure why = *last_failure();
    int ended = why.signal ? 0 : wait_for(box.pidfd, END_LIMIT_MS);
    if (ended == 0)
        return adopt_failure(&why);
    if (ended == -1 || child_wait(&box, status) == -1)
        return -1;
    undo_forget(&box);
    return 0;
}

pid_t box_pid(void)
{
    return box.pid;
}

long box_status(const char *field)
{
    char path[64], status[8192], line[64];

    snprintf(path, sizeof path, "/proc/%d/status", (int) box.pid);
    if (read_file(path, status, sizeof status) == -1)
        return -1;
    snprintf(line, sizeof line, "\n%s:", field);
    const char *found = strstr(status, line);
    if (!found)
        return failed_saying("no such line", "%s: %s", path, field);
    return strtol(found + strlen(line), NULL, 10);
}

/* EXPECTED is "let in" or how the answer begins; without it, the story would
   not be true here. */
static int show_try(const char *name, const char *expected)
{
    int number = harmless_number(name);
    char answer[160];

    if (box_order(TRY + number, answer, sizeof answer) == -1)
        return -1;
    bool works = strncmp(answer, "works", 5) == 0
        && strcmp(expected, "let in") == 0;
    if (!works && strncmp(answer, expected, strlen(expected)) != 0) {
        failed_saying(answer, "%s", harmless_call(number));
        cause("this step expects: %s; something else stands in between",
              expected);
        return cure("run it outside of containers and sandboxes");
    }
    fact("box", "%s: %s", harmless_call(number), answer);
    return 0;
}

int show_let_in(const char *name)
{
    return show_try(name, "let in");
}

int show_refused(const char *name, const char *error)
{
    char expected[64];

    snprintf(expected, sizeof expected, "refused: %s", error);
    return show_try(name, expected);
}

int show_state(void)
{
    long mode = box_status("Seccomp");
    long filters = box_status("Seccomp_filters");
    long locked = box_status("NoNewPrivs");

    if (mode == -1 || filters == -1 || locked == -1)
        return -1;
    fact("host", "/proc/%d/status: Seccomp %ld, Seccomp_filters %ld, "
                 "NoNewPrivs %ld", (int) box.pid, mode, filters, locked);
    return 0;
}

int verify_mode(void)
{
    long mode = box_status("Seccomp");

    verify("grep Seccomp: /proc/%d/status", (int) box.pid);
    expect("%ld", mode);
    return mode == -1 ? -1 : 0;
}
