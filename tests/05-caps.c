/* 05-caps - the second telling of lesson 5: claims, and their proof

   The kernel is asked from outside: /proc/PID/status, and the same deeds done
   with setpriv(1), capsh(1) and the commands of the shell. */

#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char lesson[] = "05-caps";

#define KEEP(list, ...)                                    \
    robot_run(lesson, .args = { "--keep", list, "--", __VA_ARGS__ })

/* ---- reading ----------------------------------------------------------- */

/* What a row of the table says behind the capability: "allowed EPERM". */
static const char *row(struct robot *robot, const char *deed)
{
    const char *said = robot_said(robot), *line;

    while ((line = text_line(&said))) {
        const char *words = text_labelled(line, "box");
        if (!words || strncmp(words, deed, strlen(deed)) != 0)
            continue;
        words = text_squeezed(words + strlen(deed));
        words += strspn(words, " ");
        if (strncmp(words, "(its owner)", 11) == 0)
            words += 6;
        return strchr(words, ' ') ? strchr(words, ' ') + 1 : "";
    }
    return "(no such row)";
}

static void assert_row_at(struct where where, struct robot *robot,
                          const char *deed, const char *expected,
                          const char *why)
{
    if (strcmp(row(robot, deed), expected) != 0)
        fail_saying(where, "  %s: %s\n  expected: %s\n  seen:     %s\n",
                    deed, why, expected, row(robot, deed));
}

#define assert_row(robot, deed, expected, why) \
    assert_row_at(HERE, robot, deed, expected, why)

/* One of the lines that begin with Cap in /proc/PID/status, as "CapEff". */
static const char *status_of(long pid, const char *line)
{
    struct robot *sed = shell(text("sed -n 's/^%s:\\t//p' /proc/%ld/status",
                                   line, pid));

    return text("%.*s", (int) strcspn(sed->out, "\n"), sed->out);
}

/* "CapInh: 0 ..." of what `--keep LIST -- grep Cap /proc/self/status` said. */
static void assert_sets(struct robot *grep, const char *set)
{
    static const char none[] = "0000000000000000";

    assert_status(grep, 0, "the command ran");
    assert_text("/proc/self/status", grep->out, text("CapInh:\t%s", none),
                "inheritable capabilities meet those of files; "
                "capabilities(7)");
    assert_text("/proc/self/status", grep->out, text("CapPrm:\t%s", set),
                "permitted is what was asked for; capabilities(7)");
    assert_text("/proc/self/status", grep->out, text("CapEff:\t%s", set),
                "effective is what was asked for; capabilities(7)");
    assert_text("/proc/self/status", grep->out, text("CapBnd:\t%s", set),
                "what stays in the bounding set can be had again; "
                "capabilities(7)");
    assert_text("/proc/self/status", grep->out, text("CapAmb:\t%s", none),
                "ambient capabilities survive execve; capabilities(7)");
    assert_text("/proc/self/status", grep->out, "NoNewPrivs:\t1",
                "execve gives nothing new; prctl(2)");
}

/* ---- the story --------------------------------------------------------- */

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

static const char *const deeds[] = {
    "bring a link up", "open a raw socket", "bind port 80",
    "change the host name", "mount a file system", "make a device file",
    "give a file to nobody", "signal nobody's process", "read nobody's file",
    "read root's file", "write root's file", NULL
};

