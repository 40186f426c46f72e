/* reach.h - deeds on what belongs to the machine, not to the box */

#ifndef REACH_H
#define REACH_H

/* Each is tried for real, and would change nothing if it were allowed. */
struct reach {
    const char *what;
    int wants;        /* a CAP_* number */
    int (*try)(void); /* 0, or -1 with errno, as a system call */
};

/* Ended by one without WHAT. */
extern const struct reach reaches[];
#define MOST_REACHES 12

#endif
