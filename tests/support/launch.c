/* launch.c - what a program needs to be started: its path, arguments,
   environment, terminal and pipes */

#include "launch.h"

#include "host.h"
#include "leader.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- the program ------------------------------------------------------- */

static char copies[PATH_MAX]; /* directory of copies, "" before the first */

const char *launch_build(void)
{
    const char *wanted = getenv("LOAC_BUILD");
    char path[PATH_MAX] = "", *end = NULL;

    if (wanted && realpath(wanted, path))
        return text("%s", path);
    if (readlink("/proc/self/exe", path, sizeof path - 1) == -1)
        return ".";
    for (char *at = path; (at = strstr(at, "/tests/")); at++)
        end = at;
    if (end)
        *end = '\0';
    return text("%s", path);
}

static bool copy_program(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0700);
    ssize_t copied = in == -1 || out == -1 ? -1 : 1;

    while (copied > 0)
        copied = sendfile(out, in, NULL, 1 << 20);
    if (copied == 0 && fchmod(out, 0755) == -1)
        copied = -1;
    if (in != -1)
        close(in);
    if (out != -1)
        close(out);
    return copied == 0;
}

/* All lessons, once: lesson 0 runs its neighbours. */
static void copy_lessons(const char *build)
{
    const char *tmp = getenv("TMPDIR");
    glob_t found;

    snprintf(copies, sizeof copies, "%s/robot-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(copies) || chmod(copies, 0755) == -1)
        return;
    if (glob(text("%s/[0-9]*", build), 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *path = found.gl_pathv[i];
        copy_program(path, text("%s%s", copies, strrchr(path, '/')));
    }
    globfree(&found);
}

void robots_remove_copies(void)
{
    glob_t found;

    if (copies[0] && glob(text("%s/*", copies), 0, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            unlink(found.gl_pathv[i]);
        globfree(&found);
    }
    if (copies[0])
        rmdir(copies);
    copies[0] = '\0';
}

const char *launch_path(const char *name, bool plain_user)
{
    if (strchr(name, '/'))
        return name;
    const char *build = launch_build();
    if (!plain_user || geteuid() != 0)
        return text("%s/%s", build, name);
    if (!copies[0])
        copy_lessons(build);
    return text("%s/%s", copies, name);
}

/* ---- arguments and environment ----------------------------------------- */

/* Debian's users have no sbin in their PATH; root has, and sudo(8) gives it. */
const char *launch_search_path(bool plain_user)
{
    return plain_user ? "/usr/local/bin:/usr/bin:/bin"
                      : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
                        "/sbin:/bin";
}

/* Appends the texts of LIST, at most ROOM, up to the first NULL. */
static char **append(char **to, const char *const *list, size_t room)
{
    for (size_t i = 0; i < room && list[i]; i++)
        *to++ = text("%s", list[i]);
    return to;
}

static void fill_argv(char **to, const char *program,
                      const struct robot_options *options)
{
    to = append(to, options->wrapper, COUNT(options->wrapper));
    to = append(to, &program, 1);
    to = append(to, options->args, COUNT(options->args));
    *to = NULL;
}

/* LeakSanitizer stops a program that is traced already. */
static const char *sanitizer_options(const struct robot_options *options)
{
    const char *asan = getenv("ASAN_OPTIONS"), *wrapper = options->wrapper[0];
    bool traced = wrapper && strstr(wrapper, "strace");

    return text("ASAN_OPTIONS=%s%s", asan ? asan : "",
                traced ? ":detect_leaks=0" : "");
}

static void fill_env(char **to, const struct robot_options *options)
{
    static const char *const passed_on[] = { "UBSAN_OPTIONS", "LSAN_OPTIONS",
                                             "LOAC_TIME_FACTOR", "LOAC_BUILD",
                                             "TMPDIR" };
    bool plain = options->plain_user || geteuid() != 0;
    const char *home = getenv("HOME");

    /* Of two values getenv(3) finds the first. */
    to = append(to, options->env, COUNT(options->env));
    *to++ = text("PATH=%s", launch_search_path(plain));
    *to++ = text("HOME=%s", options->plain_user || !home ? "/" : home);
    *to++ = text("TERM=%s", options->term ? options->term : "dumb");
    *to++ = text("LC_ALL=C");
    if (getenv("ASAN_OPTIONS"))
        *to++ = text("%s", sanitizer_options(options));
    for (size_t i = 0; i < COUNT(passed_on); i++)
        if (getenv(passed_on[i]))
            *to++ = text("%s=%s", passed_on[i], getenv(passed_on[i]));
    *to = NULL;
}

/* ---- terminal and pipes ------------------------------------------------ */

static bool wants_terminal(const struct robot_options *options)
{
    return options->in == STREAM_TERMINAL || options->out == STREAM_TERMINAL
           || options->err == STREAM_TERMINAL;
}

/* A terminal as a window has it, but without echo: the robot writes down its
   own keys.  It belongs to its user, pts(4). */
static bool open_terminal(const struct robot_options *options,
                          struct launched *robots)
{
    struct winsize size = { .ws_row = 24, .ws_col = 80 };
    struct termios settings;

    if (options->columns)
        size.ws_col = (unsigned short) options->columns;
    /* Not close-on-exec at once, but no other thread is here to fork. */
    if (openpty(&robots->screen, &robots->terminal, NULL, NULL, &size) == -1)
        return false;
    fcntl(robots->screen, F_SETFD, FD_CLOEXEC);
    fcntl(robots->terminal, F_SETFD, FD_CLOEXEC);
    fcntl(robots->screen, F_SETFL, O_RDWR | O_NONBLOCK);
    if (options->plain_user && geteuid() == 0
        && fchown(robots->terminal, 65534, (gid_t) -1) == -1)
        return false;
    if (tcgetattr(robots->terminal, &settings) == -1)
        return false;
    settings.c_lflag &= ~(tcflag_t) ECHO;
    return tcsetattr(robots->terminal, TCSANOW, &settings) == 0;
}

/* A pipe that the program reads: the text is in it already. */
static int filled_pipe(const char *input)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) == -1)
        return -1;
    if (input && write(ends[1], input, strlen(input)) == -1)
        perror("robot: input");
    close(ends[1]);
    return ends[0];
}

