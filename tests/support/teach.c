/* teach.c - assertions that tell a learner what was expected, what was seen,
   and which man page decides */

#include "teach.h"

#include "robot.h"
#include "suite.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INDENT "            "

void fail_saying(struct where where, const char *format, ...)
{
    char *words = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&words, format, args) == -1)
        abort();
    va_end(args);
    /* One line at a time: cmocka cuts a message at 1024 bytes. */
    const char *at = text_keep(words);
    for (const char *line; (line = text_line(&at));)
        print_error("%s\n", line);
    _fail(where.file, where.line);
    abort(); /* cmocka 1 does not say that _fail() never returns */
}

static bool has(const char *seen, const char *words)
{
    return strstr(text_squeezed(seen), text_squeezed(words)) != NULL;
}

void assert_text_at(struct where where, const char *what, const char *seen,
                    const char *words, bool expected, const char *why)
{
    if (has(seen, words) == expected)
        return;
    fail_saying(where,
                "  expected: %s \"%s\" in %s\n"
                "  seen:     %s\n%s"
                "  why:      %s\n",
                expected ? "the text" : "no text", words, what,
                *seen ? "" : "nothing", text_quoted(seen, INDENT, 30), why);
}

void assert_said_at(struct where where, struct robot *robot, const char *words,
                    bool expected, const char *why)
{
    assert_text_at(where, text("what %s said", robot_place(robot)),
                   robot_said(robot), words, expected, why);
}

static const char *fate_in_words(int status)
{
    return status >= 0 ? text("exit status %d", status)
                       : text("killed by SIG%s", sigabbrev_np(-status));
}

void assert_status_at(struct where where, struct robot *robot, int expected,
                      const char *why)
{
    int status = robot_finish_at(where, robot);

    if (status == expected)
        return;
    fail_saying(where,
                "  expected: %s of %s\n"
                "  seen:     %s; its last words:\n%s%s"
                "  why:      %s\n",
                fate_in_words(expected), robot->name, fate_in_words(status),
                text_quoted(robot->out, INDENT, 15),
                robot->err == robot->out
                    ? "" : text_quoted(robot->err, INDENT, 15), why);
}

void assert_shows_at(struct where where, const char *command,
                     const char *words, bool expected, const char *why)
{
    struct robot *witness = robot_shell(where, command);
    bool found = has(witness->out, words) || has(witness->err, words);

    if (witness->status == 0 && found == expected)
        return;
    fail_saying(where,
                "  expected: %s \"%s\" in the output of\n" INDENT "$ %s\n"
                "  seen:     %s, and\n%s%s"
                "  why:      %s\n",
                expected ? "the text" : "no text", words, command,
                fate_in_words(witness->status),
                text_quoted(witness->out, INDENT, 30),
                text_quoted(witness->err, INDENT, 30), why);
}
