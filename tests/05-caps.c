/* 05-caps - the second telling of lesson 5: claims, and their proof

   The kernel is asked from outside: /proc/PID/status, and the same deeds done
   with setpriv(1), capsh(1) and the commands of the shell.  The lesson as a
   tool is in 05-command.c and 05-terminal.c, a kernel that lies in 05-lies.c,
   and the ways out in 05-ends.c. */

#include "support/test.h"

#include "support/caps.h"
#include "support/launch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "05-caps";

static void the_whole_show(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
}

/* CapEff: 000001ffffffffff  =  CHOWN DAC_OVERRIDE ... CHECKPOINT_RESTORE */
static void capeff_is_a_list_of_names(void **state)
{
    (void) state;
    need_root();
    need_command("capsh");
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 2);
    const char *mask = status_of(robot->pid, "CapEff");
    struct robot *capsh = shell(text("capsh --decode=%s | sed 's/.*=//; "
                                     "s/cap_//g; s/,/ /g' | tr a-z A-Z", mask));
    assert_said(robot, mask, "the bits are those of /proc/PID/status; proc(5)");
    assert_text("the list of names", text_squeezed(robot_said(robot)),
                text_squeezed(capsh->out),
                "capsh --decode has the same names; see capabilities(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* "CHOWN KILL" of SET, as "CapInh", of what is started by GIVEN; capsh(1) has
   the names. */
static const char *names_in(const char *given, const char *set)
{
    struct robot *capsh = shell(text(
        "capsh --decode=$(%s sed -n 's/^%s:.//p' /proc/self/status) "
        "| sed 's/.*=//; s/cap_//g; s/,/ /g' | tr a-z A-Z", given, set));

    return text("%.*s", (int) strcspn(capsh->out, "\n"), capsh->out);
}

/*   inheritable = { CHOWN KILL },  ambient = { CHOWN },
     bounding = all but CHOWN,      permitted = effective                     */
static void each_of_the_five_sets_has_its_names(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    need_command("capsh");
    const char *given = "setpriv --inh-caps +chown,+kill --ambient-caps +chown "
                        "setpriv --bounding-set -chown";
    struct robot *robot = shell(text("%s %s --only=1", given,
                                     launch_path(lesson, false)));

    assert_text("inheritable", names_in(given, "CapInh"), "CHOWN KILL",
                "it was given; see setpriv(1)");
    assert_text("step 1", robot->out, "inheritable set: CHOWN KILL\n",
                "what a program file may ask to keep; see capabilities(7)");
    assert_text("step 1", robot->out, "ambient set: CHOWN\n",
                "what a plain user's program keeps; see capabilities(7)");
    assert_text("step 1", robot->out, "permitted set -> same\n",
                "root's effective set is all that is permitted; execve(2)");
    assert_text("step 1", text_squeezed(robot->out),
                text("bounding set: %s host:", names_in(given, "CapBnd")),
                "what execve may still give; see capabilities(7)");
}

static void all_of_root_may_do_every_deed(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 3);
    for (int i = 0; caps_deeds[i]; i++)
        assert_row(robot, caps_deeds[i], "allowed",
                   "root has the capability; see capabilities(7)");
    long box = robot_number(robot, "nsenter -t");
    assert_shows("hostname", "laptop", "it was done in the box, not here");
    assert_shows(text("nsenter -t %ld -n ip link show lo", box), "UP",
                 "and it was really done; see netdevice(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/*   bounding = permitted = effective = { NET_ADMIN },  the others empty      */
static void only_what_was_kept_still_works(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 4);
    long box = robot_number(robot, "nsenter -t");
    static const char *const sets[][2] = {
        { "CapInh", "0000000000000000" }, { "CapPrm", "0000000000001000" },
        { "CapEff", "0000000000001000" }, { "CapBnd", "0000000000001000" },
        { "CapAmb", "0000000000000000" },
    };
    for (int i = 0; i < 5; i++)
        assert_string_equal(status_of(box, sets[i][0]), sets[i][1]);

    assert_row(robot, caps_deeds[0], "allowed allowed", "it was kept");
    assert_row(robot, caps_deeds[2], "allowed EACCES",
               "bind(2) has an errno of its own for it");
    for (int i = 1; i < 8; i++)
        if (i != 2)
            assert_row(robot, caps_deeds[i], "allowed EPERM",
                       "its capability is gone; see capabilities(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* The second witness: the same deeds by other tools, with the same one
   capability, in the box. */
static void other_tools_are_told_the_same(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    struct robot *robot = robot_start(lesson);
    static const struct {
        const char *command, *answer;
    } told[] = {
        { "ip link set lo up", "status 0" },
        { "hostname other", "hostname: " },
        { "mount -n -t tmpfs none directory", "mount: " },
        { "mknod other c 1 3", "Operation not permitted" },
        { "chown 65534 roots", "Operation not permitted" },
        { "cat nobodys", "Permission denied" },
        { "cat roots", "status 0" },
        { "touch roots", "status 0" },
    };

    robot_go_to(robot, 4);
    long box = robot_number(robot, "nsenter -t");
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        assert_shows(text("nsenter -t %ld -m -n -u setpriv --bounding-set "
                          "-all,+net_admin sh -c 'cd /tmp && %s' 2>&1; "
                          "echo status $?", box, told[i].command),
                     told[i].answer, "each deed wants what the table says");
    assert_shows(text("nsenter -t %ld -u hostname", box), "changed",
                 "refused is not done");
    assert_int_equal(robot_quit(robot), 0);
}

/* Number and power are two things: who owns a file needs no capability. */
static void uid_0_without_power_still_owns_roots_files(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 5);
    assert_row(robot, "read root's file", "allowed allowed",
               "the owner's bits decide; see path_resolution(7)");
    assert_row(robot, "write root's file", "allowed allowed",
               "the owner's bits decide; see path_resolution(7)");
    assert_row(robot, "read nobody's file", "allowed EACCES",
               "it was CAP_DAC_OVERRIDE; see capabilities(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/*   permitted = {}  -- execve as uid 0 -->  permitted = bounding set         */
static void execve_gives_back_what_was_only_dropped(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 6);
    long child = robot_number(robot, "verify:  $ grep CapEff /proc/");
    assert_said(robot, "before execve: 0000000000000000", "it had dropped all");
    assert_string_equal(status_of(child, "CapEff"),
                        status_of(child, "CapBnd"));
    assert_string_equal(status_of(child, "CapEff"),
                        status_of(robot->pid, "CapEff"));
    assert_shows(text("cat /proc/%ld/comm", child), "sh", "it is another "
                 "program now; see execve(2)");
    assert_int_equal(robot_quit(robot), 0);
}

static void two_locks_keep_it_from_coming_back(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 7);
    const char *verify = "verify:  $ grep CapEff /proc/";
    const char *said = strstr(robot_said(robot), verify);
    long first = said ? strtol(said + strlen(verify), NULL, 10) : 0;
    long second = robot_number(robot, verify);
    static const char none[] = "0000000000000000";

    assert_int_not_equal(first, second);
    assert_string_equal(status_of(first, "CapEff"), none);
    assert_string_equal(status_of(first, "CapBnd"), none);
    assert_string_equal(status_of(second, "CapEff"), none);
    assert_string_equal(status_of(second, "CapBnd"),
                        status_of(robot->pid, "CapBnd"));
    assert_string_equal(status_of(second, "NoNewPrivs"), "1");
    assert_int_equal(robot_quit(robot), 0);
}

static void docker_and_podman_leave_lists_of_their_own(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, ROBOT_END);
    assert_said(robot, "Docker keeps 14, podman 11", "counted in our lists");
    assert_row(robot, "bring a link up", "EPERM EPERM", "neither keeps it");
    assert_row(robot, "open a raw socket", "allowed EPERM",
               "Docker keeps NET_RAW, podman does not");
    assert_row(robot, "make a device file", "allowed EPERM",
               "Docker keeps MKNOD, podman does not");
    assert_row(robot, "bind port 80", "allowed allowed", "both keep it");
    long box = robot_number(robot, "verify:  $ grep CapEff /proc/");
    assert_string_equal(status_of(box, "CapBnd"), "00000000a80425fb");
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
}

static void it_runs_on_the_real_host(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson, .real_host = true);

    assert_int_equal(robot_walk(robot), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_show),
        cmocka_unit_test(capeff_is_a_list_of_names),
        cmocka_unit_test(each_of_the_five_sets_has_its_names),
        cmocka_unit_test(all_of_root_may_do_every_deed),
        cmocka_unit_test(only_what_was_kept_still_works),
        cmocka_unit_test(other_tools_are_told_the_same),
        cmocka_unit_test(uid_0_without_power_still_owns_roots_files),
        cmocka_unit_test(execve_gives_back_what_was_only_dropped),
        cmocka_unit_test(two_locks_keep_it_from_coming_back),
        cmocka_unit_test(docker_and_podman_leave_lists_of_their_own),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
