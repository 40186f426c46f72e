/* webs.h - the web servers of lesson 11, for its tests */

#ifndef TEST_WEBS_H
#define TEST_WEBS_H

#include "launch.h"

#include <netinet/in.h>

/* The lesson at the prompt of STEP: what came before it has been done. */
struct robot *lesson_at(int step);

/* Process 1 of web server NUMBER. */
long web_of(struct robot *robot, int number);

/* COMMAND in the network of that process. */
const char *in_box(long box, const char *command);

/* The name of its bridge. */
const char *bridge_of(const struct robot *robot);

/* Somebody else's web server: PORT of ADDRESS.  Returns a descriptor. */
int listen_at(in_addr_t address, int port);

#endif
