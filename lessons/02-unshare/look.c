/* look.c - which namespaces processes are in, as the story says it

   See also: namespaces(7), proc(5). */

#include "lessons/02-unshare/look.h"

#include "common/failure.h"
#include "lessons/02-unshare/namespaces.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *said_namespaces(pid_t a, pid_t b, const char *type)
{
    struct namespace_id one, other;

    if (namespace_of(a, type, &one) == -1
        || namespace_of(b, type, &other) == -1)
        return "(cannot be read)";
    return same_namespace(&one, &other) ? "same" : "different";
}

int list_types(type_name types[MOST_TYPES], int *links)
{
    DIR *directory = opendir("/proc/self/ns");
    const struct dirent *entry;
    int count = 0;

    if (!directory)
        return failed("opendir(/proc/self/ns)");
    *links = 0;
    while (errno = 0, (entry = readdir(directory))) {
        if (entry->d_name[0] == '.')
            continue;
        ++*links;
        if (!strstr(entry->d_name, "_for_children") && count < MOST_TYPES)
            snprintf(types[count++], sizeof(type_name), "%.15s", entry->d_name);
    }
    if (errno)
        count = failed("readdir(/proc/self/ns)");
    closedir(directory);
    return count;
}

int count_same(pid_t a, pid_t b, type_name types[], int count)
{
    struct namespace_id one, other;
    int same = 0;

    for (int i = 0; i < count; i++) {
        if (namespace_of(a, types[i], &one) == -1
            || namespace_of(b, types[i], &other) == -1)
            return -1;
        same += same_namespace(&one, &other);
    }
    return same;
}
