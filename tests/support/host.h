/* host.h - the private host of the tests, and whether it is as it was

   The lessons must leave a host as they found it.  On a real one other
   programs come and go, so nothing could be compared exactly.  Therefore a test
   program that runs as root moves into namespaces of its own: a "laptop" with
   the device lo, an empty /run and nobody else. */

#ifndef TEST_HOST_H
#define TEST_HOST_H

#include <stdbool.h>

/* The first call in main(): makes this process a subreaper, and as root moves
   it into new network, mount and UTS namespaces; mounts stay private, the host
   is called "laptop", lo is up, /run is empty but for what belongs to systemd,
   D-Bus and logged-in users.  A plain user, or root without CAP_SYS_ADMIN,
   stays on the real host.  Ends the program if it fails half-way. */
void host_enter(void);

/* True if host_enter() could make the private host. */
bool host_is_private(void);

/* For a child: back into the namespaces of the real host, setns(2); nothing to
   do without a private one.  Returns 0, or -1 with errno. */
int host_leave(void);

/* Another host that a program of this test runs on: from here to the next
   host_compare() the real one is compared too. */
void host_watch_real(void);

struct host {
    char *state; /* from malloc(3) */
};

/* Takes the state of the host, about 10 ms: links, addresses, routes, rules,
   mounts, names below /run, host name, sysctls, cgroups and files that are
   called loac-PID-STARTTIME, the descendants and the open files of this
   process.  On the real host only what has a lesson's name or MAC.  Forgets the
   processes that were ours so far, processes.h. */
void host_snapshot(struct host *host);
void host_forget(struct host *host);

/* Waits, at most 1 s, until the host is as it was: the kernel takes up to 30 ms
   to destroy a network namespace after its last process.  Returns NULL, or the
   difference, lines with + and -; the text lives until the end of the test. */
char *host_compare(const struct host *before);

#endif
