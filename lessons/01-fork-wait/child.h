/* child.h - a child process: made, told what to do, waited for

   The child does one deed after another, each when its parent orders it, and
   answers with a text or a failure.  So only the parent speaks, in a fixed
   order, and nobody sleeps to "give the other one time". */

#ifndef CHILD_H
#define CHILD_H

#include <stddef.h>
#include <sys/types.h>

struct child {
    pid_t pid;   /* 0: there is none */
    int pidfd;   /* can be polled; ready when the child has ended,
                    pidfd_open(2) */
    int orders;  /* one byte is one order; closed: the parent is gone */
    int answers; /* closed: the child has ended, or execve(2) worked */
};

/* What a child does with order DEED (1 to 255): it puts facts for the parent
   into ANSWER (SIZE bytes, empty before) and returns 0, or -1 with a
   failure recorded. */
typedef int deed_fn(int deed, char *answer, size_t size);

/* Forks a child that obeys DEEDS until its parent is gone; fork(2).  Returns 0
   and fills in CHILD, or -1. */
int child_fork(struct child *child, deed_fn *deeds);

/* The parts of child_fork(), for those who make a process by another call than
   fork(2): the pipes; the child's side, which does not return; the parent's
   side, with the pid. */
struct pipes {
    int orders[2], answers[2];
};
int child_pipes(struct pipes *pipes);
void child_obeys(struct pipes *pipes, deed_fn *deeds)
    __attribute__((noreturn));
int child_born(struct child *child, pid_t pid, struct pipes *pipes);

/* Orders DEED and waits, at most 20 s, for the answer, which goes into ANSWER
   (may be NULL).  Returns 0, or -1: with the child's own failure, or with ours
   if the child has ended. */
int child_order(struct child *child, int deed, char *answer, size_t size);

/* The two halves of it, for a deed that may take long: orders DEED; reads the
   answer, when CHILD->answers can be read.  Return 0, or -1 as above. */
int child_tell(struct child *child, int deed);
int child_answer(struct child *child, char *answer, size_t size);

/* Orders DEED, which must end in child_becomes(), and waits until the child
   runs the new program.  Returns 0, or -1 with the child's failure. */
int child_order_exec(struct child *child, int deed);

/* In the child: becomes the program ARGV[0], looked up in PATH, with the pipe
   of orders as its standard input; execve(2).  Returns only on failure, -1. */
int child_becomes(char *const argv[]);

/* Closes the pipe of orders: a child that obeys ends with status 0, a program
   that reads it sees the end of its input.  Always returns 0. */
int child_let_go(struct child *child);

/* Waits until the child has ended but leaves it a zombie: waitid(2) with
   WNOWAIT.  Returns 0, or -1. */
int child_ended(struct child *child);

/* Waits for the end of the child and takes its wait status, wait(2); its pid is
   free after that.  Returns 0, or -1. */
int child_wait(struct child *child, int *status);

/* Kills and reaps the child if there still is one; an undo, see undo.h. */
int child_stop(void *child);

/* Says a wait status in words: "exited with status 7", "killed by signal 9
   (SIGKILL)".  Returns TEXT. */
const char *fate(int status, char *text, size_t size);

/* The exit status with which a shell or a container runtime passes a wait
   status on: the child's own, or 128+n for signal n. */
int exit_status(int status);

#endif
