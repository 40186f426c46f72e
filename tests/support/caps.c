/* caps.c - what lesson 5 says of a process, and what the kernel says */

#include "caps.h"

#include "test.h"

#include <string.h>

const char *const caps_deeds[] = {
    "bring a link up", "open a raw socket", "bind port 80",
    "change the host name", "mount a file system", "make a device file",
    "give a file to nobody", "signal nobody's process", "read nobody's file",
    "read root's file", "write root's file", NULL
};

/* What a row of the table says behind the capability: "allowed EPERM". */
static const char *row(struct robot *robot, const char *deed)
{
    const char *said = robot_said(robot), *line;

    while ((line = text_line(&said))) {
        const char *words = text_labelled(line, "box");
        if (!words || strncmp(words, deed, strlen(deed)) != 0)
            continue;
        words = text_squeezed(words + strlen(deed));
        words += strspn(words, " ");
        if (strncmp(words, "(its owner)", 11) == 0)
            words += 6;
        return strchr(words, ' ') ? strchr(words, ' ') + 1 : "";
    }
    return "(no such row)";
}

void assert_row_at(struct where where, struct robot *robot, const char *deed,
                   const char *expected, const char *why)
{
    if (strcmp(row(robot, deed), expected) != 0)
        fail_saying(where, "  %s: %s\n  expected: %s\n  seen:     %s\n",
                    deed, why, expected, row(robot, deed));
}

const char *status_of(long pid, const char *line)
{
    struct robot *sed = shell(text("sed -n 's/^%s:\\t//p' /proc/%ld/status",
                                   line, pid));

    return text("%.*s", (int) strcspn(sed->out, "\n"), sed->out);
}

void assert_sets_at(struct where where, struct robot *grep, const char *set)
{
    const char *none = "0000000000000000";
    const struct {
        const char *line, *value, *why;
    } lines[] = {
        { "CapInh", none, "these meet those of files; capabilities(7)" },
        { "CapPrm", set, "permitted is what was asked for; capabilities(7)" },
        { "CapEff", set, "effective is what was asked for; capabilities(7)" },
        { "CapBnd", set, "what stays there can be had again; capabilities(7)" },
        { "CapAmb", none, "these survive execve; capabilities(7)" },
        { "NoNewPrivs", "1", "execve gives nothing new; prctl(2)" },
    };

    assert_status_at(where, grep, 0, "the command ran");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_text_at(where, "/proc/self/status", grep->out,
                       text("%s:\t%s", lines[i].line, lines[i].value), true,
                       lines[i].why);
}
