/* who.h - the step of lesson 6 about who may install a filter */

#ifndef WHO_H
#define WHO_H

/* Shows that it takes CAP_SYS_ADMIN or no_new_privs.  Returns 0, or -1. */
int who_may_install(void);

#endif
