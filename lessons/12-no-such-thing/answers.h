/* answers.h - how the questions of rows.h are asked: each is a READ there */

#ifndef ANSWERS_H
#define ANSWERS_H

#include "lessons/12-no-such-thing/rows.h"

/* ---- view.c: what does it see? ------------------------------------------ */

/* The namespace /proc/PID/ns/WHAT; namespaces(7). */
int answer_namespace(const struct target *target, const char *what,
                     struct row *row);
/* The directory that it takes for "/", and the number of its mounts. */
int answer_root(const struct target *target, const char *what,
                struct row *row);
int answer_mounts(const struct target *target, const char *what,
                  struct row *row);

/* ---- amount.c: how much may it have? ------------------------------------ */

/* Its group for the controller WHAT, and the limits of that and of all groups
   above it: the least counts; cgroups(7). */
int answer_group(const struct target *target, const char *what,
                 struct row *row);
int answer_memory(const struct target *target, const char *what,
                  struct row *row);
int answer_cpu(const struct target *target, const char *what, struct row *row);
int answer_pids(const struct target *target, const char *what,
                struct row *row);
/* The line WHAT of /proc/PID/limits; getrlimit(2). */
int answer_limit(const struct target *target, const char *what,
                 struct row *row);

/* ---- permission.c: what may it do? -------------------------------------- */

/* The line WHAT of /proc/PID/status: four ids; a set of capabilities; 0 or 1;
   the mode of seccomp. */
int answer_ids(const struct target *target, const char *what, struct row *row);
int answer_caps(const struct target *target, const char *what,
                struct row *row);
int answer_yes_no(const struct target *target, const char *what,
                  struct row *row);
int answer_seccomp(const struct target *target, const char *what,
                   struct row *row);
/* The file uid_map or gid_map; user_namespaces(7). */
int answer_id_map(const struct target *target, const char *what,
                  struct row *row);
/* The label of the security module (AppArmor, SELinux), "none" without one. */
int answer_label(const struct target *target, const char *what,
                 struct row *row);

/* A line of /proc/PID/status, or a file of one line, as it is. */
int answer_line(const struct target *target, const char *what,
                struct row *row);
int answer_file(const struct target *target, const char *what,
                struct row *row);

/* ---- kernel.c: which kernel answers? ------------------------------------ */

/* The file WHAT of /proc/sys/kernel, through the /proc that the process itself
   has, if it has one; else through ours: its directory /proc/PID is there
   because this kernel runs it. */
int answer_kernel(const struct target *target, const char *what,
                  struct row *row);

/* Reads WHAT in the /proc of the process, below its own root.  Returns 0, or -1
   with a failure: no /proc there, or not for us. */
int kernel_seen_by(const struct target *target, const char *what, char *text,
                   size_t size);

#endif
