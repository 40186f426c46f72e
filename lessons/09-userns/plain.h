/* plain.h - root becomes a plain user, for this lesson is about one */

#ifndef PLAIN_H
#define PLAIN_H

/* If the caller is the machine's root: becomes the user that called sudo, or
   nobody, for good and without groups, and reads it back.  The process stays
   dumpable, so that its files in /proc are the new user's; prctl(2).  Does
   nothing for others, root of a user namespace included.  Returns 0, or -1:
   then nothing may go on. */
int plain_become(void);

/* Returns 0 if the caller may execute the lessons beside this one, as step 7
   does; -1 if a directory on the way is closed to it, as /root is to the user
   that root has become; path_resolution(7). */
int plain_may_enter(void);

#endif
