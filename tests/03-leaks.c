/* 03-leaks - lesson 3 gives back what libnl and the kernel have lent it

   The witness is valgrind(1), which looks at both processes. */

#include "support/launch.h"
#include "support/test.h"

#include <string.h>

static const char lesson[] = "03-veth-pair";

static int how_often(const char *said, const char *words)
{
    int count = 0;

    for (; (said = strstr(said, words)); said++)
        count++;
    return count;
}

/* An open file or socket, and by which functions it was opened.  Held to the
   end, by the story: where signals come in, the number in the MACs; by the box,
   which ends by _exit(2): its pipes, port 80. */
static bool is_kept(const char *entry, long story)
{
    const char *end = strstr(entry, "== \n");
    const char *by = text("%.*s", end ? (int) (end - entry) : 1200, entry);
    bool of_story = strstr(by, text("==%ld==", story)) != NULL;

    if (strstr(by, "<inherited from parent>") || strstr(by, "take_them"))
        return true;
    if (of_story)
        return strstr(by, "veth_number") != NULL;
    return strstr(by, "child_pipes") || strstr(by, "listen_on_all");
}

static void nothing_leaks(void **state)
{
    (void) state;
    need_private_host();
    need_command("valgrind");
    if (shell(text("grep -q __asan_init %s", launch_path(lesson, false)))
            ->status == 0)
        skip_because("valgrind cannot run what the sanitizers watch");
    struct robot *robot = robot_run(lesson, .args = { "--only=9" },
        .wrapper = { "valgrind", "--leak-check=full", "--track-fds=yes",
                     "--show-leak-kinds=definite",
                     "--errors-for-leak-kinds=definite",
                     "--error-exitcode=99" }, .seconds = 60);

    assert_status(robot, 0, "99 means a leak or an error");
    int summaries = how_often(robot->err, "in use at exit: ");
    if (summaries != 2)
        fail_saying(HERE, "  expected: a summary of the story, and of the box, "
                          "which ends by itself\n  seen:     %d\n", summaries);
    for (const char *at = robot->err;
         (at = strstr(at, "definitely lost: ")); at++)
        if (strncmp(at, "definitely lost: 0 ", 19) != 0)
            fail_saying(HERE, "  libnl's objects are counted, each get has its "
                              "put:\n%.60s\n", at);
    for (const char *at = robot->err; (at = strstr(at, "== Open ")); at++)
        if (!is_kept(text("%.1200s", at), (long) robot->pid))
            fail_saying(HERE, "  a descriptor is left open:\n%.300s\n", at);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_leaks),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
