/* 10-mounts - what is mounted in a container, and how

   The witness is mountinfo, proc(5), as a command in the container reads it:

     81 74 0:48 / /dev/pts rw,nosuid,noexec - devpts none rw,gid=5,mode=620
        device    point    flags of the mount  type       options of the type  */

#include "support/test.h"

#include <stdio.h>
#include <string.h>

static const char lesson[] = "10-container";

struct mounted {
    const char *point, *type;
    const char *options; /* "!x": without x */
    const char *why;
};

#define UNUSABLE "nosuid nodev noexec"
#define NO_PROGRAMS "no device and no program is expected there; mount(2)"
#define READ_ONLY "what rules the kernel is only read; mount(2)"

static const struct mounted expected[] = {
    { "/", "overlay", "nosuid nodev", "an image has no devices; mount(2)" },
    { "/proc", "proc", UNUSABLE, NO_PROGRAMS },
    { "/sys", "sysfs", "ro " UNUSABLE, READ_ONLY },
    /* strictatime has no word: it is what there is without the others. */
    { "/dev", "tmpfs", "nosuid nodev !relatime !noatime mode=755 size=65536k",
      "root alone makes files in it, and not many; tmpfs(5)" },
    { "/dev/pts", "devpts", "nosuid noexec gid=5 mode=620 ptmxmode=666",
      "a terminal is its owner's, and write(1)'s as group tty; pts(4)" },
    { "/dev/shm", "tmpfs", UNUSABLE " size=65536k",
      "memory for everybody, but not all of it; shm_overview(7)" },
    { "/dev/mqueue", "mqueue", UNUSABLE, NO_PROGRAMS },
    { "/proc/bus", "proc", "ro " UNUSABLE, READ_ONLY },
    { "/proc/fs", "proc", "ro " UNUSABLE, READ_ONLY },
    { "/proc/irq", "proc", "ro " UNUSABLE, READ_ONLY },
    { "/proc/sys", "proc", "ro " UNUSABLE, READ_ONLY },
    { "/sys/firmware", "tmpfs", "ro " UNUSABLE,
      "what tells of the host is covered; mount(2)" },
    { 0 },
};

/* On cgroup v1 a container has none: its hierarchies are the host's, with a
   release_agent that the host's root executes; cgroups(7). */
static const struct mounted cgroup2 = { "/sys/fs/cgroup", "cgroup2",
                                        "ro " UNUSABLE, READ_ONLY };

/* The line of mountinfo for POINT, the last one, which covers the others; or
   NULL. */
static char *line_of(const char *mountinfo, const char *point)
{
    const char *line;
    char *found = NULL, at[4096];

    while ((line = text_line(&mountinfo)))
        if (sscanf(line, "%*d %*d %*s %*s %4095s", at) == 1
            && strcmp(at, point) == 0)
            found = text("%s", line);
    return found;
}

/* "ro,nosuid,...,size=65536k": of the mount and of its type. */
static const char *options_in(const char *line)
{
    char flags[512] = "", type[512] = "";

    sscanf(line, "%*d %*d %*s %*s %*s %511s", flags);
    sscanf(strstr(line, " - "), " - %*s %*s %511s", type);
    return text(",%s,%s,", flags, type);
}

static void check(struct where where, const char *mountinfo,
                  const struct mounted *mounted)
{
    const char *line = line_of(mountinfo, mounted->point);
    char *words = text("%s", mounted->options), *word;

    if (!line || !strstr(line, text(" - %s ", mounted->type)))
        fail_saying(where,
                    "  expected: type %s, mounted on %s\n"
                    "  seen:     %s\n  why:      %s\n",
                    mounted->type, mounted->point, line ? line : "nothing",
                    mounted->why);
    while ((word = strsep(&words, " "))) {
        bool absent = *word == '!';
        assert_text_at(where, line, options_in(line),
                       text(",%s,", word + absent), !absent, mounted->why);
    }
}

static const char *inside(const char *script)
{
    return robot_run(lesson, .args = { "--", "sh", "-c", script })->out;
}

static void each_mount_has_the_flags_that_it_should(void **state)
{
    (void) state;
    need_root();
    const char *mountinfo = inside("cat /proc/self/mountinfo");

    for (const struct mounted *m = expected; m->point; m++)
        check(HERE, mountinfo, m);
    const char *host = line_of(shell("cat /proc/self/mountinfo")->out,
                               cgroup2.point);
    if (host && strstr(host, " - cgroup2 "))
        check(HERE, mountinfo, &cgroup2);
    else
        assert_no_text("its mounts", mountinfo, "cgroup",
                       "none of the host's is there; see cgroups(7)");
}

/* The default mode of a tmpfs is not in mountinfo, nor is newinstance. */
static void terminals_and_shared_memory_are_its_own(void **state)
{
    (void) state;
    need_root();
    static const char *const paths[] = { "/dev/pts", "/dev/shm" };

    assert_text("/dev/shm", inside("stat -c %a /dev/shm"), "1777",
                "everybody may write, and remove what is his; see inode(7)");
    for (int i = 0; i < 2; i++) {
        const char *device = text("stat -c 'device %%d' %s", paths[i]);
        const char *own = inside(device);
        assert_text(paths[i], own, "device", "it is there");
        assert_no_text(paths[i], own, shell(device)->out,
                       "the host's are on another one; pts(4), tmpfs(5)");
    }
}

int main(int argc, char *argv[])
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mount_has_the_flags_that_it_should),
        cmocka_unit_test(terminals_and_shared_memory_are_its_own),
    };

    return run_lesson_tests(lesson, tests, argc, argv);
}
