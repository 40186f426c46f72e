/* 11-web-servers - the second telling of lesson 11: claims, and their proof

   Witnesses from outside: curl(1) and a browser, ip(8) -j, ss(8), /proc.  What
   the server itself does with callers of all kinds is in unit-web-server.c. */

#include "common/files.h"
#include "support/clock.h"
#include "support/launch.h"
#include "support/test.h"

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char lesson[] = "11-web-servers";

/* The lesson at the prompt of STEP: what came before it has been done. */
static struct robot *lesson_at(int step)
{
    struct robot *robot = robot_start(lesson);

    for (int i = 1; i < step; i++) {
        robot_prompt(robot, i);
        robot_key(robot, "");
    }
    robot_prompt(robot, step);
    return robot;
}

/* Process 1 of web server NUMBER. */
static long box_of(struct robot *robot, int number)
{
    return robot_number(robot, text("web%d, pid", number));
}

static const char *in_box(long box, const char *command)
{
    return text("nsenter -t %ld -n %s", box, command);
}

static const char *bridge_of(const struct robot *robot)
{
    return text("loacbr%d", (int) robot->pid);
}

/* Somebody else's web server: PORT of ADDRESS. */
static int listen_at(in_addr_t address, int port)
{
    const struct sockaddr_in here = { .sin_family = AF_INET,
                                      .sin_port = htons((uint16_t) port),
                                      .sin_addr = { htonl(address) } };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1; /* earlier connections may linger; tcp(7) */

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    assert_return_code(bind(fd, (const struct sockaddr *) &here, sizeof here),
                       0);
    assert_return_code(listen(fd, 1), 0);
    return fd;
}

/* Waits until COMMAND succeeds, up to 20 s. */
static void until(const char *command, const char *why)
{
    long limit = clock_limit(20);

    while (shell(command)->status != 0) {
        if (clock_ms() > limit)
            fail_saying(HERE, "  in vain: %s\n  %s\n", command, why);
        poll(NULL, 0, 20);
    }
}

static void the_whole_show(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = robot_start(lesson);

    assert_int_equal(robot_walk(robot), 0);
}

/* ---- one machine -------------------------------------------------------- */

static void one_address_has_one_port_80(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(1);

    robot_enter(robot);
    assert_said(robot, "first: bind 127.0.0.1:80: allowed", "see bind(2)");
    assert_said(robot, "second: bind 127.0.0.1:80: Address already in use "
                       "(EADDRINUSE)", "see bind(2)");
    assert_shows("ss -Htln", "127.0.0.1:80", "the first one has it; see ss(8)");
    robot_enter(robot);
    assert_hides("ss -Htln", "127.0.0.1:80", "let go before the bridge");
    assert_int_equal(robot_quit(robot), 0);
}

static void a_web_server_in_the_way_is_named(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    int server = listen_at(INADDR_ANY, 80);
    struct robot *robot = robot_run(lesson);

    close(server);
    assert_status(robot, 0, "the story goes on with that server as the first");
    assert_text("the show", robot->out,
                text("first: bind 127.0.0.1:80: taken by 11-web-servers "
                     "(pid %d)",
                     (int) getpid()), "it is the test; see proc(5), net/tcp");
    assert_text("the show", robot->out, "198.19.0.4:80 -> \"hello from web3",
                "containers have a port 80 all the same");
}

/* ---- the bridge --------------------------------------------------------- */