static void all_of_root_may_do_every_deed(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    robot_go_to(robot, 3);
    for (int i = 0; deeds[i]; i++)
        assert_row(robot, deeds[i], "allowed",
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

    assert_row(robot, deeds[0], "allowed allowed", "it was kept");
    assert_row(robot, deeds[2], "allowed EACCES",
               "bind(2) has an errno of its own for it");
    for (int i = 1; i < 8; i++)
        if (i != 2)
            assert_row(robot, deeds[i], "allowed EPERM",
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

/* ---- --keep LIST -- CMD ------------------------------------------------ */

static void a_command_gets_exactly_what_was_kept(void **state)
{
    (void) state;
    need_root();
    static const char *const kept[][2] = {
        { "CAP_NET_ADMIN,CAP_CHOWN", "0000000000001001" },
        { "net_admin,chown", "0000000000001001" },
        { "Cap_Net_Admin,CAP_chown,12", "0000000000001001" },
        { "none", "0000000000000000" },
        { "docker", "00000000a80425fb" },
        { "podman", "00000000800405fb" },
        { "none,kill", "0000000000000020" },
        { "checkpoint_restore", "0000010000000000" },
    };

    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        assert_sets(KEEP(kept[i][0], "grep", "-E", "Cap|NoNew",
                         "/proc/self/status"), kept[i][1]);
}

/* Whoever starts us may have put something into the two other sets. */
static void what_was_inherited_is_given_up_too(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    const char *given = "setpriv --inh-caps +chown,+kill --ambient-caps +chown";
    const char *sets = "grep -E 'Cap|NoNew' /proc/self/status";

    assert_shows(text("%s %s", given, sets), "CapAmb:\t0000000000000001",
                 "it was there; see capabilities(7)");
    assert_sets(shell(text("%s %s --keep kill -- %s", given,
                           launch_path(lesson, false), sets)),
                "0000000000000020");
}

/* The names in a list, as capsh knows them, which has not our table. */
static const char *kept_names(const char *list)
{
    return text("capsh --decode=$(%s --keep %s -- sed -n 's/^CapEff:.//p' "
                "/proc/self/status)", launch_path(lesson, false), list);
}

static void the_lists_are_those_of_docker_and_podman(void **state)
{
    (void) state;
    need_root();
    need_command("capsh");
    assert_shows(kept_names("podman"),
                 "cap_chown,cap_dac_override,cap_fowner,cap_fsetid,cap_kill,"
                 "cap_setgid,cap_setuid,cap_setpcap,cap_net_bind_service,"
                 "cap_sys_chroot,cap_setfcap\n",
                 "containers/common, default.go");
    assert_shows(kept_names("docker"),
                 "cap_chown,cap_dac_override,cap_fowner,cap_fsetid,cap_kill,"
                 "cap_setgid,cap_setuid,cap_setpcap,cap_net_bind_service,"
                 "cap_net_raw,cap_sys_chroot,cap_mknod,cap_audit_write,"
                 "cap_setfcap\n", "moby, caps/defaults.go");
}

static void no_capability_is_needed_to_make_a_process(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = KEEP("none", "sh", "-c", "(exit 3); echo it said $?");

    assert_text("a shell without capabilities", robot->out, "it said 3",
                "fork wants none; see fork(2)");
}

/* The lock that holds against programs that carry their power in the file. */
static void set_user_id_programs_give_nothing(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    const char *as_nobody = "setpriv --reuid 65534 --clear-groups "
                            "/run/grep Uid /proc/self/status";

    assert_status(shell("cp $(command -v grep) /run/grep && "
                        "chmod 4755 /run/grep"), 0,
                  "a set-user-ID program was made");
    struct robot *without = shell(as_nobody);
    struct robot *with = shell(text("%s --keep setuid,setgid -- %s",
                                    launch_path(lesson, false), as_nobody));
    shell("rm /run/grep");
    assert_text("its effective uid", without->out, "Uid:\t65534\t0\t",
                "the file is root's; see execve(2)");
    assert_text("its effective uid under no_new_privs", with->out,
                "Uid:\t65534\t65534\t",
                "the bit is ignored; see prctl(2), PR_SET_NO_NEW_PRIVS");
}

static void the_status_is_the_commands_own(void **state)
{
    (void) state;
    need_root();
    assert_status(KEEP("none", "true"), 0, "0 is 0");
    assert_status(KEEP("none", "sh", "-c", "exit 7"), 7, "and 7 is 7");
    assert_status(KEEP("none", "sh", "-c", "kill -KILL $$"), 137,
                  "128 + 9: killed by signal 9; see wait(2)");
    assert_status(KEEP("none", "sh", "-c", "kill -SYS $$"), 159,
                  "128 + 31; see signal(7)");
    assert_status(KEEP("none", "no-such-program"), 127, "not found");
    assert_status(KEEP("none", "/no/such/program"), 127, "not found");
    assert_status(KEEP("none", ""), 127, "no program has no name");
    assert_status(KEEP("none", "/"), 126, "a directory cannot be executed");
    assert_status(KEEP("none", "/etc/passwd"), 126, "nor can a text");
    assert_status(KEEP("none", "grep", "--", "--keep", "/dev/null"), 1,
                  "options after the command are the command's");
}

static void why_a_command_cannot_run_is_said(void **state)
{
    (void) state;
    need_root();
    assert_text("stderr", KEEP("none", "no-such-program")->err, "in PATH",
                "where it was looked for; see execvp(3)");
    assert_text("stderr", KEEP("none", "/")->err, "is a directory",
                "what it is instead; see execve(2)");
    assert_text("stderr", KEEP("none", "/etc/passwd")->err, "no permission",
                "the execute bit is missing; see execve(2)");

    shell("printf '#!/no/such/sh\\n' > /run/script; chmod +x /run/script");
    struct robot *robot = KEEP("none", "/run/script");
    shell("rm /run/script");
    assert_status(robot, 127, "what it needs was not found");
    assert_text("stderr", robot->err, "interpreter",
                "ENOENT means the interpreter here; see execve(2)");
}

static void a_wrong_list_is_refused_before_anything_runs(void **state)
{
    (void) state;
    need_root();
    static const char *const wrong[][2] = {
        { "netadmin", "did you mean NET_ADMIN?" },
        { "CAP_NET_AMDIN", "did you mean NET_ADMIN?" },
        { "chwon", "did you mean CHOWN?" },
        { "dokcer", "did you mean docker?" },
        { "everything", "is no capability" },
        { "kill,", "an empty name" },
        { "", "an empty name" },
        { "kill, chown", "is no capability" },
        { "64", "is no capability" },
        { "-1", "is no capability" },
        { "%$\303\244", "is no capability" },
        { "CAP_", "is no capability" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct robot *robot = KEEP(wrong[i][0], "echo", "PAYLOAD");
        assert_status(robot, 2, "wrong usage");
        assert_text("stderr", robot->err, wrong[i][1], "what was meant");
        assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");
    }
    assert_status(robot_run(lesson, .args = { "--keep", "kill" }), 2,
                  "a list without a command");
    assert_status(robot_run(lesson, .args = { "--", "true" }), 2,
                  "a command without a list");
    assert_status(robot_run(lesson, .args = { "--keep" }), 2, "no list at all");
}

/* Who lacks one cannot keep it: silently less would be as wrong as more. */
static void what_is_not_there_cannot_be_kept(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    struct robot *robot = shell(text("setpriv --bounding-set "
                                     "-all,+kill,+setpcap %s --keep kill,chown "
                                     "-- echo PAYLOAD",
                                     launch_path(lesson, false)));

    assert_status(robot, 125, "our own failure");
    assert_text("stderr", robot->err, "keep CHOWN", "the missing one is named");
    assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");
    assert_status(KEEP("63", "true"), 125, "this kernel has no such number");
}

static void a_plain_user_has_nothing_to_give_up(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .plain_user = true,
                                    .args = { "--keep", "none", "--", "echo",
                                              "PAYLOAD" });

    assert_status(robot, 125, "dropping needs CAP_SETPCAP; capabilities(7)");
    assert_text("stderr", robot->err, "CAP_SETPCAP", "the cause is named");
    assert_text("stderr", robot->err, "sudo", "the cure is named");
    assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");
}

/* ---- the terminal is the command's ------------------------------------- */

static struct robot *interactive(const char *script)
{
    struct robot *robot = robot_start(lesson, .args = { "--keep", "none", "--",
                                                        "sh", "-c", script });
    robot_prompt(robot, 1);
    return robot;
}

/* A command in a process group of its own would be stopped by SIGTTIN here. */
static void a_command_can_read_the_terminal(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = interactive("printf '[1 of 1] Enter '; read -r word;"
                                      " echo got $word; exit 5");

    robot_key(robot, "hello");
    assert_status(robot, 5, "the shell's own status");
    assert_text("the terminal", robot->out, "got hello",
                "it is in the foreground; see tcgetpgrp(3)");
}

static void ctrl_c_is_for_the_command(void **state)
{
    (void) state;
    need_root();
    struct robot *ends = interactive("printf '[1 of 1] Enter ';"
                                     " exec sleep 60");
    robot_type(ends, "\003");
    assert_status(ends, 130, "128 + SIGINT; see signal(7)");

    struct robot *catches = interactive("trap 'echo caught; exit 9' INT; printf"
                                        " '[1 of 1] Enter '; read -r line");
    robot_type(catches, "\003");
    assert_status(catches, 9, "who catches SIGINT ends as he likes");
    assert_text("the terminal", catches->out, "caught", "see system(3)");
}

static void a_signal_to_the_lesson_ends_the_command(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGTERM, SIGHUP, SIGKILL };

    for (int i = 0; i < 3; i++) {
        struct robot *robot = interactive("printf '[1 of 1] Enter ';"
                                          " exec sleep 60");
        robot_signal(robot, signals[i]);
        assert_status(robot, signals[i] == SIGKILL ? -SIGKILL
                                                   : 128 + signals[i],
                      "and nothing of it is left; see prctl(2)");
    }
}

/* ---- a kernel that lies ------------------------------------------------ */

static struct robot *with_faults(const char *inject, const char *list)
{
    return robot_run(lesson, .args = { "--keep", list, "--", "echo",
                                       "PAYLOAD" },
                     .wrapper = { "strace", "-f", "-qq", "-o", "/dev/null",
                                  "-e", text("inject=%s", inject) });
}

/* "Yes" is no proof: the sets are read back, and what is not gone is named. */
static void a_kernel_that_lies_is_not_believed(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    static const char *const lies[] = { "capset:retval=0", "prctl:retval=0",
                                        "capset,prctl:retval=0" };

    for (int i = 0; i < 6; i++) {
        struct robot *robot = with_faults(lies[i / 2],
                                          i % 2 ? "none" : "net_admin");
        assert_status(robot, 125, "our own failure");
        assert_text("stderr", robot->err, "reads back as",
                    "what the kernel says is shown; see capget(2)");
        assert_no_text("stdout", robot->out, "PAYLOAD",
                       "nothing runs with more than was asked for");
    }
    struct robot *story = robot_run(lesson,
                                    .wrapper = { "strace", "-f", "-qq", "-o",
                                    "/dev/null", "-e",
                                    "inject=capset:retval=0" });
    assert_status(story, 1, "the story stops");
    assert_text("stderr", story->err, "reads back as", "and says why");
}

/* Whichever call fails, and when: run with the right sets, or not at all. */
static void a_failing_call_never_means_more_power(void **state)
{
    (void) state;
    need_root();
    need_command("strace");
    static const struct {
        const char *fault;
        int first, last, stride;
    } faults[] = {
        { "capset:error=EPERM", 1, 1, 1 },
        { "capget:error=EINVAL", 1, 2, 1 },
        { "prctl:error=EPERM", 1, 300, 31 },
        { "prctl:error=EINVAL", 2, 300, 29 },
        { "read:error=EIO", 1, 12, 1 },
    };

    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        for (int n = faults[i].first; n <= faults[i].last;
             n += faults[i].stride) {
            struct robot *robot = robot_run(lesson,
                .args = { "--keep", "net_admin", "--", "grep", "-E",
                          "Cap|NoNew", "/proc/self/status" },
                .wrapper = { "strace", "-f", "-qq", "-o", "/dev/null", "-e",
                             text("inject=%s:when=%d", faults[i].fault, n) });
            if (strstr(robot->out, "CapEff"))
                assert_sets(robot, "0000000000001000");
            else
                assert_int_not_equal(robot->status, 0);
        }
}

/* /proc/sys/kernel/cap_last_cap with a false number: the loop over it would
   end too early, or go too far. */
static void a_false_last_capability_is_noticed(void **state)
{
    (void) state;
    need_root();
    static const char *const numbers[] = { "0", "39", "63", "64", "-1", "x" };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct robot *robot = shell(text(
            "echo %s > /run/last && unshare -m --propagation private sh -c '"
            "mount -n --bind /run/last /proc/sys/kernel/cap_last_cap && "
            "%s --keep net_admin -- echo PAYLOAD'; status=$?; rm /run/last; "
            "exit $status", numbers[i], launch_path(lesson, false)));
        assert_status(robot, 125, "our own failure; see proc(5)");
        assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");
    }
}

/* ---- every way out ----------------------------------------------------- */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

    for (int step = 2; step <= 7; step++) {
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        if (step % 4 == 0) {
            assert_int_equal(robot_quit(robot), 0);
            continue;
        }
        int number = signals[step % 3];
        robot_signal(robot, number);
        assert_status(robot, 128 + number,
                      "a signal is passed on as 128+n; see signal(7)");
    }
}

