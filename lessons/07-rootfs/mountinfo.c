/* mountinfo.c - the mounts that a process sees

   The question: what is mounted where, for this process and no other?  One line
   of /proc/PID/mountinfo for each mount:

       36 35 98:0 /mnt1 /mnt2 rw,noatime shared:1 - ext3 /dev/root rw
       id parent   root point options    ...        type source

   See also: proc(5), mount_namespaces(7). */

#include "lessons/07-rootfs/mountinfo.h"

#include "common/failure.h"
#include "common/files.h"

#include <stdlib.h>
#include <string.h>

/* Blanks and backslashes in a path are written \040 and so on. */
static void decode(const char *field, char *text, size_t size)
{
    size_t used = 0;

    while (*field && used + 1 < size) {
        unsigned byte;
        if (sscanf(field, "\\%3o", &byte) == 1) {
            text[used++] = (char) byte;
            field += 4;
        } else {
            text[used++] = *field++;
        }
    }
    text[used] = '\0';
}

/* The optional fields, as many as there are, end with one that is "-". */
static bool parse_optional(char **rest, struct mount_line *mount)
{
    for (char *field; (field = strsep(rest, " "));) {
        if (strcmp(field, "-") == 0)
            return true;
        mount->is_shared |= strncmp(field, "shared:", 7) == 0;
        mount->is_slave |= strncmp(field, "master:", 7) == 0;
    }
    return false;
}

bool mount_parse(char *line, struct mount_line *mount)
{
    char *field[6], *rest = line;

    line[strcspn(line, "\n")] = '\0';
    *mount = (struct mount_line){ 0 };
    for (int i = 0; i < 6; i++)
        field[i] = strsep(&rest, " ");
    if (!field[5] || !parse_optional(&rest, mount))
        return false;
    mount->id = atoi(field[0]);
    mount->parent = atoi(field[1]);
    decode(field[4], mount->point, sizeof mount->point);
    snprintf(mount->options, sizeof mount->options, "%s", field[5]);

    const char *type = strsep(&rest, " "), *source = strsep(&rest, " ");
    snprintf(mount->type, sizeof mount->type, "%s", type ? type : "");
    decode(source ? source : "", mount->source, sizeof mount->source);
    return true;
}

FILE *mounts_open(pid_t pid)
{
    char path[64];

    snprintf(path, sizeof path, pid ? "/proc/%d/mountinfo"
                                    : "/proc/self/mountinfo", (int) pid);
    FILE *file = fopen(path, "re");
    if (!file)
        failed("open(%s)", path);
    return file;
}

int mounts_next(FILE *mounts, struct mount_line *mount)
{
    char *line = NULL;
    size_t size = 0;

    /* After an error it can still return half a line; getline(3). */
    ssize_t length = getline(&line, &size, mounts);
    int result = ferror(mounts) ? failed("read(/proc/PID/mountinfo)")
                                : length != -1;
    if (result == 1 && !mount_parse(line, mount))
        result = failed_saying("not as in proc(5)", "/proc/PID/mountinfo");
    free(line);
    return result;
}

int mounts_count(pid_t pid)
{
    struct mount_line mount;
    int count = 0, more;

    CLOSES_FILE FILE *mounts = mounts_open(pid);
    if (!mounts)
        return -1;
    while ((more = mounts_next(mounts, &mount)) == 1)
        count++;
    return more == -1 ? -1 : count;
}

int mount_at(pid_t pid, const char *point, struct mount_line *mount)
{
    struct mount_line next;
    int found = 0, more;

    CLOSES_FILE FILE *mounts = mounts_open(pid);
    if (!mounts)
        return -1;
    while ((more = mounts_next(mounts, &next)) == 1)
        if (strcmp(next.point, point) == 0) {
            *mount = next;
            found = 1;
        }
    return more == -1 ? -1 : found;
}
