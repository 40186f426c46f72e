/* calls.h - system calls: what they are about, how they may fail */

#ifndef FAULTS_CALLS_H
#define FAULTS_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* An errno with which this call may really fail, or 0 if it never fails. */
int call_error(int nr);

/* True if the call has done its work also when it fails: close(2), which frees
   the descriptor in any case. */
bool call_is_done_anyway(int nr);

/* Writes what the call is about into OBJECT: the path that is one of its ARGS,
   or what descriptor ARGS[0] of process PID is.  Numbers become #, so that the
   same call has the same object in another run: "/proc/#/ns/net". */
void call_object(pid_t pid, int nr, const unsigned long long args[6],
                 char *object, size_t size);

#endif
