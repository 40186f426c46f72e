/* talk.c - what is typed into the container of the story, and what it says

   A terminal would do as well, but a story that is told the same way each time
   needs to know where an answer ends: the shell says it.

   See also: pipe(2), sh(1). */

#include "lessons/10-container/talk.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIMIT_MS 20000
#define END "\n--- "

int talk_open(struct talk *talk)
{
    int in[2], out[2];

    if (pipe2(in, O_CLOEXEC) == -1)
        return failed("pipe2(O_CLOEXEC)");
    if (pipe2(out, O_CLOEXEC) == -1) {
        failed("pipe2(O_CLOEXEC)");
        close(in[0]);
        close(in[1]);
        return -1;
    }
    *talk = (struct talk){ { in[0], out[1] }, in[1], out[0] };
    return 0;
}

void talk_given(struct talk *talk)
{
    for (int i = 0; i < 2; i++) {
        close_fd(&talk->inside[i]);
        talk->inside[i] = -1;
    }
}

int talk_tell(struct talk *talk, const char *command)
{
    if (dprintf(talk->to, "%s\n", command) < 0)
        return failed("write(to the shell)");
    return 0;
}

/* Reads until the shell has said END and a number.  Returns 0, or -1. */
static int listen_until_end(struct talk *talk, char *heard, size_t size)
{
    size_t used = 0;
    char *end;

    do {
        int ready = wait_for(talk->from, LIMIT_MS);
        if (ready != 1)
            return ready == -1 ? -1 : failed_saying("no answer within 20 s",
                                                    "read(from the shell)");
        ssize_t got = read(talk->from, heard + used, size - 1 - used);
        if (got <= 0)
            return got == -1 ? failed("read(from the shell)")
                             : failed_saying("it has ended",
                                             "read(from the shell)");
        used += (size_t) got;
        heard[used] = '\0';
        end = strstr(heard, END);
    } while (used < size - 1 && !(end && strchr(end + strlen(END), '\n')));
    return end ? 0 : failed_saying("it says too much", "read(from the shell)");
}

int talk_say(struct talk *talk, const char *command, char *text, size_t size)
{
    char heard[4096], line[512];

    snprintf(line, sizeof line, "echo; %s; printf '\\n--- %%d\\n' $?", command);
    if (talk_tell(talk, line) == -1
        || listen_until_end(talk, heard, sizeof heard) == -1)
        return -1;
    char *end = strstr(heard, END), *from = heard;
    int status = atoi(end + strlen(END));

    while (end > heard && end[-1] == '\n')
        end--;
    *end = '\0';
    from += strspn(from, "\n");
    size_t used = 0;
    for (; *from && used + 4 < size; from++)
        used += (size_t) snprintf(text + used, size - used,
                                  *from == '\n' ? " | " : "%c", *from);
    text[used] = '\0';
    return status;
}
