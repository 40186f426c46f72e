/* settings.c - what a container is asked to be

   Every value is checked here, before anything is made, and the failure names
   the option, the value and the rule. */

#include "lessons/10-container/settings.h"

#include "common/failure.h"
#include "lessons/04-cgroup-memory/size.h"
#include "lessons/10-container/clean.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LEAST_MEMORY (4 << 20)
#define MOST_MEMORY ((uint64_t) 1 << 50)

#define DEFAULTS { .hostname = "container", .memory = (uint64_t) 512 << 20, \
                   .pids = 512, .network = true }

const struct settings default_settings = DEFAULTS;
struct settings asked = DEFAULTS;

/* No cgroup forbids devices: without CAP_MKNOD none can be made, and with it
   (--cap-add=docker) none that is made works, MS_NODEV of lesson 7. */
cap_set settings_caps(const struct settings *settings, cap_set has)
{
    cap_set list = settings->all_caps ? has : podman_keeps & has;

    return (list | settings->caps_added) & ~settings->caps_dropped;
}

bool left_out(const struct settings *settings, enum item item)
{
    return settings->without & 1u << item;
}

static int refuse(const char *option, const char *value, const char *rule)
{
    return failed_saying(rule, "%s: '%s'", option, value);
}

/* ---- what it may use --------------------------------------------------- */

static int take_memory(const char *value)
{
    asked.limits_asked = true;
    return parse_size("--memory", value, LEAST_MEMORY, MOST_MEMORY,
                      &asked.memory);
}

/* "2", "0.5" or "0.25": up to four digits, and one or two after a point.
   Returns hundredths, or -1. */
static long read_cpus(const char *value)
{
    size_t whole = strspn(value, "0123456789"), part = 0;
    long hundredths = strtol(value, NULL, 10) * 100;

    if (whole == 0 || whole > 4)
        return -1;
    value += whole;
    if (*value == '.') {
        part = strspn(++value, "0123456789");
        if (part == 0 || part > 2)
            return -1;
        hundredths += strtol(value, NULL, 10) * (part == 1 ? 10 : 1);
    }
    return value[part] ? -1 : hundredths;
}

static int take_cpus(const char *value)
{
    long hundredths = read_cpus(value);

    if (hundredths < 1 || hundredths > 100 * 1000)
        return refuse("--cpus", value,
                      "expected CPUs from 0.01 to 1000, as 2 or 0.5");
    asked.limits_asked = true;
    asked.cpu = (int) hundredths;
    return 0;
}

static int take_pids(const char *value)
{
    size_t digits = strspn(value, "0123456789");
    long pids = digits < 8 ? strtol(value, NULL, 10) : 0;

    if (digits == 0 || value[digits] || pids < 2 || pids > 4194304)
        return refuse("--pids", value, "expected processes from 2 to 4194304; "
                                       "one is the container's process 1");
    asked.limits_asked = true;
    asked.pids = pids;
    return 0;
}

/* ---- what it sees ------------------------------------------------------ */

static int take_hostname(const char *value)
{
    size_t length = 0;

    while (isalnum((unsigned char) value[length])
           || (length > 0 && value[length] && strchr("-.", value[length])))
        length++;
    if (length == 0 || value[length] || length > 64)
        return refuse("--hostname", value, "expected 1 to 64 letters, digits, "
                      "'-' and '.'; hostname(7)");
    asked.hostname = value;
    return 0;
}

static int take_image(const char *value)
{
    if (value[0] == '\0')
        return refuse("--image", value, "expected a directory");
    asked.image = value;
    return 0;
}

static int take_read_only(const char *unused)
{
    (void) unused;
    asked.read_only = true;
    return 0;
}

static int take_env(const char *value)
{
    size_t count = 0;

    while (asked.env[count])
        count++;
    if (count == MOST_VARIABLES)
        return refuse("--env", value, "64 variables are the most");
    if (clean_variable(value) == -1)
        return -1;
    asked.env[count] = (char *) value;
    return 0;
}

static int take_no_network(const char *unused)
{
    (void) unused;
    asked.network = false;
    return 0;
}

static int take_publish(const char *value)
{
    if (asked.publishes == MOST_PUBLISHED)
        return refuse("--publish", value, "16 ports are the most");
    return publish_parse(value, &asked.published[asked.publishes++]);
}

/* ---- what it may do ---------------------------------------------------- */

static int take_caps(const char *option, const char *list, cap_set *set)
{
    if (caps_parse(list, set) == 0)
        return 0;
    struct failure why = *last_failure();
    return failed_saying(why.call, "%s", option);
}

static int take_add(const char *list)
{
    cap_set add = 0;

    if (strcasecmp(list, "all") == 0)
        asked.all_caps = true;
    else if (take_caps("--cap-add", list, &add) == -1)
        return -1;
    asked.caps_added |= add;
    return 0;
}

static int take_drop(const char *list)
{
    cap_set drop = ~(cap_set) 0;

    if (strcasecmp(list, "all") != 0
        && take_caps("--cap-drop", list, &drop) == -1)
        return -1;
    asked.caps_dropped |= drop;
    return 0;
}

static int take_user(const char *value)
{
    return user_parse(value, &asked.user);
}

static int take_userns(const char *unused)
{
    (void) unused;
    asked.userns = true;
    return 0;
}

static int take_without(const char *list)
{
    return items_parse(list, &asked.without);
}

static int take_timeline(const char *unused)
{
    (void) unused;
    asked.timeline = true;
    return 0;
}

const struct lesson_option settings_options[] = {
    { "image", "DIR",
      "its root: a directory, or / for the host's; what is written\n"
      "                      goes to a layer that is thrown away", take_image },
    { "read-only", NULL, "nothing can be written there at all",
      take_read_only },
    { "hostname", "NAME", "its host name (container)", take_hostname },
    { "memory", "SIZE", "bytes, or with K, M or G; no swap (512M)",
      take_memory },
    { "cpus", "NUMBER", "CPUs that it may use, as 0.5 (all)", take_cpus },
    { "pids", "NUMBER", "processes and threads (512)", take_pids },
    { "cap-add", "LIST", "capabilities beside podman's 11: names, docker, all",
      take_add },
    { "cap-drop", "LIST", "capabilities to leave out: names, or all",
      take_drop },
    { "user", "UID[:GID]", "whom the command runs as (0:0)", take_user },
    { "env", "NAME=VALUE", "one more variable; yours are not passed on",
      take_env },
    { "no-network", NULL,
      "no cable to the host; with one it reaches the host, and\n"
      "                      never the internet", take_no_network },
    { "publish", "PORTS",
      "[ADDRESS:]HOST:BOX, a port of the host, of 127.0.0.1\n"
      "                      unless given, leads to one of the container",
      take_publish },
    { "userns", NULL, "root inside is nobody outside; user_namespaces(7)",
      take_userns },
    { "timeline", NULL, "print each stage of its life with its time",
      take_timeline },
    { "without", "LIST", "leave protections out, to see what they are for",
      take_without },
    { 0 },
};
