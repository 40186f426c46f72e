/* 10-items - each protection of a container, and what is missing without it

   One table: a command that looks from inside, what it sees in a container, and
   what in one that has been started with --without=ITEM.  The enum of the
   lesson says which rows there must be. */

#include "support/test.h"

#include "lessons/10-container/items.h"
#include "support/box_image.h"
#include "support/image.h"
#include "support/launch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char lesson[] = "10-container";

struct row {
    const char *item;
    const char *command;        /* for sh, inside */
    const char *with, *without; /* what it prints begins so; "*x": has x, "!x":
                                   has no x */
    const char *wrapper;        /* for sh, outside, before the lesson */
    const char *more;           /* left out in both, so that it can be seen */
    const char *option;
    bool stops; /* without it the container does not start, and says why */
    const char *why;
};

/* HOST in a text: what the same command prints on the host. */
static const struct row rows[ITEMS] = {
    [PRIVATE_MOUNTS] = { "private", "echo runs", "runs", "*pivot_root",
        .stops = true,
        .why = "pivot_root(2) refuses shared mounts" },
    [PID_NAMESPACE] = { "pid", "readlink /proc/self/ns/pid", "!HOST", "HOST",
        .why = "the namespace is the host's; see pid_namespaces(7)" },
    [NET_NAMESPACE] = { "net", "readlink /proc/self/ns/net", "!HOST", "HOST",
        .why = "the host's network, abstract sockets included; see unix(7)" },
    [UTS_NAMESPACE] = { "uts", "hostname", "container", "HOST",
        .why = "the host name is the host's; see uts_namespaces(7)" },
    [IPC_NAMESPACE] = { "ipc", "readlink /proc/self/ns/ipc", "!HOST", "HOST",
        .why = "shared memory is the host's; see ipc_namespaces(7)" },
    [CGROUP] = { "cgroup",
        "i=0; while [ $i -lt 40 ]; do sleep 9 & i=$((i+1)); done; echo all",
        "!all", "all", .option = "--pids=20",
        .why = "nothing limits the number of processes; see cgroups(7)" },
    [CGROUP_NAMESPACE] = { "cgroupns", "cat /proc/self/cgroup", "!loac-",
        "*loac-", .why = "it sees its place on the host; see "
                         "cgroup_namespaces(7)" },
    [MASKS] = { "masks", "wc -c </proc/keys; wc -c </proc/timer_list", "0\n0\n",
        "!0\n0\n", .why = "the kernel tells of the host; see proc(5)" },
    [READONLY_PATHS] = { "readonly", "probe write:/proc/sys/vm/swappiness",
        "write:/proc/sys/vm/swappiness: EROFS",
        "write:/proc/sys/vm/swappiness: done",
        .why = "the kernel's settings can be written; see proc(5)" },
    [TERMINAL] = { "terminal", "stat -L -c pts-%d-end /proc/self/fd/0",
        "!HOST", "HOST",
        .why = "the terminal is one of the host's /dev/pts; see pts(4)" },
    [DESCRIPTORS] = { "descriptors", "ls /proc/self/fd", "!9", "*9",
        .wrapper = "exec 9</etc", .why = "descriptors are inherited; see "
                                         "execve(2)" },
    [KEYRING] = { "keyring", "probe session", "!HOST", "HOST",
        .more = "seccomp", .why = "keys are inherited; see keyrings(7)" },
    [ENVIRONMENT] = { "environment", "echo $PASSWORD", "!swordfish",
        "swordfish", .wrapper = "export PASSWORD=swordfish",
        .why = "variables are inherited; see environ(7)" },
    [UMASK] = { "umask", "umask", "0022", "0077", .wrapper = "umask 077",
        .why = "it is inherited; see umask(2)" },
    [LIMITS] = { "limits", "sed -n '/core/s/  */ /gp' /proc/self/limits",
        "Max core file size 1 1", "!size 1 1",
        .why = "limits are inherited; see getrlimit(2)" },
    [HIDDEN] = { "hidden", "readlink /proc/1/exe", "!memfd", "/memfd:loac",
        .why = "process 1 is ours; see prctl(2), PR_SET_DUMPABLE" },
    [INIT] = { "init", "echo $$; exec probe orphans", "2\nzombies: 0\n",
        "1\nzombies: 3\n", .why = "process 1 must wait for orphans, and the "
                                  "command does not; see pid_namespaces(7)" },
    [CAPS] = { "caps", "grep CapEff /proc/self/status",
        "CapEff:\t00000000800405fb", "!800405fb",
        .why = "root keeps all; see capabilities(7)" },
    [NO_NEW_PRIVS] = { "nnp", "grep NoNewPrivs /proc/self/status",
        "NoNewPrivs:\t1", "NoNewPrivs:\t0",
        .why = "set-user-ID programs work; see prctl(2)" },
    [SECCOMP] = { "seccomp", "probe keyctl", "keyctl: EPERM", "keyctl: done",
        .why = "every call is open; see seccomp(2)" },
    [SEALED] = { "sealed", "readlink /proc/1/exe", "/memfd:loac", "!memfd",
        .more = "hidden", .why = "/proc/1/exe is a file of the host; see "
                                 "memfd_create(2)" },
    [JANITOR] = { "janitor", "echo ready; exec sleep 600", "", "",
        .why = "nobody cleans up after SIGKILL; see signal(7)" },
};

