/* verify.c - the robot's second terminal: runs the `verify:` lines

   "Don't take my word for it" is only true while the command that a lesson
   prints really shows, to the user it is meant for, what it is said to show. */

#include "robot.h"
#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WIDEST 66
#define INDENT "            "

struct check {
    bool refused;
    const char *command;  /* without the "$ " */
    const char *expected; /* NULL: the line `expect:` is missing */
};

/* ---- reading ----------------------------------------------------------- */

/* The command of a line "LABEL: $ command", or NULL. */
static const char *command_of(const char *line, const char *label)
{
    const char *words = text_labelled(line, label);

    return words && strncmp(words, "$ ", 2) == 0 ? words + 2 : NULL;
}

/* Takes the next check out of the text at *AT.  False if there is none. */
static bool next_check(const char **at, struct check *check)
{
    const char *line, *verify, *refused;

    while ((line = text_line(at))) {
        verify = command_of(line, "verify");
        refused = command_of(line, "refused");
        if (!verify && !refused)
            continue;
        const char *after = *at;
        const char *next = text_line(&after);
        *check = (struct check){ refused != NULL, verify ? verify : refused,
                                 next ? text_labelled(next, "expect") : NULL };
        return true;
    }
    return false;
}

/* ---- what is wrong with the line itself -------------------------------- */

/* True for <pid> and the like: somebody would have to put a value there. */
static bool has_placeholder(const char *command)
{
    for (const char *at = command; (at = strchr(at, '<')); at++) {
        size_t length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-");
        if (length > 0 && at[1 + length] == '>')
            return true;
    }
    return false;
}

static const char *complaint(const struct check *check)
{
    if (strlen(check->command) >= WIDEST)
        return "under 66 columns, to be typed from a projector";
    if (strstr(check->command, "$!"))
        return "no $!: it means another process in another terminal";
    if (has_placeholder(check->command))
        return "no <placeholder>: real values, to be pasted";
    if (!check->expected || !*check->expected)
        return "a line `expect:` with a fixed text below it";
    return NULL;
}

/* ---- running it -------------------------------------------------------- */

/* Takes the word sudo out where a command begins: root needs none, and it may
   not be installed. */
static const char *without_sudo(const char *command)
{
    char *plain = text("%s", command), *to = plain;
    bool begins = true;

    for (const char *at = command; *at; at++) {
        if (begins && strncmp(at, "sudo ", 5) == 0) {
            at += 4;
            continue;
        }
        begins = strchr("|;&(", *at)
                 || (begins && isspace((unsigned char) *at));
        *to++ = *at;
    }
    *to = '\0';
    return plain;
}

static bool came_true(const struct check *check, const struct robot *run)
{
    bool said = strstr(run->out, check->expected)
                || strstr(run->err, check->expected);

    return said && (run->status == 0) != check->refused;
}

static const char *hint(const struct robot *run, bool as_root)
{
    if (run->status == 127 && !as_root)
        return "  hint:     a plain user's PATH has no sbin\n";
    return "";
}

static void run_check(struct where where, const struct robot *robot,
                      const struct check *check)
{
    const char *command = without_sudo(check->command);
    bool as_root = strlen(command) != strlen(check->command);

    if (as_root && geteuid() != 0) {
        printf("not checked, for root only: %s\n", check->command);
        return;
    }
    struct robot *run = robot_second_terminal(where, robot, command, as_root);
    if (came_true(check, run))
        return;
    fail_saying(where,
                "  %s line of %s does not hold:\n" INDENT "$ %s\n"
                "  run by:   %s, in /, with sh -c\n"
                "  expected: exit status %s, and the text \"%s\"\n"
                "  seen:     exit status %d, and\n%s%s%s",
                check->refused ? "the refused" : "the verify",
                robot_place(robot), check->command,
                as_root ? "root" : geteuid() == 0 ? "a plain user (uid 65534)"
                                                  : "you",
                check->refused ? "not 0" : "0", check->expected, run->status,
                text_quoted(run->out, INDENT, 20),
                text_quoted(run->err, INDENT, 20), hint(run, as_root));
}

void robot_verify_at(struct where where, struct robot *robot)
{
    const char *said = text_unwrapped(robot_said(robot));
    struct check check;

    if (!robot->at)
        fail_saying(where, "  robot_verify: %s is at no prompt\n",
                    robot_place(robot));
    while (next_check(&said, &check)) {
        if (complaint(&check))
            fail_saying(where,
                        "  a verify line of %s:\n" INDENT "$ %s\n"
                        "  expected: %s\n", robot_place(robot), check.command,
                        complaint(&check));
        run_check(where, robot, &check);
    }
}