/* A pipe that the program writes.  The robot's end goes to *READER; NULL: it is
   closed. */
static int written_pipe(int *reader)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) == -1)
        return -1;
    if (reader) {
        *reader = ends[0];
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
    } else {
        close(ends[0]);
    }
    return ends[1];
}

/* The program's side of a stream; the caller closes it. */
static int open_stream(enum stream stream, const struct launched *robots,
                       const char *input, int *reader)
{
    switch (stream) {
    case STREAM_TERMINAL:
        return fcntl(robots->terminal, F_DUPFD_CLOEXEC, 3);
    case STREAM_PIPE:
        return reader ? written_pipe(reader) : filled_pipe(input);
    case STREAM_NO_READER:
        return reader ? written_pipe(NULL) : filled_pipe(NULL);
    case STREAM_FULL:
        return open("/dev/full", O_RDWR | O_CLOEXEC);
    case STREAM_USUAL:
    case STREAM_NOTHING:
        return open("/dev/null", O_RDWR | O_CLOEXEC);
    default: /* STREAM_CLOSED */
        return -1;
    }
}

static void open_streams(const struct robot_options *options, struct job *job,
                         struct launched *robots)
{
    job->terminal = robots->terminal;
    job->streams[0] = open_stream(options->in, robots, options->input, NULL);
    job->streams[1] = open_stream(options->out, robots, NULL, &robots->out);
    job->streams[2] = open_stream(options->err, robots, NULL, &robots->err);
}

/* After the leader has been forked, which has them too. */
static void close_streams(const struct job *job)
{
    close(job->reports);
    for (int i = 0; i < 3; i++)
        if (job->streams[i] != -1)
            close(job->streams[i]);
}

const char *launch(const char *program, const struct robot_options *options,
                   struct launched *robots)
{
    char *argv[COUNT(options->wrapper) + COUNT(options->args) + 2];
    char *env[COUNT(options->env) + 12];
    int reports[2];
    struct job job = { .argv = argv, .env = env,
                       .cwd = options->cwd ? options->cwd : "/",
                       .plain_user = options->plain_user,
                       .real_host = options->real_host };

    *robots = (struct launched){ -1, -1, -1, -1, -1, -1 };
    if (wants_terminal(options) && !open_terminal(options, robots))
        return text("openpty: %s", strerror(errno));
    if (pipe2(reports, O_CLOEXEC) == -1)
        return text("pipe2: %s", strerror(errno));
    robots->reports = reports[0];
    job.reports = reports[1];
    open_streams(options, &job, robots);
    fill_argv(argv, program, options);
    fill_env(env, options);
    robots->leader = leader_fork(&job);
    const char *error = robots->leader == -1 ? strerror(errno) : NULL;
    close_streams(&job);
    return error;
}
