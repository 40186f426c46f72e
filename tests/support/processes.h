/* processes.h - the processes below this test program

   The test program is a subreaper: an orphan of a lesson becomes its child, as
   it would become a child of init; prctl(2), PR_SET_CHILD_SUBREAPER.  So
   nothing that a lesson starts can get out of sight. */

#ifndef TEST_PROCESSES_H
#define TEST_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct process {
    pid_t pid, parent;
    long long start; /* clock ticks after boot; proc(5) */
    char state;      /* R, S, Z ... */
    char name[32];   /* its comm */
    bool below;      /* for processes.c */
};

/* Reads /proc/PID/stat.  False if there is no such process. */
bool process_read(pid_t pid, struct process *process);

/* Lists the descendants of ROOT, without itself, in *LIST, to be freed by the
   caller.  Returns how many they are. */
size_t processes_below(pid_t root, struct process **list);

/* True if PID is a descendant of ROOT. */
bool process_is_below(pid_t pid, pid_t root);

/* Remembers PID, or all that are below this process now: a thing that is left
   behind has its maker's pid in its name, and the maker is gone. */
void processes_remember(pid_t pid);
void processes_remember_all(void);

/* True if PID has been remembered since the last processes_forget(), or if this
   program never remembers any. */
bool process_was_ours(pid_t pid);
void processes_forget(void);

/* Waits for the children that have ended and that nobody else waits for: what
   init does for orphans. */
void processes_reap(void);

/* Kills every descendant of this process and waits until all are gone, at most
   5 s. */
void processes_kill(void);

#endif
