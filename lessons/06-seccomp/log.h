/* log.h - what the kernel's log says about a death by seccomp

   A wait status says SIGSYS, and not for which call.  The kernel writes that
   into its log, if it audits; who may read the log is another question.  So all
   of this may know nothing, and that is no failure. */

#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Opens the log at its end: only what is written from now on is read.  Returns
   a descriptor, or -1 if it is not ours to read; syslog(2), "dmesg_restrict" in
   proc(5). */
int log_open(void);

/* Puts the system call for which seccomp killed PID into CALL, "system call 79
   (getcwd)", or "" if the log does not tell within half a second.  Returns 0,
   or -1 if a signal asked us to stop meanwhile. */
int log_killed_for(int log, pid_t pid, char *call, size_t size);

/* The same of one record of the log; false if it is about something else. */
bool log_tells(const char *record, pid_t pid, char *call, size_t size);

#endif
