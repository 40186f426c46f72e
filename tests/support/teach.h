/* teach.h - assertions that tell a learner what was expected, what was seen,
   and which man page decides

   WHY is a sentence that ends in the page: "a veth pair is born in one piece;
   see veth(4)".  Texts are compared with every run of spaces and line ends as
   one space, so that wrapping and columns do not matter.

   Never assert in a forked child: cmocka would run the rest of the suite a
   second time there. */

#ifndef TEST_TEACH_H
#define TEST_TEACH_H

#include <stdbool.h>

struct robot;

/* Where the test stands, for the line that cmocka prints. */
struct where {
    const char *file;
    int line;
};

#define HERE ((struct where){ __FILE__, __LINE__ })

/* Fails the test with a text of any number of lines. */
void fail_saying(struct where where, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* WORDS stand, or do not stand, in what the lesson has said since the last key
   was pressed. */
#define assert_said(robot, words, why) \
    assert_said_at(HERE, robot, words, true, why)
#define assert_not_said(robot, words, why) \
    assert_said_at(HERE, robot, words, false, why)
void assert_said_at(struct where where, struct robot *robot, const char *words,
                    bool expected, const char *why);

/* WORDS stand, or do not, in any text; WHAT names it. */
#define assert_text(what, text, words, why) \
    assert_text_at(HERE, what, text, words, true, why)
#define assert_no_text(what, text, words, why) \
    assert_text_at(HERE, what, text, words, false, why)
void assert_text_at(struct where where, const char *what, const char *text,
                    const char *words, bool expected, const char *why);

/* The program has ended with exit status EXPECTED, or was killed by signal
   -EXPECTED.  Waits for its end. */
#define assert_status(robot, expected, why) \
    assert_status_at(HERE, robot, expected, why)
void assert_status_at(struct where where, struct robot *robot, int expected,
                      const char *why);

/* A witness: a shell command that root runs on the host of the tests, such as
   text("nsenter -t %ld -n ip -br link", pid), succeeds, and WORDS stand, or do
   not stand, in its output. */
#define assert_shows(command, words, why) \
    assert_shows_at(HERE, command, words, true, why)
#define assert_hides(command, words, why) \
    assert_shows_at(HERE, command, words, false, why)
void assert_shows_at(struct where where, const char *command,
                     const char *words, bool expected, const char *why);

#endif
