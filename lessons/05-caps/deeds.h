/* deeds.h - what needs which capability: a table of deeds that are really done

   Each is tried by the process that asks, in namespaces, a directory and with a
   process of its own, so that nothing outside notices. */

#ifndef DEEDS_H
#define DEEDS_H

#include <sys/types.h>

#define NOBODY 65534 /* the uid of nobody, and of every uid without a name in
                        this user namespace; user_namespaces(7) */
#define ITS_OWNER (-1) /* no capability: the file belongs to who asks */

struct deed {
    const char *what;
    int wants;        /* a CAP_* number, or ITS_OWNER */
    int (*try)(void); /* 0, or -1 with errno, as a system call */
    enum { POWER, FILES } about;
};

/* Ended by a deed without WHAT; at most MOST_DEEDS. */
extern const struct deed deeds[];
#define MOST_DEEDS 24

/* Makes the place: new host name, network and mounts, and a directory with two
   files, root's and nobody's.  NOBODYS_PROCESS is a process of another user, 0
   if there is none.  Returns 0, or -1. */
int deeds_prepare(pid_t nobodys_process);

/* Tries deeds[ROW] and puts 0 (allowed) or the errno of the refusal into SAID:
   EPERM, EACCES, or EINVAL where no other user exists.  Returns 0, or -1 if it
   failed for another reason. */
int deed_try(int row, int *said);

/* Where the two files are, "roots" and "nobodys": a file system of its own,
   seen in the box's mount namespace only. */
#define DEEDS_DIRECTORY "/tmp"

#endif
