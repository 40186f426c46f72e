/* options.c - the options that every lesson has */

#include "options.h"

#include "failure.h"
#include "nearest.h"
#include "voice.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION "1.0"

enum { STEP = 256, PACE, FROM, ONLY, TOUR, COLOR, CHECK, SWEEP, HELP, VERSION_,
       OWN };

static const struct option common_options[] = {
    { "step", no_argument, NULL, STEP },
    { "pace", required_argument, NULL, PACE },
    { "from", required_argument, NULL, FROM },
    { "only", required_argument, NULL, ONLY },
    { "tour", no_argument, NULL, TOUR },
    { "color", required_argument, NULL, COLOR },
    { "check", no_argument, NULL, CHECK },
    { "sweep", no_argument, NULL, SWEEP },
    { "help", no_argument, NULL, HELP },
    { "version", no_argument, NULL, VERSION_ },
};

static const char *path = "lesson"; /* as we were called */
static int usage_status = 2;

#define COMMON (sizeof common_options / sizeof common_options[0])
#define MOST_OWN 32

/* getopt_long(3) wants one array: the common options, then the lesson's. */
static struct option all[COMMON + MOST_OWN + 1];

void usage_error(const char *program, const char *what, ...)
{
    va_list args;

    fprintf(stderr, "%s: ", program);
    va_start(args, what);
    vfprintf(stderr, what, args);
    va_end(args);
    fprintf(stderr, "\nTry '%s --help' for what it takes.\n", path);
    exit(usage_status);
}

__attribute__((noreturn)) static void end_if_heard(const char *program)
{
    if (voice_lost() == 0)
        exit(0);
    speak_failure(program);
    exit(1);
}

/* Lessons take a command, arguments of their own, or nothing. */
static void help_usage(const struct lesson *lesson)
{
    printf("Usage: %s [OPTION]...\n", lesson->name);
    if (lesson->arguments)
        printf("  or:  %s [OPTION]... %s\n", lesson->name, lesson->arguments);
    else if (lesson->run)
        printf("  or:  %s [OPTION]... -- COMMAND [ARGUMENT]...\n",
               lesson->name);
}

static void help_arguments(const struct lesson *lesson)
{
    if (lesson->arguments)
        printf("With %s: %s.\n", lesson->arguments, lesson->arguments_help);
    else if (lesson->run)
        printf("With a COMMAND: its own status; 126 cannot execute, 127 not "
               "found,\n128+n killed by signal n, 125 our own failure.\n");
}

static void help(const struct lesson *lesson)
{
    help_usage(lesson);
    printf("Lesson %d: %s\n", atoi(lesson->name), lesson->title);
    printf("needs: %s\n\n", lesson->needs);
    printf(
        "      --step          pause in each step; Enter goes on, ? lists the keys\n"
        "      --pace=SECONDS  go on by itself after SECONDS, 0 to 3600\n"
        "      --from=N        no pauses before step N\n"
        "      --only=N        perform the steps before N unseen, show N, end\n"
        "      --tour          the same for the step with the surprise\n"
        "      --color=WHEN    always, never or auto\n"
        "      --check         try here whether this lesson can run, and undo it\n"
        "      --sweep         remove what killed runs of this lesson left behind\n"
        "  -h, --help          this text\n"
        "      --version       the version\n");
    const struct lesson_option *own = lesson->options;
    for (; own && own->name; own++) {
        char left[40];
        snprintf(left, sizeof left, "--%s%s%s", own->name,
                 own->argument ? "=" : "", own->argument ? own->argument : "");
        /* The help of a long option begins on a line of its own. */
        const char *gap = own->help[0] == '\n' ? "" : " ";
        printf("      %-15s%s%s\n", left, gap, own->help);
    }
    printf("\nExit status: 0 shown, 1 a step failed, %d wrong usage,\n"
           "77 this machine cannot run it, 128+n stopped by signal n.\n",
           lesson->usage_status ? lesson->usage_status : 2);
    help_arguments(lesson);
    printf("\n");
    voice_line("see", lesson->pages);
    end_if_heard(lesson->name);
}