/* Boxes and shells end with their parent, by PR_SET_PDEATHSIG or the end of
   their pipe, whatever rights they have by then. */
static void a_killed_run_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    for (int step = 3; step <= 8; step++) {
        struct robot *robot = robot_start(lesson);
        robot_go_to(robot, step == 8 ? ROBOT_END : step);
        robot_signal(robot, SIGKILL);
        assert_status(robot, -SIGKILL, "nobody survives SIGKILL");
    }
}

static void two_at_once_both_succeed(void **state)
{
    (void) state;
    need_root();
    struct robot *one = robot_start(lesson), *other = robot_start(lesson);

    robot_go_to(one, 5);
    robot_go_to(other, 5);
    assert_int_equal(robot_walk(one), 0);
    assert_int_equal(robot_walk(other), 0);
}

static void thirty_runs_leave_nothing(void **state)
{
    (void) state;
    need_root();
    for (int i = 0; i < 30; i++)
        assert_status(robot_run(lesson, .args = { "--pace=0" }), 0,
                      "each run stands alone");
}

static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    const char *run = text("%s --pace=0 | sed 's/[0-9][0-9][0-9]*/N/g'",
                           launch_path(lesson, false));
    struct robot *first = shell(run), *second = shell(run);

    assert_string_equal(first->out, second->out);
}

