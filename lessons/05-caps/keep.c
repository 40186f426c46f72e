/* keep.c - the lesson as a tool: --keep LIST -- CMD

   The question: how does a container engine start a program as root with a few
   capabilities only?  Between fork and exec, in the child.

   See also: capabilities(7), setpriv(1). */

#include "lessons/05-caps/keep.h"

#include "common/failure.h"
#include "common/options.h"
#include "lessons/01-fork-wait/run.h"
#include "lessons/05-caps/caps.h"

#define NAME "05-caps"

static cap_set keep;
static bool is_given;

int keep_take(const char *list)
{
    if (is_given)
        return failed_saying("one list is enough", "a second --keep");
    is_given = true;
    if (caps_parse(list, &keep) == 0)
        return 0;
    struct failure why = *last_failure();
    return failed_saying(why.call, "--keep");
}

bool keep_is_given(void)
{
    return is_given;
}

/* ANCHOR: between */
/* In the child, after fork(2) and before execve(2). */
static int keep_only(void)
{
    if (caps_survive_exec(keep) == -1 || caps_keep(keep) == -1)
        return -1;
    return caps_no_new_privs();
}
/* ANCHOR_END: between */

int keep_run(char *argv[])
{
    int status;

    if (!is_given)
        usage_error(NAME, "a command needs --keep=LIST before it");
    if (run_command(argv, keep_only, &status) == -1)
        speak_failure(NAME);
    return status;
}