static int step_number(const char *program, const char *option,
                       const char *value, int count)
{
    char *end;
    long number = strtol(value, &end, 10);

    if (end == value || *end != '\0' || number < 1 || number > count)
        usage_error(program, "%s: '%s': expected a step from 1 to %d", option,
                    value, count);
    return (int) number;
}

static long pace(const char *program, const char *value)
{
    char *end;
    double seconds = strtod(value, &end);

    /* !(>=) also refuses "nan". */
    if (end == value || *end != '\0' || !(seconds >= 0) || seconds > 3600)
        usage_error(program,
                    "--pace: '%s': expected seconds from 0 to 3600, as 2 or 0.5",
                    value);
    return (long) (seconds * 1000);
}

static enum color color(const char *program, const char *value)
{
    static const char *const words[] = { "auto", "always", "never" };

    for (int i = 0; i < 3; i++)
        if (strcmp(value, words[i]) == 0)
            return (enum color) i;
    usage_error(program, "--color: '%s': expected always, never or auto",
                value);
}

static void take_own(const char *program, const struct lesson_option *own,
                     const char *value)
{
    if (own->take(value) == -1)
        usage_error(program, "%s", last_failure()->call);
}

static void join_options(const struct lesson_option *own)
{
    memcpy(all, common_options, sizeof common_options);
    for (int i = 0; own && own[i].name && i < MOST_OWN; i++)
        all[COMMON + (size_t) i] = (struct option){
            own[i].name, own[i].argument ? required_argument : no_argument,
            NULL, OWN + i
        };
}

static const char *option_name(int index)
{
    return all[index].name;
}

/* OPTION as it was typed: "--memry=64M". */
static void refuse_unknown(const char *program, const char *option)
{
    char name[80];

    snprintf(name, sizeof name, "%.*s", (int) strcspn(option, "="), option);
    const char *meant = nearest(name + strspn(name, "-"), option_name);
    if (meant)
        usage_error(program, "there is no option '%s': did you mean '--%s'?",
                    name, meant);
    usage_error(program, "unknown or ambiguous option '%s'", option);
}

static void refuse(const char *program, int key, int argc, char *argv[])
{
    const char *last = optind > 0 && optind <= argc ? argv[optind - 1] : "";

    if (key == ':')
        usage_error(program, "option '%s' needs a value", last);
    if (optopt > 0 && optopt < 256)
        usage_error(program, "unknown option '-%c'", optopt);
    if (optopt)
        usage_error(program, "option '%s' takes no value", last);
    refuse_unknown(program, last);
}

void read_options(struct options *options, const struct lesson *lesson,
                  int count, int argc, char *argv[])
{
    const char *program = lesson->name;
    int key;

    *options = (struct options){ .pace_ms = -1, .from = 1 };
    if (argc > 0)
        path = argv[0];
    if (lesson->usage_status)
        usage_status = lesson->usage_status;
    join_options(lesson->options);

    /* "+": options end at the first operand, which may be a command with
       options of its own; ":": a missing value is told apart. */
    const char *form = lesson->arguments ? ":h" : "+:h";
    while ((key = getopt_long(argc, argv, form, all, NULL)) != -1) {
        switch (key) {
        case STEP:     options->step = true; break;
        case CHECK:    options->check = true; break;
        case SWEEP:    options->sweep = true; break;
        case PACE:     options->pace_ms = pace(program, optarg); break;
        case COLOR:    options->color = color(program, optarg); break;
        case FROM:
            options->from = step_number(program, "--from", optarg, count);
            break;
        case ONLY:
            options->only = step_number(program, "--only", optarg, count);
            break;
        case TOUR:     options->only = lesson->tour; break;
        case 'h':
        case HELP:     help(lesson); break;
        case VERSION_:
            printf("%s (Life of a Container) " VERSION "\n", program);
            end_if_heard(program);
        default:
            if (key < OWN)
                refuse(program, key, argc, argv);
            take_own(program, &lesson->options[key - OWN], optarg);
        }
    }
    if (optind < argc && !lesson->run)
        usage_error(program, "unexpected argument '%s'", argv[optind]);
    if (optind == argc && strcmp(argv[argc - 1], "--") == 0 && lesson->run)
        usage_error(program, "there is no command behind '--'");
    options->command = optind < argc ? argv + optind : NULL;
}
