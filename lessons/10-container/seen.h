/* seen.h - a container, seen from the host, for the story

   All of it is read from /proc/PID of one of its processes; proc(5). */

#ifndef SEEN_H
#define SEEN_H

#include "lessons/04-cgroup-memory/cgroup.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The types of the namespaces of PID that are not ours, "mnt pid net", into
   NAMES.  Returns how many; -1 with a failure, also where we may not look. */
int seen_namespaces(pid_t pid, char *names, size_t size);

/* The network devices of PID, "lo eth0", from /proc/PID/net/dev.  Returns 0, or
   -1. */
int seen_devices(pid_t pid, char *names, size_t size);

/* The word after "NAME:" in /proc/PID/status.  Returns 0, or -1. */
int seen_status(pid_t pid, const char *name, char *word, size_t size);

/* How many descriptors PID has open, or -1. */
int seen_files(pid_t pid);

/* What a second terminal types to be in namespaces of PID: nsenter(1) with
   OPTIONS, as root, or for a plain user by way of his user namespace.  A static
   text, used again by the next call but three. */
const char *seen_enter(pid_t pid, bool is_plain, const char *options);

/* Tells the commands that do the same, before it is done: make a cgroup; give it
   limits; make PID a member, which on v2 it is from its birth. */
void seen_cgroup_by_hand(const struct cgroup *cgroup);
void seen_limits_by_hand(const struct cgroup *cgroup, pid_t pid,
                         unsigned long long memory, long pids);

#endif
