/* filter.h - which system calls a process may ask for

   A policy is a table that can be read aloud: name, answer, and where one
   argument decides, a rule about it.  filter_build() makes of it the program
   that the kernel runs before every system call of the process; seccomp(2). */

#ifndef FILTER_H
#define FILTER_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The answers that a filter can give; seccomp(2). */
#define ALLOW SECCOMP_RET_ALLOW
#define LOG SECCOMP_RET_LOG              /* allow, and write it to the log */
#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))
#define KILL SECCOMP_RET_KILL_PROCESS    /* SIGSYS, which cannot be caught */

/* A call is let in or not by its arguments as they stand in the registers: what
   a pointer points to, such as the flags of clone3(2), is out of reach. */
enum compare { EQUAL, BELOW, ABOVE };

struct condition {
    unsigned argument;    /* 0 to 5 */
    uint64_t mask;        /* the bits that are looked at */
    enum compare compare; /* how the rest compares with VALUE, unsigned */
    uint64_t value;
};

/* The kernel reads an int from the lower half of a register and ignores the
   upper: a rule that looks at both is passed by setting one bit up there. */
#define INT_BITS 0xffffffffu
#define LONG_BITS UINT64_MAX

struct rule {
    const char *call; /* its name, syscalls(2) */
    uint32_t answer;
    struct condition when; /* left out (mask 0): the rule always holds */
};

/* Rules for the same call stand together, and the first that holds decides; if
   none holds, or no rule names the call, the answer is OTHERWISE. */
struct policy {
    const struct rule *rules; /* ended by one without a call */
    uint32_t otherwise;
    uint32_t foreign; /* to a call by another architecture's numbers */
    bool unchecked;   /* leaves the check for those out: lesson 6 alone does
                         that, to show what happens */
};

struct filter {
    struct sock_filter code[BPF_MAXINSNS];
    size_t length;        /* instructions */
    uint32_t read_answer; /* to pread(2), which tells whether it is on */
};

/* Makes FILTER of POLICY.  An allowing rule for a call that this architecture
   does not have is passed over; any other rule for one is a failure, since it
   would promise what it cannot keep.  Returns 0, or -1. */
int filter_build(const struct policy *policy, struct filter *filter);

/* Puts FILTER before all system calls of this process and of all it will start,
   for ever; seccomp(2).  Needs caps_no_new_privs() of lesson 5, or
   CAP_SYS_ADMIN; and /proc, where the kernel must count one filter more.  A
   filter that kills for asking there is not installed.  Returns 0, or -1. */
int filter_install(const struct filter *filter);

#endif
