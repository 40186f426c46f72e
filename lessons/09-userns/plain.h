/* plain.h - root becomes a plain user, for this lesson is about one */

#ifndef PLAIN_H
#define PLAIN_H

/* If the caller is the machine's root: becomes the user that called sudo, or
   nobody, for good and without groups, and reads it back.  The process stays
   dumpable, so that its files in /proc are the new user's; prctl(2).  Does
   nothing for others, root of a user namespace included.  Returns 0, or -1:
   then nothing may go on. */
int plain_become(void);

#endif
