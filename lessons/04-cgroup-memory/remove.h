/* remove.h - a cgroup directory, emptied and removed */

#ifndef REMOVE_H
#define REMOVE_H

/* One rmdir(2).  Returns 0, also if there is no such directory; or -1, with the
   live processes named if those are the reason. */
int directory_rmdir(const char *directory);

/* Kills what is in DIRECTORY and in the directories below it, and removes them
   all; waits up to 2 s for the last process to end.  Returns 0 when it is gone,
   or -1. */
int directory_remove(const char *directory);

#endif
