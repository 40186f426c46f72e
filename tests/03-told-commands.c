/* 03-told-commands - the ip commands that lesson 3 tells with --netlink

   The witness is ip(8): in another box, on another host, the told commands, one
   after the other, make what the lesson has made. */

#include "support/test.h"

#include <string.h>

static const char lesson[] = "03-veth-pair";

/* A told command with our names for box and host: root needs no sudo. */
static const char *of_ours(const char *command, long box)
{
    const char *in_box = text("nsenter -t %ld -n ", box);
    const char *to_box = text("netns %ld", box);
    const char *where = "";

    command += strlen("$ ");
    if (strncmp(command, "sudo ", 5) == 0)
        command += 5;
    if (strncmp(command, in_box, strlen(in_box)) == 0) {
        command += strlen(in_box);
        where = "nsenter -t $BOX -n ";
    }
    const char *end = strstr(command, to_box);
    command = end ? text("%.*snetns $BOX", (int) (end - command), command)
                  : command;
    return text("%s%s", where, command);
}

/* A script of them.  A question may be answered by no, which is status 1 or 2;
   a command that ip(8) does not know is 255. */
static const char *told_commands(const char *said, long box)
{
    const char *line, *script = "";

    while ((line = text_line(&said))) {
        const char *command = text_labelled(line, "ip");
        if (!command)
            continue;
        command = of_ours(command, box);
        if (strstr(command, " show ") || strstr(command, " get "))
            script = text("%s%s >/dev/null 2>&1; [ $? -le 2 ] || "
                          "echo FAILED\n", script, command);
        else
            script = text("%s%s || echo FAILED\n", script, command);
    }
    return script;
}

/* All that ip -j says of links, addresses and routes, without the numbers that
   the kernel gives out in turn. */
static const char *outcome(const char *prefix)
{
    return text("for what in link '-4 addr' '-4 route show table all'; do "
                "%s ip -j $what; done | sed -E "
                "'s/\"(ifindex|link|link_index|link_netnsid)\":[^,}]*,?//g'\n",
                prefix);
}

/* A shell function that starts a box of our own, and one that waits until the
   cable carries: operstate comes a moment after the carrier. */
static const char fresh_host[] =
    "ip link set lo up\n"
    "unshare -n sleep 60 & BOX=$!\n"
    "until [ \"$(readlink /proc/$BOX/ns/net)\" != "
    "\"$(readlink /proc/self/ns/net)\" ]; do :; done\n";

static const char until_up[] =
    "for i in $(seq 40); do ip -br link show veth0 | grep -q ' UP ' && "
    "nsenter -t $BOX -n ip -br link show veth1 | grep -q ' UP ' && break; "
    "sleep 0.05; done\n";

static const char *both_outcomes(const char *box)
{
    return text("%s%s", outcome(""), outcome(text("nsenter -t %s -n", box)));
}

/* With the cable, and when step 9 has removed it. */
static void the_told_commands_do_the_same(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_start(lesson, .args = { "--netlink" });

    robot_go_to(robot, 9);
    long box = robot_number(robot, "nsenter -t");
    const char *look = both_outcomes(text("%ld", box));
    const char *look_at_ours = both_outcomes("$BOX");
    const char *with_cable = shell(look)->out;
    const char *script = text("%s%s%s%s", fresh_host,
                              told_commands(robot->out, box), until_up,
                              look_at_ours);
    robot_enter(robot);
    const char *without = shell(look)->out;
    script = text("%s%s%skill $BOX\n", script,
                  told_commands(robot_said(robot), box), look_at_ours);
    struct robot *ours = shell(text("unshare -n sh <<'END'\n%sEND\n", script));

    assert_no_text("the told commands", ours->out, "FAILED",
                   "each is accepted by ip(8)");
    assert_text("ip -j", with_cable, "198.51.100.1", "there is an outcome");
    assert_no_text("ip -j", without, "veth", "and step 9 has removed it");
    assert_string_equal(ours->out, text("%s%s", with_cable, without));
    assert_int_equal(robot_quit(robot), 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_told_commands_do_the_same),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
