/* deeds.h - what the box of lesson 6 does when it is told to */

#ifndef SECCOMP_DEEDS_H
#define SECCOMP_DEEDS_H

#include <stddef.h>
#include <sys/types.h>

enum deed {
    INSTALL_DENY_TWO = 1,   /* the policies of tables.h, with no_new_privs */
    INSTALL_UNCHECKED,
    INSTALL_BY_DEATH,
    INSTALL_NOTHING,
    INSTALL_ALLOW_FEW,
    TRY_INSTALL,            /* deny_two, without setting no_new_privs: answers
                               "installed" or "refused: EACCES" */
    SET_NO_NEW_PRIVS,
    BE_PLAIN,               /* becomes plain_uid() for good */
    TAKE_OFF,               /* tries to: answers with what the kernel said */
    BECOME_SHELL,           /* sh, which ends when its input does */
    UNSHARE_HERE,           /* unshare(CLONE_FS) in the box itself */
    TRY = 100,              /* TRY + n: call n of harmless.h; answers with what
                               became of it */
};

/* A deed_fn of child.h. */
int seccomp_deeds(int deed, char *answer, size_t size);

/* Who a box of root's becomes with BE_PLAIN: the user that called sudo, or
   nobody. */
uid_t plain_uid(void);

#endif
