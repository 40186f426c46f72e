/* tracees.h - the processes of one program, traced from their births

   ptrace(2), PTRACE_SEIZE: a traced process stops when it enters and when it
   leaves a system call, when it has made a child, and when it has become
   another program.  Its children are traced as well. */

#ifndef FAULTS_TRACEES_H
#define FAULTS_TRACEES_H

#include "inject.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define MOST_CALLS 512

struct tracee {
    pid_t pid;
    int number;   /* 1: the program, 2: its first child; 0: not ours, for it
                     has become another program */
    bool known;   /* whose child it is */
    bool in_main; /* its calls count */
    int failing;  /* the errno that this call will leave with, or 0 */
    int counts[MOST_CALLS]; /* of each call, the loader's as well */
};

/* Forks a child that becomes the program, in a session and surroundings of its
   own, and traces it as number 1.  Returns its pid, or -1 with errno. */
pid_t tracees_start(const struct start *start);

/* The tracee with PID, or NULL.  It stays where it is until the next birth. */
struct tracee *tracee_find(pid_t pid);

/* The same; one that is not known yet is a child whose parent has still to
   tell of it. */
struct tracee *tracee_meet(pid_t pid);

/* PID has stopped because it has made a child. */
void tracee_told_of_birth(pid_t pid);

/* It has stopped by itself: at its birth (true: let it go on), or like any
   process by SIGSTOP (false: it now waits for SIGCONT). */
bool tracee_may_go_on(struct tracee *tracee, int signal);

/* It has become another program, or the same one once more. */
void tracee_became_a_program(struct tracee *tracee);

/* It has ended, and wait(2) has said so; or there is nobody left at all. */
void tracee_forget(struct tracee *tracee);
void tracees_forget(void);

/* How many there are. */
size_t tracees_alive(void);

/* Kills all, and says in WORDS which they were and in which call:
   "2 (sh, state S, read)". */
void tracees_kill(char *words, size_t size);

#endif
