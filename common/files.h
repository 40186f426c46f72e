/* files.h - small files of /proc and /sys, and descriptors that close
   themselves */

#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

/* A variable with one of these is released when its scope ends, on every path
   (GCC manual, attribute cleanup).  Start it with -1 or NULL; to hand it on,
   return keep_fd(&fd).  exit(3) does not run them: what outlives the process
   belongs to undo.h. */
#define CLOSES __attribute__((cleanup(close_fd)))
#define CLOSES_FILE __attribute__((cleanup(close_file)))

static inline void close_fd(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static inline void close_file(FILE *const *file)
{
    if (*file)
        fclose(*file);
}

static inline int keep_fd(int *fd)
{
    int kept = *fd;

    *fd = -1;
    return kept;
}

/* Reads PATH into TEXT, SIZE bytes with the final 0; a last newline is cut
   off, and so is what does not fit.  Returns the length, or -1; see open(2),
   read(2). */
ssize_t read_file(const char *path, char *text, size_t size);

/* Writes TEXT to an existing file in one write(2): the files of /proc and /sys
   take each write as a whole order.  Returns 0, or -1. */
int write_file(const char *path, const char *text);

/* Puts /proc/PID/comm into NAME, or "?" if the process is gone; proc(5).
   Returns NAME. */
const char *process_name(pid_t pid, char *name, size_t size);

/* The state letter of a process, third field of /proc/PID/stat: R, S, Z for a
   zombie; 0 if there is no such process, '?' with a failure if it cannot be
   read; proc(5). */
char process_state(pid_t pid);

/* The parent of a process, field 4 of /proc/PID/stat; 0 if it has none that can
   be seen from here, or if there is no such process; proc(5). */
pid_t process_parent(pid_t pid);

/* When a process started, in clock ticks after boot, field 22 of
   /proc/PID/stat; 0 with a failure if it cannot be read (ENOENT or ESRCH: there
   is no such process).  A pid is used again, a pid together with this number
   is not; proc(5). */
unsigned long long process_start(pid_t pid);

/* Opens /dev/null on descriptors 0 to 2 where the caller left them closed, in
   the wrong direction, so that no later file becomes "stdout" and a write to a
   closed stdout still fails.  Returns 0, or -1. */
int guard_standard_fds(void);

#endif
