/* 11-web-servers - the second telling of lesson 11: claims, and their proof

   Three servers on one bridge, asked.  Witnesses from outside: curl(1) and a
   browser, ip(8) -j, ss(8), /proc.  Their ports on the host, and their end, are
   in 11-published.c; what the server itself does with callers of all kinds is
   in unit-web-server.c and unit-web-callers.c. */

#include "support/launch.h"
#include "support/test.h"
#include "support/webs.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char lesson[] = "11-web-servers";

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
        long box = web_of(robot, i);

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
        assert_shows(in_box(web_of(robot, i), "ss -Htln"), "0.0.0.0:80",
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
                                  (int) robot->pid, web_of(robot, 1)))->out;

    assert_true(strlen(path) > 5);
    for (int i = 1; i <= 3; i++)
        assert_shows(text("cat /proc/%ld/cgroup", web_of(robot, i)), path,
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
    long box = web_of(robot, 1);
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
        cmocka_unit_test(it_runs_on_the_real_host),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
