/* form.c - the fixed form in which every lesson speaks */

#include "form.h"

#include "text.h"

#include <stdbool.h>
#include <string.h>

#define WIDEST 72
#define MOST_LINES 18
#define MOST_QUESTIONS 2

/* In the order that they have within a step. */
enum part { HEADING, SAME_AS, ASK, PROMPT, FACT, VERIFY, EXPECT };

/* What has been read so far. */
struct reader {
    int step, steps;
    enum part part;
    int lines;     /* since the last pause, without empty ones at both ends */
    int empty;     /* the empty ones that came last */
    int questions;
    bool deeper;
    int last_words; /* how many of them have come */
    bool over;      /* the prompt [end] has come */
};

static const char *const last_words[] = { "done", "cleaned up", "known as",
                                          "still open" };

static int columns(const char *line)
{
    int count = 0;

    /* The second and later bytes of a character are 10xxxxxx; utf-8(7). */
    for (; *line; line++)
        count += ((unsigned char) *line & 0xc0) != 0x80;
    return count;
}

static bool is_command(const char *line)
{
    static const char *const labels[] = { "same as", "verify", "refused",
                                          "enter", "ip" };

    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        const char *words = text_labelled(line, labels[i]);
        if (words && words[0] == '$')
            return true;
    }
    return false;
}

/* ---- one line ---------------------------------------------------------- */

static const char *read_heading(struct reader *reader, int step, int steps)
{
    if (step != reader->step + 1)
        return text("expected step %d here", reader->step + 1);
    if (reader->steps && steps != reader->steps)
        return text("there were %d steps before", reader->steps);
    if (reader->step && reader->part < PROMPT)
        return "the step before it has no pause";
    if (reader->part == VERIFY)
        return "the verify line before it has no `expect:`";
    reader->step = step;
    reader->steps = steps;
    reader->part = HEADING;
    return NULL;
}

static const char *read_prompt(struct reader *reader, const char *line)
{
    long long at[2];

    reader->lines = reader->empty = 0;
    if (strncmp(line, "[end]", 5) == 0) {
        reader->over = true;
        return reader->part < PROMPT ? "the last step has no pause"
               : reader->step != reader->steps ? "steps are missing" : NULL;
    }
    if (!text_match(line, "[# of #]", at) || at[0] != reader->step
        || at[1] != reader->steps)
        return text("expected [%d of %d]", reader->step, reader->steps);
    if (reader->part >= PROMPT)
        return "a second pause in one step";
    reader->part = PROMPT;
    return NULL;
}

static enum part part_of(const char *line, enum part before)
{
    if (text_labelled(line, "same as"))
        return SAME_AS;
    if (text_labelled(line, "ask"))
        return ASK;
    if (text_labelled(line, "verify") || text_labelled(line, "refused"))
        return VERIFY;
    if (text_labelled(line, "expect"))
        return EXPECT;
    if (text_labelled(line, "enter"))
        return FACT;
    /* A wrapped line goes on with what it belongs to. */
    return strspn(line, " ") >= 8 ? before : FACT;
}

/* A line of a step that is neither heading nor prompt. */
static const char *read_part(struct reader *reader, const char *line)
{
    static const char *const names[] = { "the heading", "`same as:`", "`ask:`",
                                         "the pause", "a fact", "`verify:`",
                                         "`expect:`" };
    enum part before = reader->part, part = part_of(line, before);

    reader->part = part;
    if (part == EXPECT)
        return before == VERIFY || before == EXPECT
                   ? NULL : "`expect:` without a verify line above it";
    if (before == VERIFY && part == VERIFY)
        return "the verify line above it has no `expect:`";
    if (part == ASK && strspn(line, " ") < 8
        && ++reader->questions > MOST_QUESTIONS)
        return "a third `ask:`; two are the most";
    if (part == VERIFY && before == EXPECT)
        return NULL;
    if (part < before || (part > PROMPT && before < PROMPT))
        return text("it comes after %s", names[before]);
    return NULL;
}

/* `done:` and what follows it. */
static const char *read_last_words(struct reader *reader, const char *line)
{
    const int all = sizeof last_words / sizeof last_words[0];

    if (line[0] == ' ') /* goes on with the line above */
        return NULL;
    if (reader->last_words == all)
        return "nothing comes after `still open:`";
    if (!text_labelled(line, last_words[reader->last_words]))
        return text("expected `%s:`", last_words[reader->last_words]);
    reader->last_words++;
    return NULL;
}

static const char *read_deeper(struct reader *reader)
{
    if (reader->deeper)
        return "a second `deeper:`";
    reader->deeper = true;
    return NULL;
}

static const char *read_line(struct reader *reader, const char *line)
{
    long long heading[2];

    if (line[0] == '\0') {
        reader->empty++;
        return NULL;
    }
    if (line[0] == '[' && strstr(line, "] Enter "))
        return read_prompt(reader, line);
    reader->lines += (reader->lines ? reader->empty : 0) + 1;
    reader->empty = 0;
    if (reader->lines > MOST_LINES)
        return text("line %d since the last pause; %d are the most",
                    reader->lines, MOST_LINES);
    if (columns(line) > WIDEST && !is_command(line))
        return text("%d columns; %d are the most", columns(line), WIDEST);
    if (text_match(line, "Step # of #: ", heading))
        return read_heading(reader, (int) heading[0], (int) heading[1]);
    if (strncmp(line, "deeper: ", 8) == 0)
        return read_deeper(reader);
    if (reader->over)
        return read_last_words(reader, line);
    return reader->step ? read_part(reader, line) : NULL;
}

/* ---- the whole --------------------------------------------------------- */

const char *form_complaint(const char *transcript)
{
    struct reader reader = { .part = PROMPT };
    const char *at = transcript, *wrong;
    int number = 0;

    if (strncmp(transcript, "Lesson ", 7) != 0)
        return "line 1: expected \"Lesson N: title\"";
    for (const char *line; (line = text_line(&at));) {
        number++;
        wrong = read_line(&reader, line);
        if (wrong)
            return text("line %d: %s\n%s", number, wrong, line);
        if (number == 2 && !text_labelled(line, "needs"))
            return text("line 2: expected `needs:`\n%s", line);
    }
    if (!reader.over || reader.last_words < 4)
        return text("at the end: expected `%s:`",
                    last_words[reader.last_words % 4]);
    return NULL;
}
