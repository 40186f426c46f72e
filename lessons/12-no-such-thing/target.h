/* target.h - one process, read through one open directory

   A pid is a number that is used again.  The directory /proc/PID, once open,
   stays that of one process: when it has ended, nothing can be read through
   the directory any more, whoever has the number now.  See proc(5). */

#ifndef TARGET_H
#define TARGET_H

#include <sys/types.h>

struct target {
    pid_t pid;
    int directory;      /* /proc/PID */
    char name[64];      /* its comm; any byte may be in it */
    char status[16384]; /* /proc/PID/status, */
    char cgroup[16384]; /* cgroup, */
    char limits[4096];  /* and limits: every user may read these three */
};

/* Opens process PID and reads the texts.  Returns 0, or -1 with the cause: no
   such process, a zombie, or ended meanwhile.  target_close() follows in both
   cases. */
int target_open(struct target *target, pid_t pid);
void target_close(struct target *target);

/* Reads FILE of its directory whole; a last newline is cut off.  Returns the
   length, or -1; also if it does not fit. */
ssize_t target_read(const struct target *target, const char *file, char *text,
                    size_t size);

/* Copies what follows "LABEL:" in its status.  Returns 0, or -1 (ENOENT) if
   this kernel has no such line. */
int target_status(const struct target *target, const char *label, char *text,
                  size_t size);

/* 0 if the process has not ended; -1 with a failure if it has, even as a
   zombie: what was read of it is then worth nothing. */
int target_lives(const struct target *target);

#endif
