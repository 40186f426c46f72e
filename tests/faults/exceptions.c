/* exceptions.c - the list of what may be as it is: tests/faults.allow

   A line has six fields; the first five are patterns of fnmatch(3):

       LESSON  MODE  VERDICT  CALL  OBJECT  reason in words

   A lesson may be followed by how it was started, 10-container/rootless.  The
   object of a call without one is -.  */

#include "exceptions.h"

#include "lessons/06-seccomp/syscalls.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define MOST 200

enum field { LESSON, MODE, VERDICT, CALL, OBJECT, FIELDS };

struct exception {
    char *field[FIELDS];
    int line;
    bool used;
};

static struct exception *list; /* shared with the workers */
static int count;

/* TEXT stays in memory.  Returns false if it is not an entry. */
static bool read_entry(char *text, int line)
{
    struct exception *entry = &list[count];
    int field = 0;

    while (field < FIELDS && text) {
        text += strspn(text, " ");
        entry->field[field++] = strsep(&text, " ");
    }
    if (count == MOST || !text || text[strspn(text, " \n")] == '\0')
        return false;
    entry->line = line;
    count++;
    return true;
}

int exceptions_read(const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = NULL;
    size_t size = 0;

    if (file)
        list = mmap(NULL, MOST * sizeof *list, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!file || list == MAP_FAILED) {
        fprintf(stderr, "faults: %s: %s\n", path, strerror(errno));
        return -1;
    }
    for (int line = 1; getline(&text, &size, file) != -1; line++) {
        if (strchr("#\n", text[strspn(text, " ")]))
            continue;
        char *kept = strdup(text);
        if (!kept || !read_entry(kept, line)) {
            fprintf(stderr, "faults: %s:%d: expected: lesson mode verdict call "
                            "object reason\n", path, line);
            fclose(file);
            return -1;
        }
    }
    free(text);
    fclose(file);
    return 0;
}

/* "@(read|write)" is either; fnmatch(3), FNM_EXTMATCH. */
static bool is_like(const char *pattern, const char *text)
{
    return fnmatch(pattern, text, FNM_EXTMATCH) == 0;
}

static bool is_about(const struct exception *entry,
                     const struct subject *subject)
{
    char started[64];

    snprintf(started, sizeof started, "%s/%s", subject->name,
             scenario_names[subject->scenario]);
    return is_like(entry->field[LESSON], subject->name)
           || is_like(entry->field[LESSON], started);
}

bool is_exception(const struct subject *subject, enum mode mode,
                  const struct result *result)
{
    const char *object = result->at.object[0] ? result->at.object : "-";

    for (int i = 0; i < count; i++) {
        struct exception *entry = &list[i];

        if (is_about(entry, subject)
            && is_like(entry->field[MODE], mode_names[mode])
            && is_like(entry->field[VERDICT], verdict_names[result->verdict])
            && is_like(entry->field[CALL], syscall_name(result->at.nr))
            && is_like(entry->field[OBJECT], object)) {
            entry->used = true;
            return true;
        }
    }
    return false;
}

void exceptions_unused(void)
{
    for (int i = 0; i < count; i++) {
        const struct exception *entry = &list[i];

        if (entry->used)
            continue;
        printf("tests/faults.allow:%d: not needed:", entry->line);
        for (int field = 0; field < FIELDS; field++)
            printf(" %s", entry->field[field]);
        printf("\n");
    }
}