/*   host 198.19.0.1 ==[ bridge ]== nobody yet */
static void a_bridge_says_whose_it_is_from_its_birth(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(3);
    unsigned pid = (unsigned) robot->pid;
    const char *show = text("ip -j -d addr show %s", bridge_of(robot));

    assert_shows(show, "\"info_kind\":\"bridge\"", "see ip-link(8)");
    assert_shows(show, text("\"address\":\"02:6c:6f:%02x:%02x:%02x\"",
                            pid >> 16, pid >> 8 & 255, pid & 255),
                 "given in the message that makes it; see rtnetlink(7)");
    assert_shows(show, "\"local\":\"198.19.0.1\",\"prefixlen\":29",
                 "the first of a free /29; see ip-address(8)");
    assert_shows("cat /proc/net/unix", "@loac-198.19.0.0/29",
                 "reserved by a socket with that name; see unix(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/*   host ==[ bridge ]==== web1 .2
                     \\=== web2 .3
                      \\== web3 .4   */
static void three_cables_end_at_one_bridge(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(6);
    const char *ports = text("ip -j link show master %s", bridge_of(robot));

    for (int i = 1; i <= 3; i++) {
        long box = box_of(robot, i);

        assert_shows(ports, text("\"loac%ld\"", box),
                     "the host's end is a port of the bridge; see bridge(8)");
        assert_shows(in_box(box, "ip -j addr show eth0"),
                     text("\"local\":\"198.19.0.%d\"", i + 1),
                     "an address of its own; see veth(4)");
        assert_shows(in_box(box, "ip -j link show eth0"),
                     text("\"address\":\"02:6c:%02x:", 0x71 + i),
                     "a bridge tells ports apart by MAC: no two are the same");
    }
    assert_int_equal(robot_quit(robot), 0);
}

static void each_network_has_a_port_80_of_its_own(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(6);

    for (int i = 1; i <= 3; i++)
        assert_shows(in_box(box_of(robot, i), "ss -Htln"), "0.0.0.0:80",
                     "every address of its network; network_namespaces(7)");
    assert_hides("ss -Htln", ":80 ", "none of them is the host's");
    assert_int_equal(robot_quit(robot), 0);
}

static void all_are_in_one_cgroup(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(6);
    const char *path = shell(text("grep -o 'loac-%d-[0-9]*' /proc/%ld/cgroup "
                                  "| head -n1 | tr -d '\\n'",
                                  (int) robot->pid, box_of(robot, 1)))->out;

    assert_true(strlen(path) > 5);
    for (int i = 1; i <= 3; i++)
        assert_shows(text("cat /proc/%ld/cgroup", box_of(robot, i)), path,
                     "one limit for the three, as in a pod; see cgroups(7)");
    assert_said(robot, "6 processes",
                "an init and a server each; see pid_namespaces(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* Root in the container, but what can it do? */
static void of_roots_rights_a_server_keeps_one(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(4);
    long box = box_of(robot, 1);
    const char *status = text("cat /proc/%ld/task/%ld/children | "
                              "{ read pid _; cat /proc/$pid/status; }",
                              box, box);

    assert_shows(status, "Name: server", "process 2 is the server");
    assert_shows(status, "CapEff: 0000000000000400",
                 "CAP_NET_BIND_SERVICE and no other; see capabilities(7)");
    assert_shows(status, "CapBnd: 0000000000000400", "nor can it get one");
    assert_shows(status, "NoNewPrivs: 1", "see prctl(2)");
    assert_shows(status, "Seccomp: 2", "a filter is there; see seccomp(2)");
    assert_shows(text("readlink /proc/%ld/exe", box), "/memfd:loac",
                 "its process 1 is a copy that nobody can change; see "
                 "memfd_create(2)");
    assert_shows(text("grep ' / / ' /proc/%ld/mountinfo", box), " ro,",
                 "its root is read-only; see mount(8)");
    assert_int_equal(robot_quit(robot), 0);
}

/* ---- asked -------------------------------------------------------------- */

static void the_page_says_which_container_served_it(void **state)
{
    (void) state;
    need_root();
    need_command("curl");
    struct robot *robot = lesson_at(8);

    for (int i = 1; i <= 3; i++) {
        const char *page = text("hello from web%d at 198.19.0.%d:80", i, i + 1);

        assert_shows(text("curl -sS http://198.19.0.%d/", i + 1), page,
                     "asked at its own address");
        assert_shows(text("curl -sS http://127.0.0.1:%d/", 8080 + i), page,
                     "asked by its port of the host: a relay is between");
        assert_shows(text("curl -sSI http://127.0.0.1:%d/", 8080 + i),
                     "200 OK", "HEAD goes through, too");
        assert_shows(text("curl -sS http://127.0.0.1:%d/none", 8080 + i),
                     "404 Not Found", "and so do errors");
    }
    assert_int_equal(robot_quit(robot), 0);
}

/* Ten callers for each of the three, all at the same time; three more who have
   come before and say nothing. */
static void three_serve_at_once(void **state)
{
    int silent[3];

    (void) state;
    need_root();
    need_command("curl");
    struct robot *robot = lesson_at(8);

    for (int i = 0; i < 3; i++) {
        const struct sockaddr_in there = {
            .sin_family = AF_INET, .sin_port = htons((uint16_t) (8081 + i)),
            .sin_addr = { htonl(INADDR_LOOPBACK) } };
        silent[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        assert_return_code(connect(silent[i], (const struct sockaddr *) &there,
                                   sizeof there), 0);
    }
    struct robot *all = shell(
        "for i in 1 2 3 4 5 6 7 8 9 10; do for n in 1 2 3; do "
        "curl -sS -m 20 http://127.0.0.1:808$n/ & done; done; wait");
    for (int i = 0; i < 3; i++) {
        int pages = 0;

        close(silent[i]);
        for (const char *at = all->out;
             (at = strstr(at, text("from web%d", i + 1))); at++)
            pages++;
        if (pages != 10)
            fail_saying(HERE, "  expected 10 pages of web%d, seen %d:\n%s%s",
                        i + 1, pages, all->out, all->err);
    }
    assert_int_equal(robot_quit(robot), 0);
}

static const char *browser(void)
{
    static const char *const names[] = { "chromium", "chromium-browser",
                                         "google-chrome" };

    for (int i = 0; i < 3; i++)
        if (robot_has_command(names[i]))
            return names[i];
    return NULL;
}

/* What a person would do at step 7. */
static void a_browser_shows_the_page(void **state)
{
    (void) state;
    need_root();
    if (getenv("LOAC_MACHINE"))
        skip_because("no kernel decides it: it is tested outside");
    if (!browser())
        skip_because("no browser here: chromium");
    struct robot *robot = lesson_at(8);
    const char *home = shell("mktemp -d | tr -d '\\n'")->out;

    for (int i = 1; i <= 3; i += 2)
        assert_shows(text("HOME=%s timeout 60 %s --headless --no-sandbox "
                          "--disable-gpu --disable-dev-shm-usage "
                          "--user-data-dir=%s/data "
                          "--dump-dom http://127.0.0.1:%d/ 2>%s/said",
                          home, browser(), home, 8080 + i, home),
                     text("hello from web%d at 198.19.0.%d:80", i, i + 1),
                     "a real browser reads it; see RFC 9112");
    shell(text("rm -rf %s", home));
    assert_int_equal(robot_quit(robot), 0);
}

/* ---- published ---------------------------------------------------------- */

static void only_this_machine_can_come_in(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(8);

    for (int i = 1; i <= 3; i++)
        assert_shows("ss -Htln", text("127.0.0.1:%d", 8080 + i),
                     "published on the loopback address; see ip(7)");
    assert_hides("ss -Htln", "0.0.0.0:808", "and on no other");
    assert_int_equal(robot_quit(robot), 0);
}

static void another_door_is_opened_when_asked_for(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    struct robot *robot = robot_start(lesson, .args = { "--address=0.0.0.0" });

    robot_go_to(robot, 8);
    assert_shows("ss -Htln", "0.0.0.0:8082", "all addresses; see ip(7)");
    assert_said(robot, "whoever reaches that address", "it is said");
    assert_int_equal(robot_quit(robot), 0);

    robot = robot_run(lesson, .args = { "--address=192.0.2.77" });
    assert_status(robot, 1, "nobody has that address here");
    assert_text("stderr", robot->err, "not an address of this host",
                "the cause is named; see bind(2)");
    robot = robot_run(lesson, .args = { "--address=localhost" });
    assert_status(robot, 2, "a name is no address");
}

/* 8082 is somebody's: all three move. */
static void a_taken_port_moves_all_three(void **state)
{
    (void) state;
    need_root();
    need_private_host();
    int other = listen_at(INADDR_LOOPBACK, 8082);
    struct robot *robot = robot_run(lesson);

    close(other);
    assert_status(robot, 0, "the next three are free");
    assert_text("the show", robot->out,
                text("8082 is taken by 11-web-servers (pid %d): the next three",
                     (int) getpid()), "it is said, and by whom");
    assert_text("the show", robot->out,
                "127.0.0.1:8086 -> \"hello from web3", "8084 to 8086");
}

static void port_80_of_the_host_is_for_one_only(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(8);

    robot_enter(robot);
    assert_said(robot, "web1: bind 127.0.0.1:80: allowed", "see bind(2)");
    assert_said(robot, "web2: bind 127.0.0.1:80: Address already in use",
                "see bind(2)");
    assert_said(robot, "web3: bind 127.0.0.1:80: Address already in use",
                "see bind(2)");
    assert_said(robot, "another address: bind 127.0.0.2:80: allowed",
                "a port belongs to an address of a network; see ip(7)");
    assert_int_equal(robot_quit(robot), 0);
}

/* ---- one ends ----------------------------------------------------------- */

static void one_ends_and_two_serve_on(void **state)
{
    (void) state;
    need_root();
    need_command("curl");
    struct robot *robot = lesson_at(9);
    long gone = box_of(robot, 2);

    robot_enter(robot);
    assert_said(robot, "web2 exited with status 143",
                "128 + 15, SIGTERM, as docker stop; see signal(7)");
    assert_shows("curl -sS http://127.0.0.1:8081/", "hello from web1",
                 "its neighbour serves on");
    assert_shows("curl -sS http://198.19.0.4/", "hello from web3",
                 "at its own address, too");
    assert_shows("curl -sS http://127.0.0.1:8082/ 2>&1; true",
                 "Failed to connect", "nobody answers for it");
    assert_hides("ip -j link", text("\"loac%ld\"", gone),
                 "its cable went with it; see veth(4)");
    assert_shows(text("ls -d /proc/%ld 2>&1; true", gone), "No such file",
                 "and so did its processes");
    robot_prompt(robot, ROBOT_END);
    robot_key(robot, "");
    assert_status(robot, 0, "the story ends well");
}

/* ---- every way out ------------------------------------------------------ */

static void every_end_leaves_the_host_as_it_was(void **state)
{
    (void) state;
    need_root();
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

    for (int step = 9; step >= 1; step--) {
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

/* Its janitor sees the end of a pipe, kills the pod and removes the bridge. */
static void a_killed_parent_leaves_nothing(void **state)
{
    (void) state;
    need_root();
    for (int step = 2; step <= 9; step++) {
        struct robot *robot = robot_start(lesson, .args = { "--from",
                                          text("%d", step) });
        robot_prompt(robot, step);
        robot_signal(robot, SIGKILL);
        assert_status(robot, -SIGKILL, "nobody survives SIGKILL");
        until("! ip -br link | grep -q loac",
              "the janitor removes the bridge, the kernel the cables");
        until(text("! grep -rqs 'loac-%d-' /proc/[0-9]*/cgroup",
                   (int) robot->pid),
              "what was in the cgroup is killed; see cgroups(7)");
    }
}

/* Both killed at once: then the bridge and the cgroup stay, and are swept. */
static void what_even_the_janitor_left_is_swept(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = lesson_at(8);
    const char *bridge = bridge_of(robot);
    const char *find = text("for pid in $(pgrep -P %d); do "
                            "[ \"$(cat /proc/$pid/comm)\" = janitor ] && "
                            "echo $pid; done", (int) robot->pid);
    long janitor = strtol(shell(find)->out, NULL, 10);

    assert_true(janitor > 0);
    struct robot *early = robot_run(lesson, .args = { "--sweep" });
    assert_text("--sweep", early->out, "nothing to sweep",
                "what belongs to a living lesson is left alone");
    assert_return_code(kill((pid_t) janitor, SIGKILL), 0);
    robot_signal(robot, SIGKILL);
    assert_status(robot, -SIGKILL, "nobody survives SIGKILL");
    assert_shows("ip -br link", bridge, "a bridge outlives its maker");

    struct robot *sweep = robot_run(lesson, .args = { "--sweep" });
    assert_status(sweep, 0, "sweeping works");
    assert_text("--sweep", sweep->out, text("swept: the link %s", bridge),
                "it says what it removed");
    assert_hides("ip -br link", "loac", "and it has done so");
}

static void two_copies_do_not_meet(void **state)
{
    (void) state;
    need_root();
    need_command("curl");
    struct robot *one = lesson_at(8), *other = lesson_at(8);

    assert_shows("curl -sS http://198.19.0.2/", "hello from web1 at 198.19.0.2",
                 "the first one's");
    assert_shows("curl -sS http://198.19.0.10/",
                 "hello from web1 at 198.19.0.10", "the next free /29");
    assert_shows("curl -sS http://127.0.0.1:8084/",
                 "hello from web1 at 198.19.0.10", "the next free ports");
    assert_int_equal(robot_quit(one), 0);
    assert_shows("curl -sS http://127.0.0.1:8086/",
                 "hello from web3 at 198.19.0.12", "one ends, one goes on");
    assert_int_equal(robot_quit(other), 0);
}

/* Pids aside, the same text twice. */
static void two_runs_say_the_same(void **state)
{
    (void) state;
    need_root();
    const char *run = text("%s --pace=0 | sed -E 's/[0-9]{2,}/N/g'",
                           launch_path(lesson, false));
    struct robot *first = shell(run), *second = shell(run);

    assert_string_equal(text_squeezed(first->out), text_squeezed(second->out));
}

/* ---- where it cannot be shown ------------------------------------------- */

static void a_plain_user_is_told_the_way(void **state)
{
    (void) state;
    struct robot *robot = robot_run(lesson, .plain_user = true);

    assert_status(robot, 77, "77: not on this machine, or not as this user");
    assert_text("stderr", robot->err, "sudo build/11-web-servers",
                "the cure is named");
}

/* The image lies beside the program; a copy elsewhere has none. */
static void a_missing_image_is_explained(void **state)
{
    (void) state;
    need_root();
    struct robot *robot = shell(text("copy=$(mktemp -d) && cp %s $copy/ && "
                                     "$copy/%s; status=$?; rm -rf $copy; "
                                     "exit $status",
                                     launch_path(lesson, false), lesson));

    assert_status(robot, 77, "77: not on this machine");
    assert_text("stderr", robot->err, "static C library", "the cause");
    assert_text("stderr", robot->err, "libc6-dev", "the package");
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
        cmocka_unit_test(one_address_has_one_port_80),
        cmocka_unit_test(a_web_server_in_the_way_is_named),
        cmocka_unit_test(a_bridge_says_whose_it_is_from_its_birth),
        cmocka_unit_test(three_cables_end_at_one_bridge),
        cmocka_unit_test(each_network_has_a_port_80_of_its_own),
        cmocka_unit_test(all_are_in_one_cgroup),
        cmocka_unit_test(of_roots_rights_a_server_keeps_one),
        cmocka_unit_test(the_page_says_which_container_served_it),
        cmocka_unit_test(three_serve_at_once),
        cmocka_unit_test(a_browser_shows_the_page),
        cmocka_unit_test(only_this_machine_can_come_in),
        cmocka_unit_test(another_door_is_opened_when_asked_for),
        cmocka_unit_test(a_taken_port_moves_all_three),
        cmocka_unit_test(port_80_of_the_host_is_for_one_only),
        cmocka_unit_test(one_ends_and_two_serve_on),
        cmocka_unit_test(every_end_leaves_the_host_as_it_was),
        cmocka_unit_test(a_killed_parent_leaves_nothing),
        cmocka_unit_test(what_even_the_janitor_left_is_swept),
        cmocka_unit_test(two_copies_do_not_meet),
        cmocka_unit_test(two_runs_say_the_same),
        cmocka_unit_test(a_plain_user_is_told_the_way),
        cmocka_unit_test(a_missing_image_is_explained),
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
