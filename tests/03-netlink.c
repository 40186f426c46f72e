/* 03-netlink - what lesson 3 sends to the kernel

   The witness is strace(1), which decodes netlink messages: how many, of which
   type, about what.  The commands that --netlink prints beside them are tried
   in 03-told-commands.c. */

#include "support/test.h"

#include <arpa/inet.h>
#include <string.h>

static const char lesson[] = "03-veth-pair";

/* The name of a message type; strace knows only the number where the socket is
   of another network namespace than its own, as those of the box are. */
static const char *type_name(const char *type)
{
    static const struct {
        const char *number, *name;
    } types[] = {
        { "0x10", "RTM_NEWLINK" }, { "0x11", "RTM_DELLINK" },
        { "0x12", "RTM_GETLINK" }, { "0x14", "RTM_NEWADDR" },
        { "0x18", "RTM_NEWROUTE" }, { "0x1a", "RTM_GETROUTE" },
    };

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strncmp(type, types[i].number, strlen(types[i].number)) == 0)
            return types[i].name;
    return text("%.*s", (int) strcspn(type, ",} "), type);
}

/* The types of all netlink messages in a trace, sent or received, in order. */
static const char *types_in(const char *trace, const char *call)
{
    const char *line, *all = "";

    while ((line = text_line(&trace)))
        if (strstr(line, call))
            for (const char *at = line; (at = strstr(at, "nlmsg_type="));) {
                at += strlen("nlmsg_type=");
                all = text("%s%s\n", all, type_name(at));
            }
    return all;
}

static struct robot *traced(const char *calls, const char *option)
{
    return robot_run(lesson, .args = { "--only=9", option },
                     .wrapper = { "strace", "-f", "-qq", "-e", "signal=none",
                                  "-e", text("trace=%s", calls) });
}

/* ---- what it costs ----------------------------------------------------- */

static const char *on_a_quiet_host; /* the messages there */

/* One question about one link is one message, however many links there are. */
static void no_list_of_all_links_is_asked_for(void **state)
{
    (void) state;
    need_private_host();
    need_command("strace");
    struct robot *robot = traced("sendmsg,recvmsg", NULL);

    assert_status(robot, 0, "the story under strace");
    on_a_quiet_host = strdup(types_in(robot->err, "msg("));
    assert_text("the trace", on_a_quiet_host, "RTM_GETLINK",
                "strace can read netlink messages");
    assert_no_text("the trace", robot->err, "NLM_F_MULTI",
                   "an answer of several parts is a list; see netlink(7)");
}

static int others_have_1000_links(void **state)
{
    (void) state;
    return set_up("for n in $(seq 500); do "
                  "echo link add busy$n group 42 type veth peer name peer$n; "
                  "done | ip -batch -");
}

static int they_are_gone(void **state)
{
    (void) state;
    return set_up("ip link delete group 42");
}

static void a_thousand_other_links_cost_nothing(void **state)
{
    (void) state;
    need_private_host();
    need_command("strace");
    if (!on_a_quiet_host)
        skip_because("no_list_of_all_links_is_asked_for has not counted");
    struct robot *robot = traced("sendmsg,recvmsg", NULL);

    assert_status(robot, 0, "the story under strace");
    assert_string_equal(types_in(robot->err, "msg("), on_a_quiet_host);
}

/* ---- with what --------------------------------------------------------- */

static void neither_ip_nor_ioctl_does_the_work(void **state)
{
    (void) state;
    need_private_host();
    need_command("strace");
    struct robot *robot = traced("ioctl,execve", NULL);

    assert_status(robot, 0, "the story under strace");
    const char *first = strstr(robot->err, "execve(");
    assert_non_null(first); /* the lesson itself */
    assert_no_text("the trace", first + 1, "execve(",
                   "no other program is run");
    assert_no_text("the trace", robot->err, "SIOC",
                   "links are changed by netlink; netdevice(7) is the old way");
}

/* ---- --netlink --------------------------------------------------------- */

/* Few lines, however much is sent: the form of the lesson holds. */
static void the_requests_fit_into_the_show(void **state)
{
    (void) state;
    need_private_host();
    struct robot *robot = robot_start(lesson, .args = { "--netlink" });

    assert_int_equal(robot_walk(robot), 0);
    const char *end = strstr(robot->out, "cleaned up:");
    assert_non_null(end);
    assert_no_text("the end", end, "sent:", "the clean-up is no step");
}

/* Those that change something. */
static const char *changes_among(const char *types)
{
    const char *line, *those = "";

    while ((line = text_line(&types)))
        if (strncmp(line, "RTM_GET", 7) != 0)
            those = text("%s%s\n", those, line);
    return those;
}