/* ---- one row ------------------------------------------------------------ */

/* The container's shell says this first: what a container that did not start
   does not print is no finding. */
#define STARTED "the command runs\n"

/* What the row's command prints, in a container without LEFT_OUT. */
static struct robot *run_inside(const struct row *row, const char *left_out)
{
    const char *command = text(
        "%s; exec %s/10-container --image=%s %s %s%s -- sh -c \"$1\"",
        row->wrapper ? row->wrapper : ":", launch_build(), image_with_probe(),
        row->option ? row->option : "", *left_out ? "--without=" : "",
        left_out);

    return robot_run("/bin/sh", .in = STREAM_TERMINAL,
        .args = { "-c", command, "sh",
                  text("echo the command runs; %s", row->command) });
}

static const char *seen_inside(struct where where, const struct row *row,
                               const char *left_out)
{
    struct robot *robot = run_inside(row, left_out);
    size_t length = strlen(STARTED);

    if (strncmp(robot->out, STARTED, length) == 0)
        return robot->out + length;
    if (!row->stops)
        fail_saying(where, "  expected: a command that runs, without \"%s\"\n"
                    "  seen:     status %d, and\n%s\n", left_out,
                    robot->status, text_quoted(robot->err, "    ", 6));
    return robot->err;
}

static const char *seen_on_host(const struct row *row)
{
    const char *path = text("PATH=%s/bin:$PATH", image_with_probe());
    struct robot *robot = robot_run("/bin/sh", .in = STREAM_TERMINAL,
        .args = { "-c", text("%s; %s", path, row->command) });

    return robot->out;
}

static bool fits(const char *seen, const char *expected, const char *host)
{
    bool absent = expected[0] == '!', anywhere = expected[0] == '*';

    if (absent || anywhere)
        expected++;
    if (strcmp(expected, "HOST") == 0)
        expected = host;
    if (anywhere || absent)
        return (strstr(seen, expected) != NULL) != absent;
    return strncmp(seen, expected, strlen(expected)) == 0;
}

static void check(struct where where, const struct row *row, bool without)
{
    bool host = strstr(row->with, "HOST") || strstr(row->without, "HOST");
    const char *on_host = host ? seen_on_host(row) : "";
    const char *left_out = text("%s%s%s", row->more ? row->more : "",
                                row->more && without ? "," : "",
                                without ? row->item : "");
    const char *seen = seen_inside(where, row, left_out);
    const char *expected = without ? row->without : row->with;

    if (!fits(seen, expected, on_host))
        fail_saying(where,
                    "  expected: %s%s prints: %s\n  on the host: %s\n"
                    "  seen:     %s\n  why:      %s\n",
                    without ? "without " : "with ", row->item, expected,
                    on_host, seen, row->why);
}

/* ---- the claims --------------------------------------------------------- */

static void every_item_has_a_row(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .args = { "--without=none-such" });

    for (int i = 0; i < ITEMS; i++) {
        if (!rows[i].item)
            fail_saying(HERE, "  item %d of enum item has no row here\n", i);
        const struct robot *known = robot_run(lesson, .args = {
            text("--without=%s", rows[i].item), "--check" });
        assert_true(known->status == 0 || known->status == 77);
    }
    assert_status(robot, 125, "no such item: wrong usage");
}

static void each_item_is_there(void **state)
{
    (void) state;
    need_root();
    for (int i = 0; i < ITEMS; i++)
        if (i != JANITOR)
            check(HERE, &rows[i], false);
}

static void each_item_matters(void **state)
{
    (void) state;
    need_root();
    for (int i = 0; i < ITEMS; i++)
        if (i != JANITOR)
            check(HERE, &rows[i], true);
}

/* With the janitor this is a_killed_parent_leaves_nothing of 10-container.c. */
static void without_a_janitor_a_sweep_is_needed(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    struct robot *robot = shell(text(
        "%s/10-container --without=janitor -- sh -c 'echo ready; exec sleep "
        "600' >/run/said 2>&1 & c=$!; until grep -q ready /run/said; do sleep "
        "0.05; done; g=$(sed 's/.*[/]//' /proc/$(cat /proc/$c/task/$c/children "
        "| cut -d' ' -f1)/cgroup | grep -m1 loac-); kill -KILL $c; wait $c; "
        "rm /run/said; find /sys/fs/cgroup -type d -name $g; echo swept:; "
        "%s/10-container --sweep", launch_build(), launch_build()));
    const char *swept = strstr(robot->out, "swept:");

    assert_non_null(swept);
    assert_text("before the sweep", text("%.*s", (int) (swept - robot->out),
                                         robot->out), "loac-",
                "the cgroup stays: nobody was there to remove it");
}

/* What is left out is said, with what it means. */
static void what_is_left_out_is_said(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_run(lesson, .args = {
        "--without=caps,nnp,seccomp", "--", "true" });

    assert_status(robot, 0, "three items at once");
    assert_text("stderr", robot->err, "without caps: root in it keeps all",
                "the gap is told");
    assert_text("stderr", robot->err, "(lesson 6)", "and who explains it");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_has_a_row),
        cmocka_unit_test(each_item_is_there),
        cmocka_unit_test(each_item_matters),
        cmocka_unit_test(without_a_janitor_a_sweep_is_needed),
        cmocka_unit_test(what_is_left_out_is_said),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
