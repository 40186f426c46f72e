/* user.h - who the command is

       --user UID[:GID]                  1000:1000 */

#ifndef USER_H
#define USER_H

#include <sys/types.h>

struct user {
    uid_t uid;
    gid_t gid;
};

/* Reads the value of --user: numbers from 0 to 4294967294; without a GID it is
   the UID.  Names would have to be looked up in the image, and are refused.
   Returns 0, or -1 with a failure that says what was expected. */
int user_parse(const char *text, struct user *user);

/* Becomes USER for good, without any other group; setgroups(2), setresgid(2),
   setresuid(2); reads all of it back.  In a user namespace whose setgroups is
   denied the groups stay as they are: the kernel forbids to give them up,
   user_namespaces(7).  A change clears PR_SET_PDEATHSIG, PR_SET_DUMPABLE and,
   without PR_SET_KEEPCAPS, the capabilities; prctl(2).  Returns 0, or -1. */
int user_become(const struct user *user);

#endif
