/* 10-timeline - the second telling of --timeline: what each stage calls, what
   none does, and how it ends

     strace:  ... bind() ... write(2, "... lesson 3  an address: bind, ...") ...
              `-- a stage --'

   The witness is strace(1).  Each call that a line names has to be made after
   the line before it.  libc makes clone of fork, mknodat of mknod, and prlimit64
   of setrlimit. */

#include "support/box_image.h"
#include "support/image.h"
#include "support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "10-container";

static char made[1 << 20]; /* what strace has written since the last line */

static bool is_v1(void)
{
    return strstr(shell("cat /proc/self/mountinfo")->out, " - cgroup ");
}

/* Which netlink message it is, strace(1) cannot tell inside the container. */
static const char *made_of(const char *name)
{
    static const char *const names[][2] = {
        { "fork", "clone" }, { "mknod", "mknodat" },
        { "setrlimit", "prlimit64" },
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i][0]) == 0)
            return names[i][1];
    return strncmp(name, "RTM_", 4) == 0 ? "sendmsg" : name;
}

static void assert_made(const char *name, const char *line)
{
    if (strcmp(name, "none") == 0 || strchr(name, ' '))
        return;
    if (strstr(made, text("%s(", made_of(name))))
        return;
    fail_saying(HERE, "  expected: %s in this stage\n  seen:     no such call\n"
                "  line:     %s", name, line);
}

/* "mount(tmpfs, devpts), mknod" becomes "mount, mknod". */
static void remove_arguments(char *calls)
{
    char *from, *to;

    while ((from = strchr(calls, '(')) && (to = strchr(from, ')'))) {
        size_t left = strlen(to + 1);

        memmove(from, to + 1, left + 1);
    }
}

/* "bind, RTM_GETROUTE; to publish: listen; v2: clone3" */
static void assert_all_made(const char *line)
{
    const char *other = is_v1() ? "v2:" : "v1:";
    char *parts = strdup(strstr(line, ": ") + 2), *rest = parts, *part, *name;

    while ((part = strsep(&rest, ";"))) {
        char *after = strstr(part, ": ");
        if (strncmp(part + strspn(part, " "), other, 3) == 0)
            continue;
        part = after ? after + 2 : part;
        remove_arguments(part);
        while ((name = strsep(&part, ",")))
            assert_made(name + strspn(name, " "), line);
    }
    free(parts);
}

/* Returns what LINE of strace(1) tells of a stage, or NULL. */
static char *told(char *line)
{
    char *at = strstr(line, " ms  lesson ");

    if (!at || !(at = strpbrk(at + 12, "0123456789")))
        return NULL;
    at += strspn(at, "0123456789 ");
    at[strcspn(at, "\\\"")] = '\0';
    return at;
}

/* A container with all that one can have, below strace(1), which writes what
   OPTIONS ask for to the file that is returned. */
static FILE *traced(const char *options)
{
    const char *path = text("/run/strace-%d", (int) getpid());
    struct robot *robot = robot_run(lesson,
        .args = { "--timeline", "--publish=18099:80", "--userns",
                  "--read-only", text("--image=%s", image_with_probe()), "--",
                  "true" },
        .wrapper = { "strace", "-f", options, "-s", "999", "-o", path });

    assert_status(robot, 0, "strace(1) changes nothing");
    FILE *trace = fopen(path, "re");
    assert_non_null(trace);
    unlink(path);
    return trace;
}

static void each_line_names_calls_of_its_stage(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    FILE *trace = traced("-q");
    char line[8192], *stage;
    int lines = 0;

    while (fgets(line, sizeof line, trace)) {
        if (!(stage = told(line))) {
            strncat(made, line, sizeof made - strlen(made) - 1);
            continue;
        }
        assert_all_made(stage);
        made[0] = '\0';
        lines++;
    }
    fclose(trace);
    if (lines < 28)
        fail_saying(HERE, "  expected: a line for each of 28 stages or more\n"
                    "  seen:     %d", lines);
}

/* With strace -y a line ends with the file that was opened:
   openat(5</proc>, "sys/vm/swappiness", O_RDWR) = 6</proc/sys/vm/swappiness> */
static bool is_written_setting(const char *line)
{
    return strstr(line, "/proc/sys/")
        && (strstr(line, "O_WRONLY") || strstr(line, "O_RDWR"));
}

/* iptables(8) asks by setsockopt(2): IPT_SO_SET_REPLACE, and so do its like for
   IPv6, ARP and bridges; nft by a netlink socket. */
static void firewall_and_settings_are_not_touched(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    FILE *trace = traced("-y");
    char line[8192];
    int sockets = 0;

    while (fgets(line, sizeof line, trace)) {
        if (strstr(line, "NETLINK_NETFILTER") || strstr(line, "T_SO_SET_")
            || is_written_setting(line))
            fail_saying(HERE, "  expected: neither the firewall nor /proc/sys is "
                        "written to; see netlink(7), sysctl(8)\n"
                        "  seen:     %s", line);
        sockets += strstr(line, "NETLINK_ROUTE") != NULL;
    }
    fclose(trace);
    if (sockets == 0)
        fail_saying(HERE, "  expected: sockets for the cable, or nothing was "
                    "seen\n");
}

/* ---- its end ------------------------------------------------------------ */

static const char *assert_next(const char *text, const char *words)
{
    assert_text("the timeline, from here on", text, words,
                "what was made last is taken away first");
    return strstr(text, words) + strlen(words);
}

static void the_end_is_told_last_made_first(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .args = { "--timeline",
        "--publish=18099:80", "--", "sh", "-c", "exit 7" });
    const char *at = robot->err;

    assert_status(robot, 7, "the command's own");
    at = assert_next(at, "it ended with status 7");
    at = assert_next(at, "removed: the relay");
    at = assert_next(at, "removed: the cable loac");
    at = assert_next(at, "removed: the cgroup ");
    assert_next(at, "removed: the janitor");
    robot = robot_run(lesson, .args = { "--timeline",
        "--without=janitor,cgroup,net", "--", "true" });
    assert_next(robot->err, "it ended with status 0");
    assert_no_text("the end", robot->err, "removed", "nothing had been made");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_names_calls_of_its_stage),
        cmocka_unit_test(firewall_and_settings_are_not_touched),
        cmocka_unit_test(the_end_is_told_last_made_first),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
