/* unit-processes - the ground floor, where other processes matter: owner, wait,
   attempt */

#include "common/attempt.h"
#include "common/failure.h"
#include "common/files.h"
#include "common/owner.h"
#include "common/wait.h"
#include "support/suite.h"
#include "support/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- owner ------------------------------------------------------------- */

static void the_living_are_not_dead(void **state)
{
    (void) state;
    char name[OWNER_NAME_SIZE];

    assert_int_equal(owner_name(name), 0);
    assert_int_equal(owner_is_dead(name), 0);
}

static void the_dead_the_replaced_and_zombies_are(void **state)
{
    (void) state;
    need_first_pid_namespace();
    siginfo_t info;

    assert_int_equal(owner_is_dead("loac-4194304-1"), 1);
    assert_int_equal(owner_is_dead(text("loac-%d-1", (int) getpid())), 1);

    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    assert_int_equal(waitid(P_PID, (id_t) pid, &info, WEXITED | WNOWAIT), 0);
    const char *name = text("loac-%d-%llu", (int) pid, process_start(pid));
    assert_int_equal(owner_is_dead(name), 1);
    waitpid(pid, NULL, 0);
}

static void names_of_others_are_never_dead(void **state)
{
    (void) state;
    static const char *const others[] = {
        "", "box", "loac", "loac-", "loac-1", "loac-1-", "loac-x-1",
        "loac-4194304-1x", "loac-4194304-1/..", "Loac-4194304-1",
        "loac-4194304-1-ns4026532281",
    };

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(owner_is_dead(others[i]), 0);
}

/* ---- wait -------------------------------------------------------------- */

static void waiting_ends_with_input_or_time(void **state)
{
    (void) state;
    int ends[2];

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    long before = now_ms();
    assert_int_equal(wait_for(ends[0], 50), 0);
    assert_true(now_ms() - before >= 45);
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_int_equal(wait_for(ends[0], -1), 1);
    close(ends[1]);
    assert_int_equal(wait_for(ends[0], -1), 1);
    close(ends[0]);
}

/* ---- attempt ----------------------------------------------------------- */

static int succeed(void)
{
    return 0;
}

static int fail_with_cause(void)
{
    errno = EACCES;
    failed("open(door)");
    return cure("knock");
}

static int die(void)
{
    raise(SIGKILL);
    return 0;
}

static int hang(void)
{
    while (pause() == -1)
        continue;
    return 0;
}

static void an_attempt_brings_back_what_happened(void **state)
{
    (void) state;
    assert_int_equal(attempt("it", succeed, 5000), 0);

    assert_int_equal(attempt("it", fail_with_cause, 5000), -1);
    assert_int_equal(last_failure()->error, EACCES);
    assert_string_equal(last_failure()->cure, "knock");

    assert_int_equal(attempt("it", die, 5000), -1);
    assert_string_equal(last_failure()->call, "it: ended early");

    assert_int_equal(attempt("it", hang, 100), -1);
    assert_string_equal(last_failure()->call, "it: took too long");
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_living_are_not_dead),
        cmocka_unit_test(the_dead_the_replaced_and_zombies_are),
        cmocka_unit_test(names_of_others_are_never_dead),
        cmocka_unit_test(waiting_ends_with_input_or_time),
        cmocka_unit_test(an_attempt_brings_back_what_happened),
    };

    return run_unit_tests("unit-processes", tests, argc, argv);
}
