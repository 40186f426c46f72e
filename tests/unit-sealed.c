/* unit-sealed - a program that runs from a copy which nobody can change

   This program is its own subject: started with --probe, it becomes a sealed
   copy of itself and says what can be done to it. */

#include "common/failure.h"
#include "lessons/10-container/sealed.h"
#include "support/launch.h"
#include "support/robot.h"
#include "support/suite.h"
#include "support/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- the subject -------------------------------------------------------- */

/* Tries what the author of an image would: keeps our program open, waits until
   nobody runs it any more (before, a write would be refused with ETXTBSY), and
   writes to it; first a byte, then its length. */
static int attack(void)
{
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

    fflush(stdout);
    if (fd == -1 || fcntl(fd, F_ADD_SEALS, 0) == 0 || dup2(fd, 9) == -1)
        return 1;
    execlp("sh", "sh", "-c",
           "dd if=/dev/zero of=/proc/self/fd/9 bs=1 count=1 conv=notrunc 2>&1;"
           "truncate -s 1 /proc/self/fd/9 2>&1 || true", NULL);
    return 1;
}

static int probe(char *argv[])
{
    char name[80] = "";

    if (sealed_self(argv) == -1) {
        speak_failure("probe");
        return 1;
    }
    if (readlink("/proc/self/exe", name, sizeof name - 1) == -1)
        return 1;
    printf("exe: %s\nalready: %d\nargument: %s\nenvironment: %s\n", name,
           sealed_already(), argv[2] ? argv[2] : "", getenv("MARK"));
    return attack();
}

/* ---- the tests ---------------------------------------------------------- */

/* This program, for a shell that starts it again. */
static const char *self(void)
{
    return text("%s/tests/unit-sealed", launch_build());
}

static struct robot *start_probe(const char *before)
{
    struct robot *robot = shell(text("%s MARK=yes %s --probe 'a b'", before,
                                     self()));

    assert_status(robot, 0, "a copy is made and executed; see fexecve(3)");
    return robot;
}

static void the_program_is_a_copy_in_memory(void **state)
{
    (void) state;
    struct robot *robot = start_probe("");

    assert_text("its program", robot->out, "exe: /memfd:loac (deleted)",
                "the file on the host is not what runs; see memfd_create(2)");
    assert_text("its seals", robot->out, "already: 1", "see fcntl(2)");
    assert_text("its arguments", robot->out, "argument: a b",
                "they are passed on; see execve(2)");
    assert_text("its environment", robot->out, "environment: yes",
                "it is passed on; see execve(2)");
}

/* Root is not stopped by permissions: by seals. */
static void nobody_can_change_it(void **state)
{
    (void) state;
    struct robot *robot = start_probe("");

    assert_text("write one byte", robot->out,
                "error writing '/proc/self/fd/9': Operation not permitted",
                "F_SEAL_WRITE forbids it; see fcntl(2), File Sealing");
    assert_text("truncate it", robot->out,
                "'/proc/self/fd/9' at 1 bytes: Operation not permitted",
                "F_SEAL_SHRINK forbids it; see fcntl(2), File Sealing");
}

static void a_program_on_disk_is_not_sealed(void **state)
{
    (void) state;
    assert_int_equal(sealed_already(), 0);
}

/* Its name in ps(1) is not that of a descriptor. */
static void it_keeps_its_name(void **state)
{
    (void) state;
    struct robot *robot = shell(text("%s --name", self()));

    assert_string_equal(robot->out, "unit-sealed\n");
}

/* Found by PATH, it would be called by a word that says nothing of a place. */
static void it_knows_where_its_file_is(void **state)
{
    (void) state;
    struct robot *robot = shell(text(
        "PATH=%s/tests:$PATH; exec unit-sealed --place", launch_build()));

    assert_text("argv[0]", robot->out, self(),
                "what stands beside the file, as an image, is found by it; see "
                "execve(2)");
}

/* An environment can be forged, so it has no say: one exec, then no more. */
static void it_is_copied_once(void **state)
{
    (void) state;
    need_command("strace");
    struct robot *robot = shell(text(
        "ASAN_OPTIONS=detect_leaks=0 MARK=1 strace -qq -e "
        "trace=execve,execveat %s --name 2>&1 | grep -c ^exec", self()));

    assert_string_equal(robot->out, "2\n");
}

static void a_kernel_without_memory_files_is_said(void **state)
{
    (void) state;
    need_command("strace");
    struct robot *robot = shell(text(
        "ASAN_OPTIONS=detect_leaks=0 strace -qq -o /dev/null -e "
        "inject=memfd_create:error=EACCES %s --probe x", self()));

    assert_status(robot, 1, "without a copy nothing goes on");
    assert_text("stderr", robot->err, "vm.memfd_noexec", "it says the cause");
}

/* A lying kernel: a seal that is not there is noticed. */
static void a_missing_seal_is_noticed(void **state)
{
    (void) state;
    need_command("strace");
    struct robot *robot = shell(text(
        "ASAN_OPTIONS=detect_leaks=0 strace -qq -o /dev/null -e "
        "inject=fcntl:retval=0:when=2 %s --probe x", self()));

    assert_status(robot, 1, "the seals are read back; see fcntl(2)");
    assert_text("stderr", robot->err, "not all there", "F_GET_SEALS tells");
}

static int say_name(char *argv[])
{
    char name[16] = "";

    FILE *file = sealed_self(argv) == 0 ? fopen("/proc/self/comm", "re") : NULL;
    if (!file || !fgets(name, sizeof name, file))
        return 1;
    fclose(file);
    return printf("%s\n", strtok(name, "\n")) < 0;
}

static int say_place(char *argv[])
{
    return sealed_self(argv) == -1 || printf("%s\n", argv[0]) < 0;
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_program_is_a_copy_in_memory),
        cmocka_unit_test(nobody_can_change_it),
        cmocka_unit_test(a_program_on_disk_is_not_sealed),
        cmocka_unit_test(it_keeps_its_name),
        cmocka_unit_test(it_knows_where_its_file_is),
        cmocka_unit_test(it_is_copied_once),
        cmocka_unit_test(a_kernel_without_memory_files_is_said),
        cmocka_unit_test(a_missing_seal_is_noticed),
    };

    if (argc > 1 && strcmp(argv[1], "--probe") == 0)
        return probe(argv);
    if (argc > 1 && strcmp(argv[1], "--name") == 0)
        return say_name(argv);
    if (argc > 1 && strcmp(argv[1], "--place") == 0)
        return say_place(argv);
    return run_unit_tests("unit-sealed", tests, argc, argv);
}
