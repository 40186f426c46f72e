/* voice.c - how a lesson speaks: a fixed form, the same in every lesson */

#include "voice.h"

#include "failure.h"
#include "owner.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TEXT 2048

static bool colored, muted;
static int width = 72;
static char last_check[TEXT];

static bool wants_color(enum color color)
{
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");

    if (color != COLOR_AUTO)
        return color == COLOR_ALWAYS;
    if (no_color && *no_color)
        return false;
    return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

static int wanted_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;

    if (columns && atoi(columns) > 0)
        return atoi(columns);
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 72;
}

void voice_begin(const struct options *options)
{
    /* Nothing is written before voice_lost() asks how it went, so errno is
       that of the write, and no line is torn. */
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ * 8);
    colored = wants_color(options->color);
    width = wanted_width();
    if (width > 72)
        width = 72;
    if (width < 30)
        width = 30;
}

void voice_mute(bool mute)
{
    muted = mute;
}

const char *sudo(void)
{
    return geteuid() == 0 && in_first_namespace("user") ? "sudo " : "";
}

/* Prints TEXT word by word; a line that would pass the width goes on below,
   indented by INDENT.  COLUMN is where the cursor stands. */
static void print_wrapped(const char *text, int indent, int column)
{
    bool first = true;

    while (*text) {
        int space = (int) strspn(text, " ");
        int word = (int) strcspn(text + space, " ");

        if (!first && column + space + word > width) {
            printf("\n%*s", indent, "");
            column = indent;
            space = 0;
            text += strspn(text, " ");
        }
        printf("%.*s", space + word, text);
        column += space + word;
        text += space + word;
        first = false;
    }
    putchar('\n');
}

/* "  label:  text": FIELD is the width of label and colon. */
static void print_labelled(const char *label, int field, const char *text,
                           bool wrapped)
{
    if (muted)
        return;
    int pad = field - (int) strlen(label) - 1;

    printf("  %s%s:%s%*s ", colored ? "\033[36m" : "", label,
           colored ? "\033[0m" : "", pad > 0 ? pad : 0, "");
    int column = 3 + (pad > 0 ? field : (int) strlen(label) + 1);
    if (wrapped)
        print_wrapped(text, column, column);
    else
        printf("%s\n", text);
}

void voice_heading(int step, int count, const char *title)
{
    char text[256];

    if (muted)
        return;
    snprintf(text, sizeof text, "Step %d of %d: %s", step, count, title);
    printf("\n%s", colored ? "\033[1m" : "");
    print_wrapped(text, 2, 0);
    printf("%s", colored ? "\033[0m" : "");
}

void voice_line(const char *label, const char *text)
{
    if (muted)
        return;
    printf("%s: ", label);
    int column = (int) strlen(label) + 2;
    print_wrapped(text, 2, column);
}

/* FIELD 8 is the width of the longest fixed label, "same as:". */
__attribute__((format(printf, 4, 0)))
static void speak(const char *label, int field, bool command,
                  const char *format, va_list args)
{
    char text[TEXT] = "$ ";
    size_t start = command ? 2 : 0;

    vsnprintf(text + start, sizeof text - start, format, args);
    print_labelled(label, field, text, !command);
}

/* The last command is kept for the key `v` of --step. */
__attribute__((format(printf, 2, 0)))
static void speak_check(const char *label, const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    vsnprintf(last_check, sizeof last_check, format, again);
    va_end(again);
    speak(label, 8, true, format, args);
}

/* Turns the "..." of a speaker into a va_list, stdarg(3). */
#define WITH_ARGS(format, call)  \
    do {                         \
        va_list args;            \
        va_start(args, format);  \
        call;                    \
        va_end(args);            \
    } while (0)

void same_as(const char *command, ...)
{
    WITH_ARGS(command, speak("same as", 8, true, command, args));
}

void ask(const char *question, ...)
{
    WITH_ARGS(question, speak("ask", 8, false, question, args));
}

void enter(const char *command, ...)
{
    WITH_ARGS(command, speak("enter", 8, true, command, args));
}

void command(const char *label, const char *text, ...)
{
    WITH_ARGS(text, speak(label, 8, true, text, args));
}

void verify(const char *command, ...)
{
    WITH_ARGS(command, speak_check("verify", command, args));
}

void refused(const char *command, ...)
{
    WITH_ARGS(command, speak_check("refused", command, args));
}

void expect(const char *expected, ...)
{
    WITH_ARGS(expected, speak("expect", 8, false, expected, args));
}

void fact(const char *who, const char *format, ...)
{
    static int field = 5;

    /* host and box stand in one column, parent and child in another; a note
       stands in the column of the facts before it. */
    if (strcmp(who, "note") != 0)
        field = strlen(who) <= 4 ? 5 : 7;
    WITH_ARGS(format, speak(who, field, false, format, args));
}

int voice_lost(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    failed("write(standard output)");
    cause("what reads this program's output is closed or full");
    return cure("keep the reader open to the end, or make room");
}

const char *voice_last_check(void)
{
    return last_check;
}
