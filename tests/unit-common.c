/* unit-common - the ground floor, function by function: failure, undo, files;
   the rest is in unit-processes.c

   What needs a process of its own (exit, signals, a terminal) is shown with the
   lessons: tests/00-every-lesson.c, tests/01-fork-wait.c. */

#include "common/failure.h"
#include "common/files.h"
#include "common/undo.h"
#include "support/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- failure ----------------------------------------------------------- */

static void a_failure_names_call_words_and_symbol(void **state)
{
    (void) state;
    errno = EPERM;
    assert_int_equal(failed("mount(%s)", "/proc"), -1);
    assert_string_equal(last_failure()->call,
                        "mount(/proc): Operation not permitted (EPERM)");
    assert_int_equal(last_failure()->error, EPERM);
    assert_non_null(strstr(last_failure()->cause, "mount(2)"));
    failed("opendir(/proc)");
    assert_non_null(strstr(last_failure()->cause, "opendir(3)"));
    failed("/proc/self/mounts");
    assert_non_null(strstr(last_failure()->cause, "errno(3)"));
}

static void cause_and_cure_replace_the_general_ones(void **state)
{
    (void) state;
    errno = EINVAL;
    failed("pivot_root(., .)");
    cause("new root is not a mount point");
    assert_int_equal(cure("mount %s", "it"), -1);
    assert_string_equal(last_failure()->cause, "new root is not a mount point");
    assert_string_equal(last_failure()->cure, "mount it");
}

/* libnl's -6 is "Object exists", errno 6 is something else. */
static void other_libraries_have_words_of_their_own(void **state)
{
    (void) state;
    failed_saying("Object exists", "rtnl_link_add(%s)", "veth0");
    assert_string_equal(last_failure()->call,
                        "rtnl_link_add(veth0): Object exists");
    assert_int_equal(last_failure()->error, 0);
    assert_string_equal(last_failure()->cause, "");
}

static void long_texts_are_cut_and_stay_texts(void **state)
{
    (void) state;
    char path[4000];

    memset(path, 'x', sizeof path);
    path[sizeof path - 1] = '\0';
    errno = ENAMETOOLONG;
    failed("open(%s)", path);
    cause("%s", path);
    assert_true(strlen(last_failure()->call) < sizeof last_failure()->call);
    assert_true(strlen(last_failure()->cause) < sizeof last_failure()->cause);
}

/* ---- undo -------------------------------------------------------------- */

static char order[16];

static int note(void *thing)
{
    strncat(order, thing, 1);
    return 0;
}

static int cannot(void *thing)
{
    (void) thing;
    errno = EBUSY;
    return failed("rmdir(it)");
}

static void what_was_made_last_goes_first(void **state)
{
    (void) state;
    static char a[] = "a", b[] = "b", c[] = "c";

    order[0] = '\0';
    assert_int_equal(undo_later(note, a, "a", NULL), 0);
    assert_int_equal(undo_later(note, b, "b", NULL), 0);
    assert_int_equal(undo_later(note, c, "c", NULL), 0);
    assert_int_equal(undo_all("unit-common", NULL), 0);
    assert_string_equal(order, "cba");
    assert_int_equal(undo_all("unit-common", NULL), 0);
    assert_string_equal(order, "cba");
}

static void one_can_go_early_or_be_forgotten(void **state)
{
    (void) state;
    static char a[] = "a", b[] = "b", c[] = "c";

    order[0] = '\0';
    undo_later(note, a, "a", NULL);
    undo_later(note, b, "b", NULL);
    undo_later(note, c, "c", NULL);
    undo_forget(a);
    assert_int_equal(undo_now(b), 0);
    assert_int_equal(undo_now(b), 0);
    undo_all("unit-common", NULL);
    assert_string_equal(order, "bc");
}

