/* harmless.h - system calls that do no harm if they get through

   Whoever tests a filter makes the very calls that it forbids.  So each is made
   with arguments that change nothing outside of the process that makes it, and
   in a process of its own: it may be killed for asking. */

#ifndef HARMLESS_H
#define HARMLESS_H

#include "lessons/06-seccomp/victim.h"

#include <stdbool.h>
#include <sys/types.h>

#define I386_UNSHARE 310 /* <asm/unistd_32.h> */

/* The number of the call that has NAME here, or -1; the name of call NUMBER,
   NULL after the last (for nearest()); and what it does, "kill(self, 0)". */
int harmless_number(const char *name);
const char *harmless_name(int number);
const char *harmless_call(int number);

/* The process that makes a call, and what it has ready for it. */
struct asker {
    bool root;
    pid_t self;           /* for kill */
    struct victim victim; /* for those that kill */
    pid_t born;           /* set by a call that makes a process: to be waited
                             for when the outcome is known */
};
extern struct asker asker;

/* Makes call NUMBER in this process.  Returns 0, an errno, or LET_IN: no filter
   was in the way, but the kernel itself refuses. */
#define LET_IN (-1)
int harmless_make(int number);

/* Whether ASKER.VICTIM dies of it. */
bool harmless_kills(int number);

#endif
