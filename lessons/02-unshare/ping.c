/* ping.c - one ICMP echo request and what became of it

   The question: can these two talk, and if not, who says so?  "No route",
   "nobody has that address", "nothing came back" and "you may not ask" are four
   answers, and each comes from another place in the kernel.

   See also: icmp(7), raw(7), ip(7), arp(7), recvmsg(2). */

#include "lessons/02-unshare/ping.h"

#include "common/failure.h"
#include "common/files.h"
#include "common/wait.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

struct echo {
    int socket;
    bool raw;              /* else the kernel numbers and sorts for us */
    struct icmphdr header; /* the request, as it is sent */
};

/* The Internet checksum of the request: the one's complement of the sum of its
   16-bit words (RFC 1071). */
static uint16_t checksum(const struct icmphdr *header)
{
    uint16_t words[sizeof *header / 2];
    uint32_t sum = 0;

    memcpy(words, header, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        sum += words[i];
    sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t) ~(sum + (sum >> 16));
}

/* True for the errnos by which the network, or its guard, says no.  Any other
   says something about this process only. */
static bool is_answer(int error)
{
    switch (error) {
    case ENETUNREACH:  /* no route */
    case EHOSTUNREACH: /* a route, but nobody there */
    case ENETDOWN:
    case ECONNREFUSED:
    case EACCES:       /* a broadcast address, or a route that prohibits */
    case EPERM:        /* a firewall rule on the way out */
    case EINVAL:       /* no such way: a route that is a black hole */
        return true;
    }
    return false;
}

/* ---- asking ------------------------------------------------------------ */

/* Returns 0, 1 if neither kind of socket is allowed (errno says why), or -1. */
static int open_socket(struct echo *echo)
{
    int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;

    /* Allowed to the groups in /proc/sys/net/ipv4/ping_group_range, which is
       empty in every new network namespace; icmp(7). */
    echo->socket = socket(AF_INET, SOCK_DGRAM | flags, IPPROTO_ICMP);
    if (echo->socket == -1 && errno == EACCES) {
        echo->raw = true;
        echo->socket = socket(AF_INET, SOCK_RAW | flags, IPPROTO_ICMP);
        if (echo->socket == -1 && errno == EPERM)
            return 1;
    }
    if (echo->socket == -1)
        return failed("socket(AF_INET, %s, IPPROTO_ICMP)",
                      echo->raw ? "SOCK_RAW" : "SOCK_DGRAM");
    return 0;
}

static int set_up_socket(struct echo *echo)
{
    int on = 1;
    struct icmp_filter only_replies = { ~(1U << ICMP_ECHOREPLY) };

    /* ANCHOR: recverr */
    /* "Host unreachable" is no error of this socket, so it is dropped unless
       the socket keeps a queue of errors; ip(7), IP_RECVERR. */
    if (setsockopt(echo->socket, IPPROTO_IP, IP_RECVERR, &on, sizeof on) == -1)
        return failed("setsockopt(IP_RECVERR)");
    /* ANCHOR_END: recverr */

    /* A raw socket sees all ICMP of its namespace, even our own request when
       it travels over lo; raw(7). */
    if (echo->raw && setsockopt(echo->socket, SOL_RAW, ICMP_FILTER,
                                &only_replies, sizeof only_replies) == -1)
        return failed("setsockopt(ICMP_FILTER)");
    return 0;
}

/* Returns 0, 1 if the network refuses at once (errno says why), or -1. */
static int send_request(struct echo *echo, const struct sockaddr_in *to)
{
    uint16_t mark[2]; /* tells this request from those of other processes */

    if (getrandom(mark, sizeof mark, 0) != sizeof mark)
        return failed("getrandom()");
    echo->header = (struct icmphdr){ .type = ICMP_ECHO };
    echo->header.un.echo.id = mark[0]; /* replaced if the socket is not raw */
    echo->header.un.echo.sequence = mark[1];
    echo->header.checksum = checksum(&echo->header);

    /* connect(2) asks for the route, and lets nobody else answer. */
    if (connect(echo->socket, (const struct sockaddr *) to, sizeof *to) == -1)
        return is_answer(errno) ? 1 : failed("connect(ICMP socket)");
    if (send(echo->socket, &echo->header, sizeof echo->header, 0) == -1)
        return is_answer(errno) ? 1 : failed("send(echo request)");
    return 0;
}

