/* request.c - what does a caller ask for?

   The question: what may come in from a network?  Anything.  Whatever is not a
   request of the one page gets the number that HTTP has for it: 4.. is the
   caller's mistake, 5.. is what this server cannot do.

   See also: RFC 9110 (what is meant), RFC 9112 (how it is written). */

#include "request.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

const char request_ok[] = "200 OK";
static const char bad[] = "400 Bad Request";

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_among(const char *word, const char *const list[])
{
    while (*list && strcmp(word, *list) != 0)
        list++;
    return *list != NULL;
}

/* "/" alone, perhaps with a question; the whole "http://name/" is allowed. */
static const char *judge_target(const char *target)
{
    if (begins(target, "http://")) {
        target += strcspn(target + 7, "/?") + 7;
        if (*target != '/')
            return request_ok;
    }
    if (*target != '/')
        return bad;
    return target[1] == '\0' || target[1] == '?' ? request_ok
                                                : "404 Not Found";
}

static const char *judge_line(char *line)
{
    static const char *const others[] = { "POST", "PUT", "DELETE", "OPTIONS",
                                          "TRACE", "CONNECT", "PATCH", NULL };
    char *target = strchr(line, ' ');
    char *version = target ? strchr(target + 1, ' ') : NULL;

    if (!version || target == line || !begins(version, " HTTP/"))
        return bad;
    *target++ = *version++ = '\0';
    if (strlen(version) != 8 || !isdigit((unsigned char) version[5])
        || version[6] != '.')
        return bad;
    if (version[5] != '1')
        return "505 HTTP Version Not Supported";
    if (is_among(line, others))
        return "405 Method Not Allowed";
    if (strcmp(line, "GET") != 0 && strcmp(line, "HEAD") != 0)
        return "501 Not Implemented";
    return judge_target(target);
}

/* Each is "name: value"; HTTP/1.1 asks for exactly one called Host. */
static const char *judge_fields(char *fields, bool needs_host)
{
    int hosts = 0;
    char *rest, *line = strtok_r(fields, "\r\n", &rest);

    for (; line; line = strtok_r(NULL, "\r\n", &rest)) {
        size_t name = strcspn(line, ": \t");
        if (name == 0 || line[name] != ':')
            return bad;
        hosts += name == 4 && strncasecmp(line, "Host", name) == 0;
    }
    return hosts == 1 || (hosts == 0 && !needs_host) ? request_ok : bad;
}

const char *request_judge(char *head, size_t length)
{
    char *end = strstr(head, "\r\n");

    if (!end || strlen(head) != length)
        return bad;
    *end = '\0';
    bool needs_host = !strstr(head, " HTTP/1.0");
    const char *status = judge_line(head);
    const char *fields = judge_fields(end + 2, needs_host);
    return status == request_ok ? fields : status;
}