static void a_forked_child_does_not_undo(void **state)
{
    (void) state;
    static char a[] = "a";
    int status;

    order[0] = '\0';
    undo_later(note, a, "a", NULL);
    pid_t pid = fork();
    if (pid == 0) {
        undo_all("unit-common", NULL);
        _exit(order[0] == '\0' ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    undo_all("unit-common", NULL);
    assert_string_equal(order, "a");
}

static void a_failed_undo_is_counted_and_the_rest_goes_on(void **state)
{
    (void) state;
    static char a[] = "a", b[] = "b";

    order[0] = '\0';
    undo_later(note, a, "a", NULL);
    undo_later(cannot, b, "the thing b", "rmdir b");
    assert_int_equal(undo_all("unit-common", NULL), 1);
    assert_string_equal(order, "a");
}

static void a_full_list_refuses(void **state)
{
    (void) state;
    static char things[49]; /* one too many */
    int refused = 0;

    for (int i = 0; i < 49; i++)
        refused += undo_later(note, &things[i], "thing", NULL) == -1;
    assert_int_equal(refused, 1);
    undo_all("unit-common", NULL);
}

/* ---- files ------------------------------------------------------------- */

static void a_small_file_is_read_without_its_newline(void **state)
{
    (void) state;
    char words[256], cut[4];

    assert_true(read_file("/proc/self/comm", words, sizeof words) > 0);
    assert_null(strchr(words, '\n'));
    assert_int_equal(read_file("/proc/self/comm", cut, sizeof cut), 3);
    assert_int_equal(read_file("/no/such/file", words, sizeof words), -1);
    assert_non_null(strstr(last_failure()->call, "/no/such/file"));
}

static void a_refused_write_is_a_failure(void **state)
{
    (void) state;
    assert_int_equal(write_file("/dev/null", "text"), 0);
    assert_int_equal(write_file("/dev/full", "text"), -1);
    assert_int_equal(last_failure()->error, ENOSPC);
}

/* A name with brackets and spaces must not shift the fields; proc(5). */
static void stat_is_read_after_the_last_bracket(void **state)
{
    (void) state;
    char name[32];

    assert_int_equal(write_file("/proc/self/comm", "a) R 1 (b"), 0);
    assert_int_equal(process_parent(getpid()), getppid());
    assert_true(process_start(getpid()) > 0);
    assert_int_equal(process_state(getpid()), 'R');
    assert_string_equal(process_name(getpid(), name, sizeof name),
                        "a) R 1 (b");
    assert_int_equal(process_state(4194304), '\0');
    assert_string_equal(process_name(4194304, name, sizeof name), "?");
    assert_int_equal(write_file("/proc/self/comm", "unit-common"), 0);
}

static void a_descriptor_closes_at_the_end_of_its_scope(void **state)
{
    (void) state;
    int number, kept;

    {
        CLOSES int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
        number = fd;
    }
    assert_int_equal(fcntl(number, F_GETFD), -1);
    {
        CLOSES int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
        kept = keep_fd(&fd);
    }
    assert_int_not_equal(fcntl(kept, F_GETFD), -1);
    close(kept);
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_names_call_words_and_symbol),
        cmocka_unit_test(cause_and_cure_replace_the_general_ones),
        cmocka_unit_test(other_libraries_have_words_of_their_own),
        cmocka_unit_test(long_texts_are_cut_and_stay_texts),
        cmocka_unit_test(what_was_made_last_goes_first),
        cmocka_unit_test(one_can_go_early_or_be_forgotten),
        cmocka_unit_test(a_forked_child_does_not_undo),
        cmocka_unit_test(a_failed_undo_is_counted_and_the_rest_goes_on),
        cmocka_unit_test(a_full_list_refuses),
        cmocka_unit_test(a_small_file_is_read_without_its_newline),
        cmocka_unit_test(a_refused_write_is_a_failure),
        cmocka_unit_test(stat_is_read_after_the_last_bracket),
        cmocka_unit_test(a_descriptor_closes_at_the_end_of_its_scope),
    };

    return run_unit_tests("unit-common", tests, argc, argv);
}