/* ---- listening --------------------------------------------------------- */

static bool is_ours(const struct echo *echo, const struct icmphdr *header)
{
    const struct icmphdr *sent = &echo->header;

    return header->un.echo.sequence == sent->un.echo.sequence
        && (!echo->raw || header->un.echo.id == sent->un.echo.id);
}

/* Takes one entry of the queue of errors: the request that went wrong, and in
   the control data why; recvmsg(2), MSG_ERRQUEUE.  Returns the errno if it was
   our request, else 0. */
static int take_error(const struct echo *echo)
{
    struct icmphdr request = { 0 };
    union {
        char bytes[512];
        struct cmsghdr align;
    } control;
    struct iovec iov = { &request, sizeof request };
    struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1,
                              .msg_control = &control,
                              .msg_controllen = sizeof control };
    struct sock_extended_err error;

    if (recvmsg(echo->socket, &message, MSG_ERRQUEUE) != sizeof request
        || !is_ours(echo, &request))
        return 0;
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);
    for (; part; part = CMSG_NXTHDR(&message, part))
        if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) {
            memcpy(&error, CMSG_DATA(part), sizeof error);
            return (int) error.ee_errno;
        }
    return 0;
}

/* Takes one packet; true if it is the reply to our request. */
static bool take_reply(const struct echo *echo)
{
    unsigned char packet[256];
    struct icmphdr reply;

    /* An error that is announced here stands in the queue of errors too. */
    ssize_t size = recv(echo->socket, packet, sizeof packet, 0);
    if (size <= 0)
        return false;

    /* A raw socket gets the IP header as well; its length, in 4-byte words, is
       the lower half of the first byte. */
    size_t start = echo->raw ? (packet[0] & 0xfU) * 4 : 0;
    if ((size_t) size < start + sizeof reply)
        return false;
    memcpy(&reply, packet + start, sizeof reply);
    return reply.type == ICMP_ECHOREPLY && is_ours(echo, &reply);
}

static int await_answer(const struct echo *echo, int limit_ms,
                        struct ping *ping)
{
    long start = now_ms();

    for (;;) {
        long left = limit_ms - (now_ms() - start);
        int ready = wait_for(echo->socket, left > 0 ? (int) left : 0);

        ping->milliseconds = now_ms() - start;
        ping->result = PING_NO_REPLY;
        if (ready != 1)
            return ready;
        ping->reason = take_error(echo);
        ping->result = ping->reason ? PING_UNREACHABLE : PING_ANSWERED;
        if (ping->reason || take_reply(echo))
            return 0;
    }
}

/* Returns 0 with PING filled in, or -1. */
static int ask_and_listen(struct echo *echo, const struct sockaddr_in *to,
                          int limit_ms, struct ping *ping)
{
    if (set_up_socket(echo) == -1)
        return -1;
    int refused = send_request(echo, to);
    if (refused == 0)
        return await_answer(echo, limit_ms, ping);
    ping->result = PING_UNREACHABLE;
    ping->reason = errno;
    return refused == 1 ? 0 : -1;
}

int ping(struct in_addr address, int limit_ms, struct ping *ping)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = address };
    struct echo echo = { .socket = -1 };

    *ping = (struct ping){ .result = PING_REFUSED };
    int result = open_socket(&echo);
    if (result == 0)
        result = ask_and_listen(&echo, &to, limit_ms, ping);
    else
        ping->reason = errno;
    close_fd(&echo.socket);
    return result == -1 ? -1 : 0;
}

const char *ping_words(const struct ping *ping, char *text, size_t size)
{
    const char *words = strerror(ping->reason);
    const char *name = strerrorname_np(ping->reason);

    switch (ping->result) {
    case PING_ANSWERED:
        snprintf(text, size, "answered");
        break;
    case PING_NO_REPLY:
        snprintf(text, size, "no reply within %ld ms", ping->milliseconds);
        break;
    case PING_UNREACHABLE:
        snprintf(text, size, "%s (%s)", words, name ? name : "?");
        break;
    case PING_REFUSED:
        snprintf(text, size, "no ICMP socket for this process: %s (%s)", words,
                 name ? name : "?");
        break;
    }
    return text;
}
