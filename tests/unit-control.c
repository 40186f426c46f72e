/* unit-control - the files of a cgroup, and the words for it

   Files of a plain directory that read as the kernel's would. */

#include "common/failure.h"
#include "lessons/04-cgroup-memory/cgroup.h"
#include "lessons/04-cgroup-memory/control.h"
#include "support/suite.h"
#include "support/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- values ------------------------------------------------------------- */

static char directory[32];

static int make_directory(void **state)
{
    (void) state;
    snprintf(directory, sizeof directory, "/tmp/unit-control-XXXXXX");
    return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
    (void) state;
    unlink(text("%s/file", directory));
    return rmdir(directory);
}

/* A file of a cgroup that reads CONTENT. */
static void reads(const char *content)
{
    FILE *file = fopen(text("%s/file", directory), "we");

    assert_non_null(file);
    fputs(content, file);
    fclose(file);
}

static void a_counter_has_a_line_of_its_own(void **state)
{
    (void) state;
    uint64_t number;

    reads("low 0\noom_kill_disable 5\nunder_oom 6\noom_kill 7\n");
    assert_int_equal(control_number(directory, "file", "oom_kill", &number), 0);
    assert_int_equal(number, 7);
    assert_int_equal(control_number(directory, "file", "low", &number), 0);
    assert_int_equal(number, 0);
    assert_int_equal(control_number(directory, "file", "max", &number), -1);
}

static void no_limit_is_max(void **state)
{
    (void) state;
    uint64_t number;

    reads("max 100000\n");
    assert_int_equal(control_number(directory, "file", NULL, &number), 0);
    assert_true(number == CGROUP_UNLIMITED);
    reads("20000 100000\n");
    assert_int_equal(control_number(directory, "file", NULL, &number), 0);
    assert_int_equal(number, 20000);
    reads("");
    assert_int_equal(control_number(directory, "file", NULL, &number), -1);
    assert_int_equal(control_number(directory, "none", NULL, &number), -1);
    assert_text("the cause", last_failure()->cause, "handed down",
                "a missing file means a missing controller");
}

/* ---- the command of an undo that failed --------------------------------- */

static struct cgroup cgroup;

static const char *by_hand(void)
{
    char what[128], command[160];

    cgroup_words(&cgroup, what, command);
    return text("%s", strncmp(command, "sudo ", 5) == 0 ? command + 5
                                                        : command);
}

static void lies_in(int controller, const char *mount)
{
    snprintf(cgroup.of[controller].hierarchy.mount, PATH_MAX, "%s", mount);
    snprintf(cgroup.of[controller].directory, PATH_MAX, "%s/loac-1-2", mount);
}

/* v2: one tree.  v1: one for each, and cpu with whom it likes. */
static void what_is_left_is_looked_for_where_cgroups_are_mounted(void **state)
{
    (void) state;
    snprintf(cgroup.name, sizeof cgroup.name, "loac-1-2");
    for (int i = 0; i < CG_CONTROLLERS; i++)
        lies_in(i, "/my/cgroups");
    assert_string_equal(by_hand(), "find /my/cgroups -type d "
                                   "-path '*/loac-1-2*' -delete");
    lies_in(CG_MEMORY, "/m");
    assert_string_equal(by_hand(), "find /m /my/cgroups -type d "
                                   "-path '*/loac-1-2*' -delete");
}

/* Half a command would be worse than none. */
static void a_command_that_does_not_fit_is_another(void **state)
{
    (void) state;
    lies_in(CG_PIDS, text("/%0*d", 150, 7));
    assert_string_equal(by_hand(), "make sweep");
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_counter_has_a_line_of_its_own,
                                        make_directory, remove_directory),
        cmocka_unit_test_setup_teardown(no_limit_is_max, make_directory,
                                        remove_directory),
        cmocka_unit_test(what_is_left_is_looked_for_where_cgroups_are_mounted),
        cmocka_unit_test(a_command_that_does_not_fit_is_another),
    };

    return run_unit_tests("unit-control", tests, argc, argv);
}
