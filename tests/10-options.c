/* 10-options - what is asked for, refused or done

   Nothing is made before all of the command line is understood. */

#include "support/test.h"

#include "support/box_image.h"
#include "support/caps.h"
#include "support/image.h"
#include "support/launch.h"

#include <stdio.h>
#include <string.h>

static const char lesson[] = "10-container";

#define RUN(...) robot_run(lesson, .args = { __VA_ARGS__ })

static void refused_at(struct where where, const char *option,
                       const char *named)
{
    struct robot *robot = RUN(option, "--", "true");

    assert_status_at(where, robot, 125, option);
    assert_text_at(where, "stderr", robot->err, named, true,
                   "the option is named");
    assert_text_at(where, "stdout", robot->out, "", true, "nothing is done");
}

#define refused(option, named) refused_at(HERE, option, named)

/* ---- refused ------------------------------------------------------------ */

static void sizes_are_numbers_with_a_letter(void **state)
{
    (void) state;
    static const char *const bad[] = {
        "", "0", "-1", "-5", "64Q", "64MB", "1e6", "64 M", " 64M", "0x40",
        "99999999999999999999999", "18014398509481984K", "1M", "4095K"
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refused(text("--memory=%s", bad[i]), "--memory");
    need_root();
    static const char *const good[] = { "64M", "64m", "65536K", "1G",
                                        "67108864" };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_status(RUN(text("--memory=%s", good[i]), "--", "true"), 0,
                      good[i]);
}

static void names_of_hosts_have_a_form(void **state)
{
    (void) state;
    static const char *const bad[] = { "", ".", "..", "-a", "a/b", "a b", ":",
                                       "%d", "h\xc3\xb6st", "a\nb" };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refused(text("--hostname=%s", bad[i]), "--hostname");
    refused(text("--hostname=%065d", 1), "--hostname");
    need_root();
    struct robot *robot = RUN(text("--hostname=%064d", 1), "--", "hostname");
    assert_text("hostname", robot->out, text("%064d", 1),
                "64 are allowed; see hostname(7)");
}

static void numbers_have_limits(void **state)
{
    (void) state;
    static const char *const bad[] = {
        "--cpus=", "--cpus=0", "--cpus=-1", "--cpus=.", "--cpus=1.",
        "--cpus=0.001", "--cpus=1001", "--cpus=1e3", "--cpus=many",
        "--pids=", "--pids=0", "--pids=1", "--pids=-5", "--pids=4194305",
        "--pids=99999999999999999999", "--pids=2x",
        "--user=", "--user=root", "--user=-1", "--user=4294967295",
        "--user=1:", "--user=:1", "--user=1:2:3", "--user=1.5",
        "--env=", "--env=A", "--env==x", "--env=1A=x", "--env=A B=x",
        "--publish=", "--publish=80", "--publish=0:80", "--publish=80:0",
        "--publish=65536:80", "--publish=300.0.0.1:80:80",
        "--publish=localhost:80:80", "--publish=80:80:80:80",
        "--cap-add=", "--cap-add=none_such", "--cap-drop=none_such",
        "--without=", "--without=none-such", "--without=caps,",
        "--image=", "--none-such",
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refused(bad[i], text("%.*s", (int) strcspn(bad[i], "="), bad[i]));
}

static void a_slip_of_the_pen_is_understood(void **state)
{
    (void) state;
    refused("--memry=64M", "did you mean '--memory'?");
    refused("--readonly", "did you mean '--read-only'?");
}

static void what_does_not_go_together_is_refused(void **state)
{
    (void) state;
    static const struct {
        const char *args[5], *named;
    } pairs[] = {
        { { "--without=caps,nnp" }, "--without" },
        { { "--timeline" }, "--timeline" },
        { { "--user=1", "--cap-add=net_raw", "--", "true" }, "--cap-add" },
        { { "--cap-add=all", "--user=1", "--", "true" }, "--cap-add" },
        { { "--cap-add=chown", "--user=1" }, "--cap-add" },
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const char *const *args = pairs[i].args;
        struct robot *robot = RUN(args[0], args[1], args[2], args[3]);
        assert_status(robot, 125, "nothing that is asked for is passed over");
        assert_text("stderr", robot->err, pairs[i].named, "it is named");
        assert_text("stdout", robot->out, "", "nothing is done");
    }
}

/* For every option that takes a value: none, an empty one, and garbage. */
static void every_option_wants_its_value(void **state)
{
    (void) state;
    const char *help = RUN("--help")->out, *line;

    while ((line = text_line(&help))) {
        char name[32];
        if (sscanf(line, " --%30[a-z-]=", name) != 1
            || !strstr(line, text("--%s=", name)))
            continue;
        assert_status(RUN(text("--%s", name)), 125, "its value is missing");
        assert_status(RUN(text("--%s=", name), "--", "true"), 125,
                      text("--%s= with nothing", name));
        assert_status(RUN(text("--%s=%%$\303\244", name), "--", "true"), 125,
                      text("--%s= with garbage", name));
    }
}

/* ---- done ------------------------------------------ */

static void options_have_their_effect(void **state)
{
    (void) state;
    need_root();
    static const struct {
        const char *option, *command, *seen;
    } effects[] = {
        { "--hostname=box-1", "hostname", "box-1" },
        { "--user=1000:2000", "id -u; id -g; id -G", "1000\n2000\n2000" },
        { "--user=1000", "grep CapEff /proc/self/status", "0000000000000000" },
        { "--read-only", "touch /x 2>&1; touch /tmp/x 2>&1", "Read-only" },
        { "--cap-add=net_raw", "grep CapEff /proc/self/status", "800425fb" },
        { "--cap-drop=all", "grep CapEff /proc/self/status",
          "0000000000000000" },
        { "--no-network", "cat /proc/net/dev | wc -l", "3" },
        { "--pids=99", "echo ok", "ok" },
        { "--cpus=0.5", "echo ok", "ok" },
        { "--userns", "cat /proc/self/uid_map", "0" },
        { "--image=/", "cat /etc/os-release", "ID" },
    };

    for (size_t i = 0; i < sizeof effects / sizeof effects[0]; i++) {
        struct robot *robot = RUN(effects[i].option, "--", "sh", "-c",
                                  effects[i].command);
        assert_text(effects[i].option, robot->out, effects[i].seen,
                    effects[i].command);
    }
}

/* Bits of linux/capability.h: 0 chown, 1 dac_override, 3 fowner, 4 fsetid,
   5 kill, 6 setgid, 7 setuid, 8 setpcap, 10 net_bind_service, 18 sys_chroot and
   31 setfcap are podman's; Docker has 13 net_raw, 27 mknod and 29 audit_write as
   well. */
#define PODMAN "00000000800405fb"
#define DOCKER "00000000a80425fb"
#define SHOW_SETS "grep", "-E", "Cap|NoNew", "/proc/self/status"

static void its_capabilities_are_those_of_the_list(void **state)
{
    (void) state;
    need_root();
    assert_sets(RUN("--", SHOW_SETS), PODMAN);
    assert_sets(RUN("--cap-add=docker", "--", SHOW_SETS), DOCKER);
}

/* Ambient ones come through execve(2); inheritable ones meet those of a file. */
#define GIVEN "setpriv", "--inh-caps=+kill,+net_admin", \
              "--ambient-caps=+kill,+net_admin"

static void no_capability_of_the_caller_gets_in(void **state)
{
    (void) state;
    need_root();
    struct robot *caller = robot_run("/bin/grep", .wrapper = { GIVEN },
                                     .args = { "Cap", "/proc/self/status" });
    assert_text("the caller", caller->out, "CapAmb: 0000000000001020",
                "it has two, so the test is one; see capabilities(7)");
    assert_sets(robot_run(lesson, .wrapper = { GIVEN },
                          .args = { "--", SHOW_SETS }), PODMAN);
    assert_sets(robot_run(lesson, .wrapper = { GIVEN },
                          .args = { "--cap-add=docker", "--", SHOW_SETS }),
                DOCKER);
}

/* No default route, so no way further than the host. */
static void the_internet_is_out_of_reach_and_the_help_says_so(void **state)
{
    (void) state;
    need_root();
    assert_text("--help", RUN("--help")->out, "never the internet",
                "what one misses first is said where one looks first");
    struct robot *robot = RUN("--", "cat", "/proc/net/route");
    assert_text("its routes", robot->out, "eth0", "to its own subnet");
    assert_no_text("its routes", robot->out, "eth0\t00000000",
                   "0.0.0.0/0 is the default route; see ip-route(8)");
}

/* A root of a user namespace is nobody outside. */
static void root_of_a_user_namespace_is_nobody(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    struct robot *robot = shell(text(
        "%s/10-container --userns -- sh -c 'id -u; echo ready; sleep 600' "
        ">/run/said 2>&1 & c=$!; until grep -q ready /run/said; do sleep 0.05; "
        "done; b=$(cat /proc/$c/task/$c/children | cut -d' ' -f2); "
        "grep Uid /proc/$b/status; kill -TERM $c; wait $c; cat /run/said; rm "
        "/run/said", launch_build()));

    assert_no_text("outside", robot->out, "Uid:\t0", "it has an id of nobody; "
                   "see user_namespaces(7)");
    assert_text("inside", robot->out, "0\nready", "and calls itself 0");
}

/*   127.0.0.1:HOST  --relay-->  ADDRESS:80 in the container                  */
static void a_published_port_leads_inside(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    need_command("busybox");
    struct robot *robot = shell(text(
        "%s/10-container --publish=18080:80 -- sh -c 'echo ready; echo hello "
        "from inside | nc -l -p 80' >/run/said 2>&1 & c=$!; "
        "until grep -q ready /run/said; do sleep 0.05; done; "
        "ss -ltnH | grep 18080; i=0; until busybox nc -w 5 127.0.0.1 18080 "
        "</dev/null | grep hello; do "
        "sleep 0.1; i=$((i+1)); test $i -lt 50 || break; done; "
        "kill -TERM $c; wait $c; rm /run/said",
        launch_build()));

    assert_text("from the host", robot->out, "hello from inside",
                "the relay copies; see socket(7)");
    assert_text("the listener", robot->out, "127.0.0.1:18080",
                "nobody else's address unless it is asked for");
}

/*   lo DOWN: 127.0.0.1 leads nowhere                                        */
static void a_loopback_that_is_down_is_named(void **state)
{
    (void) state;
    need_root();
    const char *ways[] = { "", "ip link set lo up; ip link set lo down;" };
    const char *cure = "lo is down, sudo ip link set lo up";

    for (size_t i = 0; i < 2; i++) {
        struct robot *robot = shell(text(
            "unshare -n sh -c '%s %s/11-web-servers --check; %s/10-container "
            "--publish=18080:80 -- true'", ways[i], launch_build(),
            launch_build()));
        assert_status(robot, 125, "the port could not be answered");
        assert_text("--check", robot->out, text("cannot run: 127.0.0.1 is an "
                    "address of the interface lo, and %s", cure),
                    "the cause is named; see netdevice(7)");
        assert_text("--publish", robot->err, "sudo ip link set lo up",
                    "and so is the cure; see ip-link(8)");
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_numbers_with_a_letter),
        cmocka_unit_test(names_of_hosts_have_a_form),
        cmocka_unit_test(numbers_have_limits),
        cmocka_unit_test(a_slip_of_the_pen_is_understood),
        cmocka_unit_test(what_does_not_go_together_is_refused),
        cmocka_unit_test(every_option_wants_its_value),
        cmocka_unit_test(options_have_their_effect),
        cmocka_unit_test(its_capabilities_are_those_of_the_list),
        cmocka_unit_test(no_capability_of_the_caller_gets_in),
        cmocka_unit_test(the_internet_is_out_of_reach_and_the_help_says_so),
        cmocka_unit_test(root_of_a_user_namespace_is_nobody),
        cmocka_unit_test(a_published_port_leads_inside),
        cmocka_unit_test(a_loopback_that_is_down_is_named),
    };

    images_begin();
    return images_end(run_lesson_tests(lesson, tests, argc, argv));
}
