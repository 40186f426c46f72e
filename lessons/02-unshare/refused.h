/* refused.h - why namespaces are refused here, and which way is open

   One EPERM or ENOSPC of clone(2) and unshare(2) has half a dozen causes.  They
   are tried here one by one, so that the advice is true on this machine. */

#ifndef REFUSED_H
#define REFUSED_H

#include <sys/types.h>

/* Records that CALL ("clone" or "unshare") with the CLONE_NEW* constants FLAGS
   failed with ERROR, and the cause that is true here.  Returns -1. */
int namespaces_refused(const char *call, int flags, int error);

/* Finds out before the first step whether the namespaces of FLAGS can be made: -1
   with cause and cure if a limit of /proc/sys/user is 0 or the kernel lacks a
   kind, else 0. */
int namespaces_allowed(int flags);

/* For ready(): 0 if this process has CAP_SYS_ADMIN and CAP_NET_ADMIN; else -1,
   with the ways to run build/PROGRAM that are open here.  OPTIONS are those of
   unshare(1) with which it runs without root, "-Ur"; NULL: it does not. */
int need_root(const char *program, const char *options);

/* The command that enters namespaces of PID as seen from another terminal of the
   same user: "sudo nsenter -t 4242 -n", or the form without root if we are root
   of a user namespace.  OPTIONS are nsenter(1)'s: "-n", "-u", "-m".  Returns a
   static text, used again by the next call but three. */
const char *nsenter(pid_t pid, const char *options);

#endif