static int how_many(const char *types, const char *type)
{
    const char *line;
    int count = 0;

    while ((line = text_line(&types)))
        count += strcmp(line, type) == 0;
    return count;
}

#define TOLD_AND_SEEN                                            \
    robot_run(lesson, .args = { "--netlink" },                   \
              .wrapper = { "strace", "-f", "-qq", "-e", "signal=none", "-e", \
                           "trace=sendmsg" })

/* What is told, and what strace has seen: each change in its turn, and how many
   questions. */
static void every_request_is_told(void **state)
{
    (void) state;
    need_private_host();
    need_command("strace");
    struct robot *robot = TOLD_AND_SEEN;
    const char *at = robot->out, *line, *told = "";
    long long count, links = 0, routes = 0;

    assert_status(robot, 0, "the story under strace");
    const char *seen = types_in(robot->err, "sendmsg(");
    while ((line = text_line(&at))) {
        const char *words = text_labelled(line, "sent");
        if (!words)
            continue;
        if (text_match(words, "RTM_GETLINK, # times", &count))
            links += count;
        else if (text_match(words, "RTM_GETROUTE, # times", &count))
            routes += count;
        else
            told = text("%s%.*s\n", told, (int) strcspn(words, ":"), words);
    }
    assert_string_equal(told, changes_among(seen));
    assert_int_equal(links, how_many(seen, "RTM_GETLINK"));
    assert_int_equal(routes, how_many(seen, "RTM_GETROUTE"));
}

/* The line of a trace with message NUMBER of TYPE that was sent. */
static const char *sent(const char *trace, const char *type, long long number)
{
    const char *line;

    while ((line = text_line(&trace)))
        if (strcmp(types_in(line, "sendmsg("), text("%s\n", type)) == 0
            && --number == 0)
            return line;
    return "";
}

/* A name or an address, as strace writes it where it knows the type, and in
   bytes, as a string in C, where it does not. */
static bool is_about(const char *line, const char *what)
{
    struct in_addr address;
    bool is_name = inet_pton(AF_INET, what, &address) != 1;
    const unsigned char *byte = is_name ? (const void *) what
                                        : (const void *) &address;
    const char *bytes = "";

    for (size_t i = 0; i < (is_name ? strlen(what) : sizeof address); i++)
        bytes = text("%s\\x%02x", bytes, byte[i]);
    return strstr(line, text("\"%s\"", what)) || strstr(line, bytes);
}

static void assert_asks_the_same(const char *command, const char *line,
                                 long box)
{
    bool by_box = strstr(line, text("[pid %5ld]", box)) != NULL;
    bool in_box = strstr(command, text("nsenter -t %ld -n", box)) != NULL;

    if (!is_about(line, strrchr(command, ' ') + 1))
        fail_saying(HERE, "  told:  %s\n  but sent: %s\n  the command asks of "
                          "something else; see rtnetlink(7)\n", command, line);
    if (by_box != in_box)
        fail_saying(HERE, "  told:  %s\n  but sent: %s\n  the command asks in "
                          "another network; see network_namespaces(7)\n",
                    command, line);
}

/*   sent: RTM_GETLINK, 2 times: ...      the second of all in the trace
     ip:   $ ip link show dev veth1       is about veth1                      */
static void of_each_question_the_last_is_told(void **state)
{
    (void) state;
    need_private_host();
    need_command("strace");
    struct robot *robot = TOLD_AND_SEEN;
    long box = robot_number(robot, "nsenter -t");
    const char *at = robot->out, *line;
    long long times, links = 0, routes = 0;

    assert_status(robot, 0, "the story under strace");
    while ((line = text_line(&at))) {
        const char *words = text_labelled(line, "sent"), *question = "";
        if (words && text_match(words, "RTM_GETLINK, # times", &times))
            question = sent(robot->err, "RTM_GETLINK", links += times);
        else if (words && text_match(words, "RTM_GETROUTE, # times", &times))
            question = sent(robot->err, "RTM_GETROUTE", routes += times);
        else
            continue;
        const char *command = text_labelled(text_line(&at), "ip");
        assert_non_null(command);
        assert_asks_the_same(command, question, box);
    }
    assert_true(links > 0 && routes > 0);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_list_of_all_links_is_asked_for),
        cmocka_unit_test_setup_teardown(a_thousand_other_links_cost_nothing,
                                        others_have_1000_links, they_are_gone),
        cmocka_unit_test(neither_ip_nor_ioctl_does_the_work),
        cmocka_unit_test(the_requests_fit_into_the_show),
        cmocka_unit_test(every_request_is_told),
        cmocka_unit_test(of_each_question_the_last_is_told),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