/* ---- without root ------------------------------------------------------ */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .plain_user = true);

    assert_status(robot, 77, "77: not on this machine, or not as this user");
    assert_text("stderr", robot->err, "CAP_SYS_ADMIN",
                "the cause is named; see capabilities(7)");
    assert_text("stderr", robot->err, "sudo build/05-caps",
                "the cure is named");
}

static void need_user_namespaces(void)
{
    struct robot *robot = robot_run("00-your-machine", .plain_user = true,
                                    .args = { "--only=2" });

    if (!strstr(robot->out, "may make and use a user namespace"))
        skip_because("plain users have no user namespaces here");
}

static void the_whole_show_without_root(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .plain_user = true,
                                      .wrapper = { "unshare", "-Ur" });

    assert_int_equal(robot_walk(robot), 0);
    assert_no_text("the show", robot->out, "$ sudo",
                   "without root no line asks for it");
}

/* Root of a user namespace with one user has every capability, and still four
   of the deeds are not to be had: the kernel asks for MKNOD in the first user
   namespace, and the others need somebody else. */
static void a_user_namespace_has_four_rows_less(void **state)
{
    (void) state;
    need_user_namespaces();
    struct robot *robot = robot_start(lesson, .plain_user = true,
                                      .wrapper = { "unshare", "-Ur" });

    robot_go_to(robot, 3);
    for (int i = 0; deeds[i]; i++) {
        const char *expected = i == 5 ? "not here: not real root"
            : i >= 6 && i <= 8 ? "not here: no other user" : "allowed";
        assert_row(robot, deeds[i], expected, "see user_namespaces(7)");
    }
    robot_go_to(robot, 4);
    assert_row(robot, deeds[0], "allowed allowed", "it was kept");
    assert_row(robot, deeds[1], "allowed EPERM", "see user_namespaces(7)");
    assert_row(robot, deeds[5], "not here: not real root", "as before");
    assert_int_equal(robot_quit(robot), 0);

    struct robot *mknod = robot_run("/bin/sh", .plain_user = true,
        .wrapper = { "unshare", "-Urm" },
        .args = { "-c", "mount -t tmpfs none /tmp; mknod /tmp/x c 1 3; "
                        "touch /tmp/y; chown 65534 /tmp/y" });
    assert_text("mknod and chown there", mknod->err, "Operation not permitted",
                "mknod(1) is told the same; see user_namespaces(7)");
    assert_text("mknod and chown there", mknod->err, "Invalid argument",
                "chown(1) is told the same; see user_namespaces(7)");
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
        cmocka_unit_test(all_of_root_may_do_every_deed),
        cmocka_unit_test(only_what_was_kept_still_works),
        cmocka_unit_test(other_tools_are_told_the_same),
        cmocka_unit_test(uid_0_without_power_still_owns_roots_files),
        cmocka_unit_test(execve_gives_back_what_was_only_dropped),
        cmocka_unit_test(two_locks_keep_it_from_coming_back),
        cmocka_unit_test(docker_and_podman_leave_lists_of_their_own),
        cmocka_unit_test(a_command_gets_exactly_what_was_kept),
        cmocka_unit_test(what_was_inherited_is_given_up_too),
        cmocka_unit_test(the_lists_are_those_of_docker_and_podman),
        cmocka_unit_test(no_capability_is_needed_to_make_a_process),
        cmocka_unit_test(set_user_id_programs_give_nothing),
        cmocka_unit_test(the_status_is_the_commands_own),
        cmocka_unit_test(why_a_command_cannot_run_is_said),
        cmocka_unit_test(a_wrong_list_is_refused_before_anything_runs),
        cmocka_unit_test(what_is_not_there_cannot_be_kept),
        cmocka_unit_test(a_plain_user_has_nothing_to_give_up),
        cmocka_unit_test(a_command_can_read_the_terminal),
        cmocka_unit_test(ctrl_c_is_for_the_command),
        cmocka_unit_test(a_signal_to_the_lesson_ends_the_command),
        cmocka_unit_test(a_kernel_that_lies_is_not_believed),
        cmocka_unit_test(a_failing_call_never_means_more_power),
        cmocka_unit_test(a_false_last_capability_is_noticed),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(a_killed_run_leaves_nothing),
        cmocka_unit_test(two_at_once_both_succeed),
        cmocka_unit_test(thirty_runs_leave_nothing),
        cmocka_unit_test(two_runs_say_the_same),
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(the_whole_show_without_root),
        cmocka_unit_test(a_user_namespace_has_four_rows_less),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
