/* 09-userns - the second telling of lesson 9: claims, and their proof

   Root's tests see the lesson become nobody; the kernel is asked from outside:
   /proc/PID/uid_map and status, stat(1), and the same deeds by unshare(1).  A
   range of ids is in 09-ranges.c, the order of the three files in 09-maps.c, a
   command in the box in 09-command.c, and where it cannot be told in
   09-refused.c. */

#include "support/form.h"
#include "support/plain_user.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"
#include "support/ways_out.h"

#include <string.h>
#include <unistd.h>

static const char lesson[] = "09-userns";

/* The user that the lesson is told by: nobody, or the user of the tests. */
static long user(void)
{
    return geteuid() == 0 ? 65534 : (long) geteuid();
}

/* ---- the story --------------------------------------------------------- */

static void the_whole_show(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
    assert_no_text("the show", robot->out, "$ sudo", "no line asks for root");
}

static void a_plain_user_sees_the_same(void **state)
{
    (void) state;
    need_user_namespaces();
    show_without_root(lesson);
}

/*   inside: 65534 (nobody yet) -> 0        outside: 65534, all the time      */
static void root_inside_is_nobody_outside(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 2);
    assert_said(robot, "in a new user namespace: uid 65534",
                "nobody has a number yet; see user_namespaces(7)");
    assert_said(robot, "becomes root: uid 0, gid 0", "the map says so");
    long box = robot_number(robot, "nsenter -t");
    assert_shows(text("grep Uid: /proc/%ld/status", box),
                 text("%ld\t%ld\t%ld\t%ld", user(), user(), user(), user()),
                 "outside it is who it was; see user_namespaces(7)");
    assert_shows(text("awk '{ print $1, $2, $3 }' /proc/%ld/uid_map", box),
                 text("0 %ld 1\n", user()), "one line, one id");
    assert_shows(text("cat /proc/%ld/setgroups", box), "deny",
                 "no group may be dropped; see user_namespaces(7)");
    assert_shows(text("sed -n 's/^CapEff:.//p' /proc/%ld/status", box),
                 "1ffffffff", "and it has all capabilities, in there");
    assert_shows(text("grep CapEff /proc/%ld/status", (long) robot->pid),
                 "0000000000000000", "who tells the story has none");
    assert_int_equal(robot_quit(robot), 0);
}

/* How many columns of LINE a process id of seven digits would need. */
static size_t columns_of(const char *line)
{
    const char *pid = strstr(line, "pid ");
    size_t digits = pid ? strspn(pid + 4, "0123456789") : 0;

    return strlen(line) + (digits ? 7 - digits : 0);
}

/* Ids have up to ten digits, and process ids seven: a line that is broken is
   one more between two pauses. */
static void long_numbers_break_no_line(void **state)
{
    (void) state;
    need_root();
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .env = { "SUDO_UID=2130706432",
                                                       "SUDO_GID=2130706432" });

    for (robot_prompt(robot, 1); robot->at != ROBOT_END;)
        robot_enter(robot);
    robot_key(robot, "");
    assert_status(robot, 0, "told to the end");
    const char *complaint = form_complaint(robot->out);
    if (complaint)
        fail_saying(HERE, "  %s\n", complaint);
    const char *at = robot->out, *line;
    while ((line = text_line(&at)))
        if (strstr(line, ": pid ") && columns_of(line) > 72)
            fail_saying(HERE, "  a process id of seven digits would break "
                        "this line:\n%s\n", line);
}

/* A root who calls the lesson must not be left over anywhere. */
static void root_gives_all_of_itself_up(void **state)
{
    (void) state;
    need_root();
    need_user_namespaces();
    need_command("setpriv");
    struct robot *robot = robot_start(lesson,
        .wrapper = { "setpriv", "--groups", "4,5" },
        .env = { "SUDO_UID=1234", "SUDO_GID=77" });

    robot_prompt(robot, 1);
    const char *status = text("cat /proc/%ld/status", (long) robot->pid);
    assert_shows(status, "Uid:\t1234\t1234\t1234\t1234",
                 "it becomes the user who called sudo; see setresuid(2)");
    assert_shows(status, "Gid:\t77\t77\t77\t77", "with the group");
    assert_shows(text("%s | sed -n 's/^Groups:[\t ]*$/has none/p'", status),
                 "has none", "and no other; see setgroups(2)");
    assert_shows(status, "CapPrm:\t0000000000000000", "no power is kept");
    assert_int_equal(robot_quit(robot), 0);
}

/* What a row of a table says. */
static void assert_row_at(struct where where, struct robot *robot,
                          const char *deed, const char *answer, const char *why)
{
    const char *said = robot_said(robot), *line;

    while ((line = text_line(&said))) {
        const char *words = text_labelled(line, "box");
        if (!words || strncmp(words, deed, strlen(deed)) != 0)
            continue;
        words = text_squeezed(words);
        const char *last = strrchr(words, ' ');
        if (last && strcmp(last + 1, answer) == 0)
            return;
        fail_saying(where, "  %s: %s\n  expected: %s\n  seen:     %s\n", deed,
                    why, answer, words);
    }
    fail_saying(where, "  there is no row '%s'\n", deed);
}

