/* 05-command - --keep LIST -- CMD

   The command has what was listed and nothing else, and its status is its own;
   its terminal is in 05-terminal.c. */

#include "support/test.h"

#include "support/caps.h"
#include "support/launch.h"

static const char lesson[] = "05-caps";

#define KEEP(list, ...)                                    \
    robot_run(lesson, .args = { "--keep", list, "--", __VA_ARGS__ })

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

    /* execvp(3) would have a shell read it, and that says something of ELF. */
    shell("printf '\\177ELF\\002\\001\\001' >/run/arm; chmod +x /run/arm");
    robot = KEEP("none", "/run/arm");
    shell("rm /run/arm");
    assert_status(robot, 126, "a program for another machine; see execve(2)");
    assert_text("stderr", robot->err, "does not take it for a program",
                "ENOEXEC");
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
    assert_text("stderr", robot_run(lesson, .args = { "--keep", "kill",
                                    "--keep", "chown", "--", "true" })->err,
                "one list is enough", "the last of two is not what was meant");
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
    assert_text("stderr", robot->err,
                text("sudo %s ...", launch_path(lesson, true)),
                "the cure can be typed");
    assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");

    robot = robot_run(lesson, .plain_user = true,
                      .args = { "--keep", "net_admin,kill", "--", "true" });
    assert_status(robot, 125, "programs of a plain user keep ambient ones");
    assert_text("stderr", robot->err, "would drop: KILL NET_ADMIN",
                "by the names that were typed; see capabilities(7)");
}

/* SECBIT_NOROOT: uid 0 is a number as any other. */
static void root_that_is_no_root_keeps_nothing(void **state)
{
    (void) state;
    need_root();
    need_command("setpriv");
    struct robot *robot = shell(text("setpriv --securebits +noroot "
                                     "--inh-caps +setpcap,+kill --ambient-caps "
                                     "+setpcap,+kill %s --keep kill -- echo "
                                     "PAYLOAD", launch_path(lesson, false)));

    assert_status(robot, 125, "our own failure");
    assert_text("stderr", robot->err, "SECBIT_NOROOT is set",
                "it is not the uid; see capabilities(7), securebits");
    assert_no_text("stderr", robot->err, "sudo", "who is root needs no sudo");
    assert_no_text("stdout", robot->out, "PAYLOAD", "nothing runs");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
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
        cmocka_unit_test(root_that_is_no_root_keeps_nothing),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
