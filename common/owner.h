/* owner.h - names that say which run of a lesson made a thing

   A killed lesson cannot clean up.  The next run can, if the name of what was
   left tells whether its owner is still alive: loac-PID-STARTTIME.  In another
   pid namespace than the first it is loac-PID-STARTTIME-nsINODE: nobody outside
   knows that pid, so nobody takes its owner for dead. */

#ifndef OWNER_H
#define OWNER_H

#include <stdbool.h>

#define OWNER_PREFIX "loac-"
#define OWNER_NAME_SIZE 48

/* Fills NAME with this process's name, "loac-4242-81723", or in another pid
   namespace "loac-1-81723-ns4026532281".  Returns 0, or -1 if /proc cannot be
   read. */
int owner_name(char name[OWNER_NAME_SIZE]);

/* 1 if NAME is one of ours and the process that it names is gone: no such pid,
   a pid used again, or a zombie; -1 with a failure if that cannot be found out;
   else 0.  Names of other form are never dead, and none is outside of the first
   pid namespace. */
int owner_is_dead(const char *name);

/* 1 if this process is in the namespace of TYPE ("pid" or "user") that the
   machine started with, 0 if not, -1 with a failure.  Only in the first pid
   namespace does a pid that is not seen not exist; elsewhere the living look
   dead, and sweeping must be left alone.  Only in the first user namespace is
   root the machine's root.  See pid_namespaces(7), user_namespaces(7). */
int first_namespace(const char *type);

/* The same; unknown counts as not the first. */
bool in_first_namespace(const char *type);

/* /proc shows the pid namespace that it was mounted in.  Where that is another
   one, /proc/PID is somebody else.  Returns 0, or -1 with a failure if there is
   no /proc or it is of another namespace; pid_namespaces(7). */
int proc_is_ours(void);

#endif