#define assert_row(robot, deed, answer, why) \
    assert_row_at(HERE, robot, deed, answer, why)

static void that_root_may_do_what_concerns_the_box(void **state)
{
    (void) state;
    need_user_namespaces();
    const char *name = shell("hostname")->out;
    struct robot *robot = robot_start(lesson);
    static const char *const mine[] = {
        "bring a link up", "open a raw socket", "bind port 80",
        "change the host name", "mount a file system", NULL
    };

    robot_go_to(robot, 3);
    for (int i = 0; mine[i]; i++)
        assert_row(robot, mine[i], "allowed",
                   "the box's own namespaces belong to it; see "
                   "user_namespaces(7)");
    assert_row(robot, "make a device file", "EPERM",
               "CAP_MKNOD counts in the first user namespace only");
    static const char *const nobodys[] = { "give a file to nobody",
        "signal nobody's process", "read nobody's file", NULL };
    for (int i = 0; nobodys[i]; i++)
        assert_row(robot, nobodys[i], "EINVAL",
                   "there is one user in the box; see user_namespaces(7)");
    long box = robot_number(robot, "nsenter -t");
    assert_shows("hostname", name, "the host keeps its name");
    assert_shows(text("nsenter -t %ld -U --preserve-credentials -u hostname",
                      box), "changed",
                 "the box has its own, and its user can look");
    assert_int_equal(robot_quit(robot), 0);
}

/*   made inside by uid 0  =  outside the user's      root's / = nobody's     */
static void a_file_made_inside_is_the_users(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 4);
    assert_said(robot, "/tmp/made-inside belongs to uid 0", "seen inside");
    assert_said(robot, text("/root/tmp/made-inside belongs to uid %ld", user()),
                "seen from outside; see user_namespaces(7)");
    assert_said(robot, "/ belongs to uid 65534",
                "root of the machine has no number in the box");
    long box = robot_number(robot, "nsenter -t");
    assert_shows(text("stat -c %%u /proc/%ld/root/tmp/made-inside", box),
                 text("%ld\n", user()), "the number outside is on the file");
    assert_shows(text("nsenter -t %ld -U -m --preserve-credentials stat -c %%u "
                      "/tmp/made-inside", box), "0\n",
                 "who is inside reads it through the map");
    assert_int_equal(robot_quit(robot), 0);
}

/* The number of capabilities is the same; it matters where they are. */
static void what_is_the_hosts_stays_the_hosts(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson);
    static const char *const hosts[] = {
        "change its host name", "bring its lo up", "mount over its /tmp",
        "set its clock", "signal its process 1", NULL
    };

    robot_go_to(robot, 5);
    for (int i = 0; hosts[i]; i++)
        assert_row(robot, hosts[i], "EPERM",
                   "the owner is another user namespace; see capabilities(7)");
    assert_row(robot, "read its /etc/shadow", "EACCES",
               "root's files are of a uid that is not mapped");
    assert_said(robot, "host: its host name is owned by the host's user "
                       "namespace", "ioctl_ns(2) tells");
    assert_said(robot, "box: its host name is owned by the box's user "
                       "namespace", "ioctl_ns(2) tells");
    assert_said(robot, "with 0 capabilities, enters the first box",
                "a plain user's process has none, outside");
    assert_shows(text("grep CapEff /proc/%ld/status",
                      robot_number(robot, "my child ")), "1ffffffff",
                 "the owner of a user namespace has all in it; see "
                 "user_namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* A kernel with another opinion of it: then the row has that word. */
static void a_row_says_what_the_kernel_has_said(void **state)
{
    (void) state;
    need_root();
    need_user_namespaces();
    need_command("strace");
    struct robot *robot = robot_start(lesson,
        WITH_FAULT("adjtimex,clock_adjtime:error=EACCES"));

    robot_prompt(robot, 1);
    while (robot->at < 5)
        robot_enter(robot);
    assert_row(robot, "set its clock", "EACCES", "strace(1) has answered so");
    assert_row(robot, "bring its lo up", "EPERM", "this one the kernel itself");
    assert_int_equal(robot_quit(robot), 0);
}

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_user_namespaces();
    leave_at_every_pause(lesson);
    kill_at_every_pause(lesson, 1);
}

static void it_runs_on_the_real_host(void **state)
{
    (void) state;
    need_root();
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .real_host = true);

    assert_int_equal(robot_walk(robot), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(a_plain_user_sees_the_same),
        cmocka_unit_test(root_inside_is_nobody_outside),
        cmocka_unit_test(long_numbers_break_no_line),
        cmocka_unit_test(root_gives_all_of_itself_up),
        cmocka_unit_test(that_root_may_do_what_concerns_the_box),
        cmocka_unit_test(a_file_made_inside_is_the_users),
        cmocka_unit_test(what_is_the_hosts_stays_the_hosts),
        cmocka_unit_test(a_row_says_what_the_kernel_has_said),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
