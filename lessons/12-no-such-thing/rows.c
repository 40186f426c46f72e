/* rows.c - the questions asked about one process, and two compared

   The question: what is the difference between two processes?

   See also: proc(5), ptrace(2). */

#include "lessons/12-no-such-thing/rows.h"

#include "common/failure.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* True for what may be: not for us, not in this kernel, not understood.
   Anything else is a failure. */
static bool may_be_unknown(int error)
{
    return error == 0 || error == EACCES || error == EPERM || error == ENOENT
           || error == EINVAL || error == ESRCH || error == EOPNOTSUPP;
}

/* What another process sees and where its root is, the kernel tells those who
   might trace it: the same user, or CAP_SYS_PTRACE; ptrace(2), "Ptrace access
   mode checking". */
static void explain(struct row *row)
{
    const struct failure *why = last_failure();

    if (why->error == EACCES || why->error == EPERM)
        snprintf(row->why, sizeof row->why,
                 "%s: told to those who may trace it, ptrace(2)",
                 strerrorname_np(why->error));
    else
        snprintf(row->why, sizeof row->why, "%s", why->call);
}

static int ask_all(const struct target *target, struct portrait *portrait)
{
    for (int i = 0; questions[i].name; i++) {
        const struct question *question = &questions[i];
        struct row *row = &portrait->rows[i];

        if (question->read(target, question->what, row) == 0)
            continue;
        if (last_failure()->signal || !may_be_unknown(last_failure()->error))
            return -1;
        row->value[0] = row->key[0] = '\0';
        explain(row);
    }
    return 0;
}

/* ANCHOR: take */
int portrait_take(struct portrait *portrait, pid_t pid)
{
    static struct target target;
    int result = target_open(&target, pid);

    memset(portrait, 0, sizeof *portrait);
    portrait->pid = pid;
    memcpy(portrait->name, target.name, sizeof portrait->name);
    if (result == 0)
        result = ask_all(&target, portrait);
    if (result == 0)
        result = target_lives(&target);
    target_close(&target);
    return result;
}
/* ANCHOR_END: take */

/* ---- two of them ------------------------------------------------------- */

/* ANCHOR: compare */
enum likeness rows_compare(const struct portrait *a, const struct portrait *b,
                           int row)
{
    const struct row *first = &a->rows[row], *second = &b->rows[row];

    if (first->why[0] || second->why[0])
        return UNKNOWN;
    if (first->key[0])
        return strcmp(first->key, second->key) == 0 ? SAME : DIFFERENT;
    return strcmp(first->value, second->value) == 0 ? SAME : DIFFERENT;
}
/* ANCHOR_END: compare */

int rows_count(const struct portrait *a, const struct portrait *b,
               enum group group, enum likeness likeness)
{
    int count = 0;

    for (int i = 0; questions[i].name; i++)
        count += questions[i].group == group
                 && rows_compare(a, b, i) == likeness;
    return count;
}

static bool is_limit(int row)
{
    return strncmp(questions[row].name, "RLIMIT_", 7) == 0;
}

static bool all_limits_are(const struct portrait *a, const struct portrait *b,
                           enum likeness likeness)
{
    for (int i = 0; questions[i].name; i++)
        if (is_limit(i) && rows_compare(a, b, i) != likeness)
            return false;
    return true;
}

const char *rows_list(const struct portrait *a, const struct portrait *b,
                      enum group group, enum likeness likeness, char *text,
                      size_t size)
{
    bool all = all_limits_are(a, b, likeness), folded = false;
    size_t used = 0;

    snprintf(text, size, "none");
    for (int i = 0; questions[i].name && used < size; i++) {
        const char *name = questions[i].name;

        if (questions[i].group != group
            || rows_compare(a, b, i) != likeness)
            continue;
        if (is_limit(i) && (all || likeness == SAME)) {
            name = folded ? NULL : all ? "RLIMIT_*" : "other RLIMIT_*";
            folded = true;
        }
        if (name)
            used += (size_t) snprintf(text + used, size - used, "%s%s",
                                      used ? " " : "", name);
    }
    return text;
}
