/* subid.c - who may use which ids besides his own: /etc/subuid, /etc/subgid

   The question: which ids may a user hand out in a namespace of his own?  Those
   that root wrote down for him, as useradd(8) does for each new user.  (Where
   /etc/nsswitch.conf has another source for "subid" than files, getsubids(1)
   knows, and we do not.)

   See also: subuid(5), subgid(5). */

#include "lessons/09-userns/subid.h"

#include "common/failure.h"
#include "common/files.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_ID 4294967295U /* (uid_t) -1 is not an id; setresuid(2) */

/* A number of decimal digits up to END, and nothing else. */
static bool take_number(const char **at, char end, unsigned *number)
{
    unsigned long long value = 0;
    const char *digit = *at;

    for (; isdigit((unsigned char) *digit); digit++) {
        value = value * 10 + (unsigned) (*digit - '0');
        if (value > NO_ID)
            return false;
    }
    if (digit == *at || *digit != end)
        return false;
    *number = (unsigned) value;
    *at = digit + (end != '\0');
    return true;
}

static bool is_owner(const char *line, size_t length, const char *name,
                     uid_t uid)
{
    char number[16];

    snprintf(number, sizeof number, "%u", uid);
    if (strlen(number) == length && strncmp(line, number, length) == 0)
        return true;
    return name && *name && strlen(name) == length
        && strncmp(line, name, length) == 0;
}

bool subid_line(const char *line, const char *name, uid_t uid,
                struct id_run *range)
{
    size_t length = strcspn(line, ":");
    char numbers[64];
    const char *at = numbers;

    if (line[length] != ':' || !is_owner(line, length, name, uid))
        return false;
    line += length + 1;
    length = strcspn(line, "\n");
    if (length >= sizeof numbers)
        return false;
    memcpy(numbers, line, length);
    numbers[length] = '\0';

    *range = (struct id_run){ 0 };
    return take_number(&at, ':', &range->outside)
        && take_number(&at, '\0', &range->count)
        && range->outside > 0 && range->count > 0
        && range->count <= NO_ID - range->outside;
}

int subid_find(const char *path, const char *name, uid_t uid,
               struct id_run *range)
{
    char *line = NULL;
    size_t room = 0;
    struct id_run one;

    *range = (struct id_run){ 0 };
    CLOSES_FILE FILE *file = fopen(path, "re");
    if (!file)
        return errno == ENOENT ? 0 : failed("open(%s)", path);
    while (errno = 0, getline(&line, &room, file) != -1)
        if (subid_line(line, name, uid, &one) && one.count > range->count)
            *range = one;
    int error = ferror(file) || errno == ENOMEM ? errno : 0;
    free(line);
    if (error) {
        errno = error;
        return failed("read(%s)", path);
    }
    return range->count > 0;
}
