/* sides.h - both sides of a relay of lesson 10, for its unit tests

   Server and caller are the test itself, by turns: 127.0.0.1 stands for the
   host, 127.0.0.2 for the container.  "unit-relay --relay HOST:BOX" is the
   parent of the relay. */

#ifndef TEST_SIDES_H
#define TEST_SIDES_H

#include <netinet/in.h>
#include <sys/types.h>

struct sides {
    int server;         /* listens for the container, at BOX_PORT */
    int host_port, box_port;
    pid_t parent, relay;
    int to_parent, from_parent; /* pipes; "k": kill the relay */
};

extern struct sides sides;

struct in_addr sides_address(const char *text);

/* Listens on ADDRESS and a port that is free.  Returns a descriptor. */
int sides_listen(const char *address, int *port);

/* A relay with both sides, and its end, for cmocka. */
int sides_begin(void **state);
int sides_end(void **state);

/* The same by hand; HOW "die": the parent ends by SIGKILL. */
int sides_begin_with(const char *how);
void sides_start_parent(const char *how);
int sides_end_parent(void); /* its wait status */
void sides_close_server(void);

/* Connections, with a time limit for each wait; sides_try_call() may fail, -1
   with errno. */
int sides_try_call(void);
int sides_call(void);
int sides_serve(void);
void sides_limit(int fd);

void assert_reads(int fd, const char *expected);
void assert_ended(int fd); /* the other side has ended what it sends */
void sides_write(int fd, const char *words);

#endif
